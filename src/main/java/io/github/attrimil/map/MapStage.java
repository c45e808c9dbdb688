package io.github.attrimil.map;

import io.github.attrimil.bag.Bag;
import io.github.attrimil.bag.SplitStage;
import io.github.attrimil.file.PatchAttributes;
import io.github.attrimil.file.PatchFile;
import io.github.attrimil.file.ProcessList;
import io.github.attrimil.file.Project;
import io.github.attrimil.file.Stamps;
import io.github.attrimil.job.AttriMilException;
import io.github.attrimil.job.Job;
import io.github.attrimil.job.RunRecord.Status;
import io.github.attrimil.job.SlideLoop;
import io.github.attrimil.model.AttriMil;
import io.github.attrimil.model.BagScores;
import io.github.attrimil.model.TrainedModel;
import io.github.attrimil.slide.BioFormatsSlide;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Resampling;
import io.github.attrimil.slide.RgbImage;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.SlideSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The stage from a model and a slide to its score maps: writes maps/NAME/SLIDE/. */
public final class MapStage {

  private static final String STAGE = "map";
  private static final int OVERVIEW_PX = 1600;

  /**
   * What to draw.
   *
   * @param model a model's name or a checkpoint file
   * @param fold whose network; -1 for the fold that holds the slide out, else the first
   * @param top how many of the strongest patches of each class are written as pictures
   * @param device auto, cpu or gpu
   * @param redo whether finished, matching maps are made again
   */
  public record Request(String model, int fold, int top, String device, boolean redo) {}

  /**
   * A slide's map in memory.
   *
   * @param scores a value a patch
   * @param overview the slide as a small picture
   */
  public record Result(PatchScores scores, Overview overview) {}

  private final Project project;
  private final Request request;
  private final TrainedModel model;
  private final Map<String, Integer> heldOut;
  private final Job job;

  private MapStage(final Project project, final Request request, final Job job) {
    this.project = project;
    this.request = request;
    this.model = TrainedModel.find(project, request.model());
    this.job = job;
    this.heldOut = heldOut(project);
    if (request.fold() >= model.checkpoints().size()) {
      throw new AttriMilException(
          "fold="
              + request.fold()
              + " is not one of the "
              + model.checkpoints().size()
              + " fold(s) of \""
              + model.card().name()
              + "\", counted from 0");
    }
  }

  private static Map<String, Integer> heldOut(final Project project) {
    final Map<String, Integer> heldOut = new LinkedHashMap<>();
    if (Files.exists(project.split(0))) {
      final List<io.github.attrimil.bag.Split> splits = SplitStage.read(project);
      for (int k = 0; k < splits.size(); k++) {
        for (final String slide : splits.get(k).test()) {
          heldOut.putIfAbsent(slide, k);
        }
      }
    }
    return heldOut;
  }

