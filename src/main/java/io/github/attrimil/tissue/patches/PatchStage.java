package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.project.Listing;
import io.github.attrimil.project.Made;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideWork;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.TileStore;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tissue.AreaChoice;
import io.github.attrimil.tissue.SlideRegions;
import io.github.attrimil.tissue.SlideScan;
import io.github.attrimil.tissue.TissueMask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The stage from slides to patches: writes patches/, masks/, stitches/ and process_list.csv. */
public final class PatchStage implements SlideWork {

  private final Project project;
  private final Map<String, SlideSource> slides;
  private final PatchSettings settings;
  private final Stage stage;
  private final Job job;

  private PatchStage(
      final Project project,
      final List<SlideSource> slides,
      final PatchSettings settings,
      final boolean redo,
      final Job job) {
    this.project = project;
    this.slides = SlideSource.byId(slides);
    this.settings = settings;
    this.job = job;
    this.stage = new Stage("patch", project, redo, job);
  }

  /**
   * Finds tissue and patches of slides.
   *
   * @param project where the outputs go
   * @param slides the slides
   * @param settings which patches; the process list may have others for a slide
   * @param redo whether finished, matching outputs are made again
   * @param job shown the progress
   * @return the ids of the slides that have patches now
   */
  public static List<String> run(
      final Project project,
      final List<SlideSource> slides,
      final PatchSettings settings,
      final boolean redo,
      final Job job) {
    return new PatchStage(project, slides, settings, redo, job).run();
  }

  private List<String> run() {
    final List<String> wanted = stage.list().wanted(slides.keySet());
    checkRegions(wanted.size());
    job.record().version("bio-formats", BioFormatsSlide.bioFormatsVersion());
    return stage.slides(wanted, this);
  }

  /** Regions are places on one slide. */
  private void checkRegions(final int count) {
    final AreaChoice areas = settings.areas().resolvedIn(project.root());
    for (final Optional<Path> path : List.of(areas.include(), areas.exclude())) {
      if (count > 1 && path.filter(Files::isRegularFile).isPresent()) {
        throw new AttriMilException(
            path.get()
                + " holds the regions of one slide, and there are "
                + count
                + ": give a folder with a file for each, named as the slide");
      }
    }
  }

  @Override
  public Optional<Listing> listing(final String id) {
    final SlideSource source = slides.get(id);
    return Optional.of(new Listing(source.pathText(), source.scene(), stated(id)));
  }

  @Override
  public String path(final String slide) {
    return slides.get(slide).pathText();
  }

  @Override
  public Plan<Made> plan(final String id, final Job job) {
    final SlideSource source = slides.get(id);
    final PatchSettings own = parse(id, stated(id));
    final StampKey key = new StampKey().withAll(own.asMap());
    if (source.scene() > 0) {
      key.with("scene", source.scene());
    }
    source.mpp().ifPresent(mpp -> key.with("slidempp", mpp));
    final AreaChoice areas = own.areas().resolvedIn(project.root());
    final List<Path> inputs = new ArrayList<>(source.files());
    inputs.addAll(SlideRegions.files(areas, id));
    final List<Path> outputs =
        List.of(project.patches(id), project.mask(id), project.contours(id), project.stitch(id));
    final Supplier<Slide> slide = source.reading();
    return Plan.of(new Target(id, key, inputs, outputs), () -> make(slide.get(), own, areas, job))
        .needing(() -> SlideScan.memory(slide.get().levels()))
        .keepingForeign(() -> isForeign(project.patches(id)));
  }

  /** The settings for a slide: the command's, but for what a user edited in the process list. */
  private Map<String, String> stated(final String id) {
    return stage.list().parameters(id, settings.asMap());
  }

