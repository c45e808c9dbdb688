package io.github.attrimil.explain.map;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchImages;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Made;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideWork;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The stage from a model and a slide's features to its score maps: writes maps/NAME/SLIDE/. */
public final class MapStage implements AutoCloseable {

  private static final String STAGE = "map";

  /** Of a bag's file, in memory. */
  private static final int COPIES = 3;

  /** Changes when other files are written, so that older maps are made again. */
  private static final int FILES = 5;

  /**
   * What to draw.
   *
   * @param model a model's name or a checkpoint file
   * @param fold whose network; -1 for the fold that holds the slide out, else the mean of all
   * @param device where networks compute
   * @param redo whether finished, matching maps are made again
   * @param look what is written of each map
   * @param dense a region of interest to map at a finer step, instead of the whole slide
   */
  public record Request(
      String model,
      int fold,
      DeviceChoice device,
      boolean redo,
      MapFiles.Options look,
      Optional<DenseRequest> dense) {

    /** The model's own values of whole slides, and regions above 0. */
    public Request(
        final String model,
        final int fold,
        final int top,
        final DeviceChoice device,
        final boolean redo) {
      this(model, fold, device, redo, MapFiles.Options.of(top), Optional.empty());
    }

    /**
     * @return how maps are drawn, in addition to the model's own values
     */
    public Drawing drawing() {
      return look.drawing();
    }
  }

  /**
   * A slide's map in memory.
   *
   * @param scores one value per patch
   * @param overview the slide as a small picture
   */
  public record Result(PatchScores scores, Overview overview) {}

  private final Project project;
  private final Request request;
  private final TrainedModel model;
  private final FoldChoice folds;
  private final MapMaker maker;
  private final Job job;

  /** Of the slides of this run; NaN while there is none. */
  private double identityError = Double.NaN;

  private MapStage(final Project project, final Request request, final Job job) {
    this.project = project;
    this.request = request;
    this.model = TrainedModel.find(project, request.model());
    this.job = job;
    this.folds = new FoldChoice(project, model, request.fold(), job);
    this.maker = new MapMaker(project, model, folds, request.device(), job);
  }

  /**
   * Draws the maps of slides as files.
   *
   * @param project the project
   * @param slides the slides; they need features
   * @param request what to draw
   * @param job shown progress
   * @return the ids of the slides that have maps now
   */
  public static List<String> run(
      final Project project, final List<SlideSource> slides, final Request request, final Job job) {
    return run(project, slides.stream().map(MapTarget::of).toList(), request, job, drawn -> {});
  }