  /**
   * Draws the maps of slides as files.
   *
   * @param project the project
   * @param slides the slides; they need features
   * @param request what to draw
   * @param job told of progress
   * @return the ids of the slides that have maps now
   */
  public static List<String> run(
      final Project project, final List<SlideSource> slides, final Request request, final Job job) {
    final MapStage stage = new MapStage(project, request, job);
    final Map<String, SlideSource> byId =
        slides.stream()
            .collect(
                Collectors.toMap(
                    SlideSource::id, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    final ProcessList list = new ProcessList(project);
    job.record().version("bio-formats", BioFormatsSlide.bioFormatsVersion());
    final List<String> good =
        SlideLoop.run(
            job,
            STAGE,
            List.copyOf(byId.keySet()),
            id -> stage.one(byId.get(id)),
            (id, reason) -> list.noteFailure(id, byId.get(id).pathText(), STAGE, reason));
    list.noteRecovered(good, STAGE);
    return good;
  }

  /**
   * Computes one slide's map without writing anything.
   *
   * @param project the project
   * @param source the slide
   * @param request what to draw
   * @param job told of progress
   * @return the map
   */
  public static Result compute(
      final Project project, final SlideSource source, final Request request, final Job job) {
    return new MapStage(project, request, job).compute(source, source.read());
  }

  /**
   * @param project the project
   * @param model a model's name or a checkpoint file
   * @param slide a slide's id
   * @return where its maps are
   */
  public static Path folder(final Project project, final String model, final String slide) {
    return project.maps(TrainedModel.find(project, model).card().name(), slide);
  }

  private Status one(final SlideSource source) {
    final String id = source.id();
    final Path folder = project.maps(model.card().name(), id);
    final Path features = features(id);
    final List<Path> inputs = new ArrayList<>(List.of(model.checkpoints().get(fold(id)), features));
    inputs.addAll(source.files());
    final Map<String, Object> key =
        Map.of("fold", fold(id), "top", request.top(), "classes", model.card().classes());
    final String name = model.card().name() + " " + id;
    final Stamps.State state =
        project.stamps().state(STAGE, name, key, inputs, List.of(folder.resolve("scores.csv")));
    if (state == Stamps.State.FRESH && !request.redo()) {
      return Status.SKIPPED;
    }
    final Slide slide = source.read();
    final Result result = compute(source, slide);
    try (SlideReader reader = slide.open()) {
      MapFiles.write(
          folder,
          result.scores(),
          result.overview(),
          patches(slide, reader, id),
          request.top(),
          job);
    }
    project.stamps().write(STAGE, name, key, inputs);
    return Status.DONE;
  }

  private Path features(final String id) {
    final Path features = project.features(id);
    if (!Files.exists(features)) {
      throw new AttriMilException(
          "The slide \"" + id + "\" has no " + features + "; run `features` first");
    }
    return features;
  }

  private int fold(final String id) {
    final int wanted = request.fold() >= 0 ? request.fold() : heldOut.getOrDefault(id, 0);
    return Math.min(wanted, model.checkpoints().size() - 1);
  }

  private Result compute(final SlideSource source, final Slide slide) {
    final String id = source.id();
    final Bag bag = Bag.read(id, features(id));
    model.card().checkFeatures(id, bag.dimension(), bag.encoderCard());
    final PatchFile patches =
        bag.patches()
            .orElseThrow(
                () ->
                    new AttriMilException(
                        features(id) + " has no coords, so there is nothing to draw a map on"));
    final BagScores scores;
    try (AttriMil network = model.load(fold(id), request.device(), job)) {
      scores = BagScores.of(network, bag);
    }
    final double mpp = slide.pixelSize().map(p -> p.mppX()).orElse(patches.attributes().mpp());
    final double mppY = slide.pixelSize().map(p -> p.mppY()).orElse(patches.attributes().mpp());
    return new Result(
        PatchScoresOf.bag(bag, patches, scores, model, fold(id), mpp, mppY), overview(slide, job));
  }

  private static Overview overview(final Slide slide, final Job job) {
    int level = slide.levels().size() - 1;
    while (level > 0
        && Math.max(slide.levels().get(level).width(), slide.levels().get(level).height())
            < OVERVIEW_PX) {
      level--;
    }
    try (SlideReader reader = slide.open()) {
      return overview(slide, reader, level, job);
    }
  }

  /** Reads a level in strips, so that a slide without pyramid is never in memory whole. */
  private static Overview overview(
      final Slide slide, final SlideReader reader, final int level, final Job job) {
    final Level l = slide.levels().get(level);
    final double scale = Math.max(1, Math.max(l.width(), l.height()) / (double) OVERVIEW_PX);
    final int width = Math.max(1, (int) Math.floor(l.width() / scale));
    final int height = Math.max(1, (int) Math.floor(l.height() / scale));
    final double stepX = l.width() / (double) width;
    final double stepY = l.height() / (double) height;
    final byte[] rgb = new byte[3 * width * height];
    final int strip = Math.max(1, (int) (512 / stepY));
    for (int y = 0; y < height; y += strip) {
      job.checkCanceled();
      final int rows = Math.min(strip, height - y);
      final int top = (int) Math.floor(y * stepY);
      final int bottom = Math.min(l.height(), (int) Math.ceil((y + rows) * stepY));
      final RgbImage source = reader.read(level, 0, top, l.width(), bottom - top);
      final RgbImage part =
          Resampling.resample(source, 0, y * stepY - top, l.width(), rows * stepY, width, rows);
      System.arraycopy(part.rgb(), 0, rgb, 3 * width * y, part.rgb().length);
    }
    return new Overview(
        new RgbImage(width, height, rgb), level, stepX * l.downsampleX(), stepY * l.downsampleY());
  }

  private PatchImages patches(final Slide slide, final SlideReader reader, final String id) {
    final PatchFile patches = Bag.read(id, features(id)).patches().orElseThrow();
    final PatchAttributes attributes = patches.attributes();
    final int size = attributes.targetSize();
    final RegionReader regions =
        new RegionReader(slide, Math.min(attributes.patchLevel(), slide.levels().size() - 1), size);
    return i ->
        regions.read(
            reader,
            patches.coords()[2 * i],
            patches.coords()[2 * i + 1],
            attributes.patchSizeLevel0());
  }
}