  private Made make(
      final Slide slide, final PatchSettings own, final AreaChoice areas, final Job job) {
    final String id = slide.id();
    final SlideRegions regions = SlideRegions.read(areas, id);
    if (areas.include().isPresent() && regions.include().isEmpty()) {
      job.warn(
          id + ": " + areas.include().get() + " has no file for it, so all its tissue is used");
    }
    slide
        .pixelSize()
        .filter(p -> p.origin() == PixelSize.Origin.MAGNIFICATION)
        .ifPresent(
            p ->
                job.warn(
                    id
                        + ": the file states no pixel size; "
                        + p.mpp()
                        + " micrometers are estimated from its magnification"));
    final PatchPlan plan;
    final TileStore tiles = new TileStore(slide);
    try (SlideReader reader = tiles.open()) {
      plan = PatchPlanner.plan(slide, reader, own, regions, job);
    }
    write(slide, plan, tiles.faults());
    return Made.done(remark(id, plan, tiles.faults(), job));
  }

  private void write(final Slide slide, final PatchPlan plan, final int faults) {
    final String id = slide.id();
    final TissueMask mask = plan.mask();
    PngFile.write(project.mask(id), PngFile.gray(mask.width(), mask.height(), gray(mask)));
    ContourFile.write(project.contours(id), id, plan, slide.levels().get(0));
    final RgbImage stitch = MaskPictures.stitch(plan);
    PngFile.write(project.stitch(id), PngFile.rgb(stitch.width(), stitch.height(), stitch.rgb()));
    file(slide, plan, faults).write(project.patches(id));
  }

  private static String remark(
      final String id, final PatchPlan plan, final int faults, final Job job) {
    String remark = plan.coords().size() + " patches";
    for (final String more : plan.remarks()) {
      remark += "; " + more;
    }
    if (faults > 0) {
      remark += "; " + faults + " tile(s) could not be decoded and were replaced by white";
      job.warn(id + ": " + remark);
    }
    return remark;
  }

  private PatchSettings parse(final String id, final Map<String, String> stated) {
    try {
      return PatchSettings.of(stated);
    } catch (final AttriMilException e) {
      throw new AttriMilException(
          project.processList() + ", slide \"" + id + "\": " + e.getMessage(), e);
    }
  }

  /**
   * Patches of ours without a stamp were being written when a run ended, those of CLAM were not.
   */
  private static boolean isForeign(final Path patches) {
    return Files.exists(patches)
        && !PatchFile.read(patches).attributes().map().containsKey(PatchAttributes.TARGET_SIZE);
  }

  private static byte[] gray(final TissueMask mask) {
    final byte[] gray = new byte[mask.data().length];
    for (int i = 0; i < gray.length; i++) {
      gray[i] = (byte) (mask.data()[i] == 0 ? 0 : 255);
    }
    return gray;
  }

  private static PatchFile file(final Slide slide, final PatchPlan plan, final int faults) {
    final PatchGeometry geometry = plan.geometry();
    final Level level = slide.levels().get(geometry.level());
    final Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put(PatchAttributes.PATCH_SIZE, (long) geometry.patchSize());
    attributes.put(PatchAttributes.PATCH_LEVEL, (long) geometry.level());
    attributes.put(
        PatchAttributes.DOWNSAMPLE, new double[] {level.downsampleX(), level.downsampleY()});
    final long[] size = {level.width(), level.height()};
    attributes.put("downsampled_level_dim", size);
    attributes.put("level_dim", size);
    attributes.put("name", slide.id());
    attributes.put("save_path", "patches");
    attributes.put(PatchAttributes.STEP, geometry.stepLevel0());
    slide.pixelSize().ifPresent(p -> attributes.put(PatchAttributes.MPP, p.mpp()));
    slide
        .pixelSize()
        .ifPresent(
            p ->
                attributes.put("mpp_origin", p.origin().name().toLowerCase(java.util.Locale.ROOT)));
    attributes.put(PatchAttributes.PATCH_SIZE_LEVEL0, geometry.patchSizeLevel0());
    attributes.put(PatchAttributes.TARGET_SIZE, (long) geometry.size());
    geometry.mpp().ifPresent(m -> attributes.put(PatchAttributes.TARGET_MPP, m));
    if (faults > 0) {
      attributes.put(PatchAttributes.UNREADABLE, (long) faults);
    }
    return PatchFile.of(plan.coords(), new PatchAttributes(attributes));
  }
}