  /**
   * The same for slides of which some may have features only, giving each map that was drawn.
   *
   * @param project the project
   * @param slides the slides; they need features
   * @param request what to draw
   * @param job shown progress
   * @param drawn given the maps of this run, not those that were finished before
   * @return the ids of the slides that have maps now
   */
  public static List<String> run(
      final Project project,
      final List<MapTarget> slides,
      final Request request,
      final Job job,
      final Consumer<Result> drawn) {
    final Map<String, MapTarget> byId =
        slides.stream()
            .collect(
                Collectors.toMap(
                    MapTarget::id, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    job.record().version("bio-formats", BioFormatsSlide.bioFormatsVersion());
    try (MapStage stage = new MapStage(project, request, job)) {
      return new Stage(STAGE, project, request.redo(), job)
          .slides(
              List.copyOf(byId.keySet()),
              new SlideWork() {
                @Override
                public Plan<Made> plan(final String id, final Job own) {
                  return stage.plan(byId.get(id), drawn, own);
                }

                @Override
                public String path(final String id) {
                  return byId.get(id).pathText();
                }
              });
    }
  }

  /**
   * Computes the map of one slide, or of its region, without writing anything.
   *
   * @param project the project
   * @param slide the slide
   * @param request what to draw
   * @param job shown progress
   * @return the map
   */
  public static Result compute(
      final Project project, final MapTarget slide, final Request request, final Job job) {
    try (MapStage stage = new MapStage(project, request, job)) {
      if (request.dense().isPresent()) {
        final Bag own = stage.maker.bag(slide.id());
        final DenseRequest dense = request.dense().get();
        final DenseMap map = DenseMap.place(slide.id(), own.grid(), dense);
        try (OpenSlide open = OpenSlide.of(MapMaker.needed(slide))) {
          return stage.maker.region(open, own, map, dense.encoding(), job).result();
        }
      }
      if (slide.atHand().isEmpty()) {
        return stage.maker.slide(slide.id(), Optional.empty(), job).result();
      }
      try (OpenSlide open = OpenSlide.of(slide.atHand().get().read())) {
        return stage.maker.slide(slide.id(), Optional.of(open), job).result();
      }
    }
  }

  /**
   * @param project the project
   * @param request what is drawn
   * @param slide the id of a slide with features
   * @return where its maps are, or those of its region
   */
  public static Path folder(final Project project, final Request request, final String slide) {
    final TrainedModel model = TrainedModel.find(project, request.model());
    final Path whole = project.maps(model.card().name(), slide);
    if (request.dense().isEmpty()) {
      return whole;
    }
    final PatchGrid own = BagSource.of(project).openPlaced(slide, model.card().features()).grid();
    return whole.resolve(DenseMap.place(slide, own, request.dense().get()).name());
  }

  private Plan<Made> plan(final MapTarget target, final Consumer<Result> drawn, final Job own) {
    final String id = target.id();
    final Path whole = project.maps(model.card().name(), id);
    final Path features = BagSource.of(project).file(id);
    final List<Path> inputs = new ArrayList<>();
    folds.of(id).forEach(k -> inputs.add(model.checkpoints().get(k)));
    inputs.add(features);
    target.atHand().ifPresent(s -> inputs.addAll(s.files()));
    if (request.dense().isEmpty()) {
      final Optional<Supplier<Slide>> slide = target.atHand().map(SlideSource::reading);
      return plan(id, whole, key(id), inputs, () -> draw(target, slide, whole, drawn, own))
          .needing(() -> memory(features, slide.map(Supplier::get)));
    }
    final DenseRequest dense = request.dense().get();
    final Bag bag = maker.bag(id);
    final DenseMap map = DenseMap.place(id, bag.grid(), dense);
    final Path folder = whole.resolve(map.name());
    dense.file().ifPresent(inputs::add);
    final StampKey key =
        key(id)
            .with("roi", dense.roi())
            .with("step", dense.step())
            .with("encoder", dense.encoding().encoder())
            .with("precision", dense.encoding().precision())
            .with("stain", dense.encoding().stain());
    return plan(
        id + " " + map.name(),
        folder,
        key,
        inputs,
        () -> {
          try (OpenSlide open = OpenSlide.of(MapMaker.needed(target))) {
            final MapMaker.Made made = maker.region(open, bag, map, dense.encoding(), own);
            write(folder, Optional.of(open), made, drawn, own);
          }
        });
  }

  private static long memory(final Path features, final Optional<Slide> slide) {
    try {
      return COPIES * Files.size(features) + slide.map(Overviews::memory).orElse(0L);
    } catch (final IOException e) {
      throw FileFailure.of("read", features, e);
    }
  }

  private Plan<Made> plan(
      final String what,
      final Path folder,
      final StampKey key,
      final List<Path> inputs,
      final Runnable work) {
    final List<Path> outputs = List.of(folder.resolve("scores.csv"));
    return Plan.of(
            new Target(model.card().name() + " " + what, key, inputs, outputs),
            () -> {
              work.run();
              return Made.done();
            })
        .filling(folder);
  }

  private StampKey key(final String id) {
    return new StampKey()
        .with("fold", folds.stamp(id))
        .with("top", request.look().top())
        .with("classes", model.card().classes())
        .with("display", request.drawing().display())
        .with("smoothing", request.drawing().smoothing())
        .with("threshold", request.look().threshold())
        .with("files", FILES);
  }

  private void draw(
      final MapTarget target,
      final Optional<Supplier<Slide>> slide,
      final Path folder,
      final Consumer<Result> drawn,
      final Job own) {
    if (target.missingFile().isPresent()) {
      own.warn(
          "The slide "
              + target.missingFile().get()
              + " is missing: the map of \""
              + target.id()
              + "\" is drawn on a plain background, without pictures of patches; put the file"
              + " back, or correct its path, and run `map` again");
    } else if (slide.isEmpty()) {
      own.info(
          "map: \""
              + target.id()
              + "\" has features but no slide file; its map is drawn on a plain background,"
              + " without pictures of patches");
    }
    if (slide.isEmpty()) {
      write(folder, Optional.empty(), maker.slide(target.id(), Optional.empty(), own), drawn, own);
      return;
    }
    try (OpenSlide open = OpenSlide.of(slide.get().get())) {
      final Optional<OpenSlide> opened = Optional.of(open);
      write(folder, opened, maker.slide(target.id(), opened, own), drawn, own);
    }
  }

  private void write(
      final Path folder,
      final Optional<OpenSlide> slide,
      final MapMaker.Made made,
      final Consumer<Result> drawn,
      final Job own) {
    final Result result = made.result();
    final MapFiles.Options look = request.look().with(made.more());
    final PatchScores scores = result.scores();
    MapFiles.write(
        folder,
        scores,
        result.overview(),
        slide.map(open -> images(open, scores.grid())),
        look,
        own);
    recordIdentity(scores);
    drawn.accept(result);
  }

  private static PatchImages images(final OpenSlide open, final PatchGrid grid) {
    final Slide slide = open.slide();
    final RegionReader regions =
        new RegionReader(
            slide,
            Math.min(grid.scale().level(), slide.levels().size() - 1),
            grid.scale().pixels() > 0 ? grid.scale().pixels() : MapFiles.PATCH_PX);
    return i ->
        regions.read(
            open.reader(),
            grid.coords().xLevel0()[i],
            grid.coords().yLevel0()[i],
            grid.patchSizeLevel0());
  }

  /** Keeps the largest |sum of contributions + bias - logit| in the run's record. */
  private synchronized void recordIdentity(final PatchScores scores) {
    for (int c = 0; c < scores.classes() && scores.additive().isPresent(); c++) {
      // Not Math.max, which keeps NaN.
      final double error = scores.identityError(c);
      identityError = identityError > error ? identityError : error;
      job.record().stage(STAGE, "largest_identity_error", identityError);
    }
  }

  @Override
  public void close() {
    maker.close();
  }
}
