package io.github.attrimil.explain.map;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchImages;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.PatchScoresOf;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.mil.attrimil.AttriMil;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideLoop;
import io.github.attrimil.project.Stamps;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Resampling;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The stage from a model and a slide to its score maps: writes maps/NAME/SLIDE/. */
public final class MapStage {

  private static final String STAGE = "map";
  private static final int OVERVIEW_PX = 1600;

  /** Changes when other files are written, so that older maps are made again. */
  private static final int FILES = 3;

  /**
   * What to draw.
   *
   * @param model a model's name or a checkpoint file
   * @param fold whose network; -1 for the fold that holds the slide out, else the first
   * @param top how many of the strongest patches of each class are written as pictures
   * @param device auto, cpu or gpu
   * @param redo whether finished, matching maps are made again
   * @param drawing how maps are drawn, besides the model's own values
   * @param threshold above which a class's score makes a region
   * @param dense a region of interest to map at a finer step, in place of the whole slide
   */
  public record Request(
      String model,
      int fold,
      int top,
      String device,
      boolean redo,
      Drawing drawing,
      double threshold,
      Optional<DenseMap.Request> dense) {

    /** Checks the threshold. */
    public Request {
      if (!Double.isFinite(threshold)) {
        throw new AttriMilException("threshold=" + threshold + " is no number");
      }
    }

    /** The model's own values of whole slides, and regions above 0. */
    public Request(
        final String model,
        final int fold,
        final int top,
        final String device,
        final boolean redo) {
      this(model, fold, top, device, redo, Drawing.plain(), 0, Optional.empty());
    }
  }

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

  /** Of the slides of this run; NaN while there is none. */
  private double identityError = Double.NaN;

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
      final List<io.github.attrimil.cohort.Split> splits = SplitStage.read(project);
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
    return run(project, slides, request, job, drawn -> {});
  }

  /**
   * The same, telling each map that was drawn.
   *
   * @param project the project
   * @param slides the slides; they need features
   * @param request what to draw
   * @param job told of progress
   * @param drawn given the maps of this run, not those that were finished before
   * @return the ids of the slides that have maps now
   */
  public static List<String> run(
      final Project project,
      final List<SlideSource> slides,
      final Request request,
      final Job job,
      final Consumer<Result> drawn) {
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
            id ->
                request.dense().isPresent()
                    ? stage.region(byId.get(id), request.dense().get(), drawn)
                    : stage.one(byId.get(id), drawn),
            (id, reason) -> list.noteFailure(id, byId.get(id).pathText(), STAGE, reason));
    list.noteRecovered(good, STAGE);
    return good;
  }

  /**
   * Computes the map of one slide, or of its region, without writing anything.
   *
   * @param project the project
   * @param source the slide
   * @param request what to draw
   * @param job told of progress
   * @return the map
   */
  public static Result compute(
      final Project project, final SlideSource source, final Request request, final Job job) {
    final MapStage stage = new MapStage(project, request, job);
    if (request.dense().isEmpty()) {
      return stage.compute(source, source.read()).result();
    }
    final Bag own = Bag.read(source.id(), stage.features(source.id()));
    final DenseMap map = DenseMap.place(source.id(), stage.placed(own), request.dense().get());
    return stage.compute(source.read(), own, map, request.dense().get()).result();
  }

  /**
   * @param project the project
   * @param request what is drawn
   * @param slide a slide with features
   * @return where its maps are, or those of its region
   */
  public static Path folder(final Project project, final Request request, final SlideSource slide) {
    final Path whole = folder(project, request.model(), slide.id());
    if (request.dense().isEmpty()) {
      return whole;
    }
    final PatchFile own = PatchFile.read(project.features(slide.id()));
    return whole.resolve(DenseMap.place(slide.id(), own, request.dense().get()).name());
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

  private Map<String, Object> key(final String id) {
    final Map<String, Object> key = new LinkedHashMap<>();
    key.put("fold", fold(id));
    key.put("top", request.top());
    key.put("classes", model.card().classes());
    key.put("drawing", request.drawing());
    key.put("threshold", request.threshold());
    key.put("files", FILES);
    return key;
  }

  /**
   * A map, not yet written.
   *
   * @param result its patches and a picture below them
   * @param patches where they are
   * @param more further columns of the table: what each patch of a region would add to the slide's
   *     logit
   */
  private record Drawn(Result result, PatchFile patches, Map<String, double[]> more) {}

  private Status one(final SlideSource source, final Consumer<Result> told) {
    final String id = source.id();
    return write(
        source,
        project.maps(model.card().name(), id),
        id,
        key(id),
        Optional.empty(),
        slide -> compute(source, slide),
        told);
  }

  private Status region(
      final SlideSource source, final DenseMap.Request dense, final Consumer<Result> told) {
    final String id = source.id();
    final Bag own = Bag.read(id, features(id));
    final DenseMap map = DenseMap.place(id, placed(own), dense);
    final Map<String, Object> key = key(id);
    key.put("dense", dense);
    return write(
        source,
        folder(project, request, source),
        id + " " + map.name(),
        key,
        dense.file(),
        slide -> compute(slide, own, map, dense),
        told);
  }

  /** Writes a map, unless the same is there. */
  private Status write(
      final SlideSource source,
      final Path folder,
      final String what,
      final Map<String, Object> key,
      final Optional<Path> regions,
      final Function<Slide, Drawn> computing,
      final Consumer<Result> told) {
    final String id = source.id();
    final List<Path> inputs =
        new ArrayList<>(List.of(model.checkpoints().get(fold(id)), features(id)));
    inputs.addAll(source.files());
    regions.ifPresent(inputs::add);
    final String name = model.card().name() + " " + what;
    final Stamps.State state =
        project.stamps().state(STAGE, name, key, inputs, List.of(folder.resolve("scores.csv")));
    if (state == Stamps.State.FRESH && !request.redo()) {
      return Status.SKIPPED;
    }
    final Slide slide = source.read();
    final Drawn drawn = computing.apply(slide);
    final Result result = drawn.result();
    try (SlideReader reader = slide.open()) {
      MapFiles.write(
          folder,
          result.scores(),
          result.overview(),
          patches(slide, reader, drawn.patches()),
          new MapFiles.Options(request.top(), request.drawing(), request.threshold(), drawn.more()),
          job);
    }
    project.stamps().write(STAGE, name, key, inputs);
    recordIdentity(result.scores());
    told.accept(result);
    return Status.DONE;
  }

  /**
   * Maps a region at a finer step. Its patches are a bag of their own, whose logit their
   * contributions add up to; what they would add to the slide's logit is told besides.
   *
   * @param own the slide's own bag
   */
  private Drawn compute(
      final Slide slide, final Bag own, final DenseMap map, final DenseMap.Request dense) {
    final String id = own.slideId();
    BagSource.check("the slide \"" + id + "\"", model.card().features(), own.card());
    final PatchFile ownPatches = placed(own);
    final Bag bag = map.encode(project, slide, dense, model.card(), request.device(), job);
    final BagScores ofRegion;
    final BagScores ofSlide;
    try (AttriMil network = model.load(fold(id), request.device(), job)) {
      ofRegion = BagScores.of(network, bag);
      ofSlide = BagScores.of(network, own);
    }
    final double[] b = map.bounds();
    final String title =
        String.format(
            Locale.ROOT,
            "%s, region %.0f, %.0f, %.0f x %.0f px as a bag of its own",
            id,
            b[0],
            b[1],
            b[2] - b[0],
            b[3] - b[1]);
    final PatchScores scores = scores(title, slide, bag, map.patches(), ofRegion);
    final double ownStep = ownPatches.attributes().stepLevel0();
    final double[][] parts =
        DenseMap.inSlide(
            scores, ofSlide, ownStep > 0 ? ownStep : ownPatches.attributes().patchSizeLevel0());
    final Map<String, double[]> more = new LinkedHashMap<>();
    for (int c = 0; c < parts.length; c++) {
      more.put("slideContribution_" + c, parts[c]);
    }
    try (SlideReader reader = slide.open()) {
      return new Drawn(new Result(scores, regionOverview(slide, reader, b)), map.patches(), more);
    }
  }

  private PatchFile placed(final Bag bag) {
    return bag.patches()
        .orElseThrow(
            () ->
                new AttriMilException(
                    features(bag.slideId())
                        + " has no coords, so there is nothing to draw a map on"));
  }

  private PatchScores scores(
      final String name,
      final Slide slide,
      final Bag bag,
      final PatchFile patches,
      final BagScores scores) {
    return PatchScoresOf.bag(
        name,
        bag,
        scores,
        PatchScoresOf.label(model.card(), fold(bag.slideId()), model.checkpoints().size()),
        slide.pixelSize().or(() -> PatchScoresOf.pixelSize(patches)));
  }

  /** Keeps the largest |sum of contributions + bias - logit| in the run's record. */
  private void recordIdentity(final PatchScores scores) {
    for (int c = 0; c < scores.classes() && scores.additive().isPresent(); c++) {
      // Not Math.max, which keeps NaN.
      final double error = scores.identityError(c);
      identityError = identityError > error ? identityError : error;
      job.record().stage(STAGE, "largest_identity_error", identityError);
    }
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

  private Drawn compute(final SlideSource source, final Slide slide) {
    final String id = source.id();
    final Bag bag = Bag.read(id, features(id));
    BagSource.check("the slide \"" + id + "\"", model.card().features(), bag.card());
    final PatchFile patches = placed(bag);
    final BagScores scores;
    try (AttriMil network = model.load(fold(id), request.device(), job)) {
      scores = BagScores.of(network, bag);
    }
    return new Drawn(
        new Result(scores(id, slide, bag, patches, scores), overview(slide, job)),
        patches,
        Map.of());
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

  /** The region with a margin, from the level whose pixels are enough for a picture. */
  private static Overview regionOverview(
      final Slide slide, final SlideReader reader, final double[] bounds) {
    final Level full = slide.levels().get(0);
    final double margin = 0.05 * Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]);
    final double left = Math.max(0, Math.floor(bounds[0] - margin));
    final double top = Math.max(0, Math.floor(bounds[1] - margin));
    final double right = Math.min(full.width(), Math.ceil(bounds[2] + margin));
    final double bottom = Math.min(full.height(), Math.ceil(bounds[3] + margin));
    if (!(right > left && bottom > top)) {
      throw new AttriMilException("The region lies beside slide \"" + slide.id() + "\"");
    }
    final double longest = Math.max(right - left, bottom - top);
    int level = slide.levels().size() - 1;
    while (level > 0 && longest / slide.levels().get(level).downsample() < OVERVIEW_PX) {
      level--;
    }
    final Level l = slide.levels().get(level);
    final int x = (int) Math.floor(left / l.downsampleX());
    final int y = (int) Math.floor(top / l.downsampleY());
    final int w = (int) Math.min(l.width() - x, Math.ceil((right - left) / l.downsampleX()));
    final int h = (int) Math.min(l.height() - y, Math.ceil((bottom - top) / l.downsampleY()));
    if ((long) w * h > 1L << 27) {
      throw new AttriMilException(
          "The region has no level small enough for a picture; give a smaller roi=");
    }
    // Small regions are enlarged, so that a legend is readable beside them.
    final double scale = Math.max(w, h) / (double) OVERVIEW_PX;
    final int width = (int) Math.max(1, Math.round(w / scale));
    final int height = (int) Math.max(1, Math.round(h / scale));
    final RgbImage read = reader.read(level, x, y, w, h);
    return new Overview(
        Resampling.resample(read, 0, 0, w, h, width, height),
        level,
        w * l.downsampleX() / width,
        h * l.downsampleY() / height,
        x * l.downsampleX(),
        y * l.downsampleY(),
        full.width(),
        full.height());
  }

  private PatchImages patches(
      final Slide slide, final SlideReader reader, final PatchFile patches) {
    final PatchAttributes attributes = patches.attributes();
    final int size = attributes.targetSize();
    final RegionReader regions =
        new RegionReader(slide, Math.min(attributes.patchLevel(), slide.levels().size() - 1), size);
    return i ->
        regions.read(
            reader,
            patches.grid().coords().xLevel0()[i],
            patches.grid().coords().yLevel0()[i],
            attributes.patchSizeLevel0());
  }
}
