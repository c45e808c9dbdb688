package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideLoop;
import io.github.attrimil.project.Stamps;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.TileStore;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tissue.AreaChoice;
import io.github.attrimil.tissue.SlideRegions;
import io.github.attrimil.tissue.TissueMask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The stage from slides to patches: writes patches/, masks/, stitches/ and process_list.csv. */
public final class PatchStage {

  private static final String STAGE = "patch";

  private final Project project;
  private final PatchSettings settings;
  private final boolean redo;
  private final Job job;
  private final ProcessList list;

  private PatchStage(
      final Project project, final PatchSettings settings, final boolean redo, final Job job) {
    this.project = project;
    this.settings = settings;
    this.redo = redo;
    this.job = job;
    this.list = new ProcessList(project);
  }

  /**
   * Finds tissue and patches of slides.
   *
   * @param project where the outputs go
   * @param slides the slides
   * @param settings which patches; the process list may have others for a slide
   * @param redo whether finished, matching outputs are made again
   * @param job told of progress
   * @return the ids of the slides that have patches now
   */
  public static List<String> run(
      final Project project,
      final List<SlideSource> slides,
      final PatchSettings settings,
      final boolean redo,
      final Job job) {
    final PatchStage stage = new PatchStage(project, settings, redo, job);
    final Map<String, SlideSource> byId =
        slides.stream()
            .filter(s -> !stage.list.leftOut(s.id()))
            .collect(
                Collectors.toMap(
                    SlideSource::id, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    stage.checkRegions(byId.size());
    job.record().version("bio-formats", BioFormatsSlide.bioFormatsVersion());
    final List<String> good =
        SlideLoop.run(
            job,
            STAGE,
            List.copyOf(byId.keySet()),
            id -> stage.one(byId.get(id)),
            (id, reason) -> stage.list.note(id, byId.get(id).pathText(), STAGE, "failed", reason));
    stage.list.noteRecovered(good, STAGE);
    return good;
  }

  /** Regions are places on one slide. */
  private void checkRegions(final int slides) {
    final AreaChoice areas = settings.areas().resolvedIn(project.root());
    for (final Optional<Path> path : List.of(areas.include(), areas.exclude())) {
      if (slides > 1 && path.filter(Files::isRegularFile).isPresent()) {
        throw new AttriMilException(
            path.get()
                + " holds the regions of one slide, and there are "
                + slides
                + ": give a folder with a file for each, named as the slide");
      }
    }
  }

  private Status one(final SlideSource source) {
    final String id = source.id();
    final Map<String, String> told = list.parameters(id, settings.asMap());
    list.noteSource(id, source.pathText(), source.scene());
    list.noteParameters(id, told);
    final PatchSettings own = parse(id, told);
    final Map<String, String> used = own.asMap();
    final Map<String, String> key = new LinkedHashMap<>(used);
    if (source.scene() > 0) {
      key.put("scene", Integer.toString(source.scene()));
    }
    source.mpp().ifPresent(mpp -> key.put("slidempp", mpp.toString()));
    final AreaChoice areas = own.areas().resolvedIn(project.root());
    final List<Path> inputs = new ArrayList<>(source.files());
    inputs.addAll(SlideRegions.files(areas, id));
    final List<Path> outputs =
        List.of(project.patches(id), project.mask(id), project.contours(id), project.stitch(id));
    final Stamps.State state = project.stamps().state(STAGE, id, key, inputs, outputs);
    if (state == Stamps.State.FRESH && !redo) {
      list.noteSkipped(id, source.pathText(), STAGE);
      return Status.SKIPPED;
    }
    final Path patches = project.patches(id);
    if (!redo && !project.stamps().has(STAGE, id) && Files.exists(patches) && !isOurs(patches)) {
      job.info("patch " + id + ": kept as it is, it was not made here (redo=true replaces it)");
      list.noteSkipped(id, source.pathText(), STAGE);
      return Status.SKIPPED;
    }
    if (state == Stamps.State.OTHER_PARAMETERS || state == Stamps.State.OTHER_INPUTS) {
      job.info("patch " + id + ": done again, because of " + state.reason());
    }
    final SlideRegions regions = SlideRegions.read(areas, id);
    if (areas.include().isPresent() && regions.include().isEmpty()) {
      job.warn(
          id + ": " + areas.include().get() + " has no file for it, so all its tissue is taken");
    }
    final Slide slide = source.read();
    slide
        .pixelSize()
        .filter(p -> p.origin() == PixelSize.Origin.MAGNIFICATION)
        .ifPresent(
            p ->
                job.warn(
                    id
                        + ": the file tells no pixel size; "
                        + p.mpp()
                        + " micrometres are guessed from its magnification"));
    final PatchPlan plan;
    final TileStore tiles = new TileStore(slide);
    try (SlideReader reader = tiles.open()) {
      plan = PatchPlanner.plan(slide, reader, own, regions, job);
    }
    final TissueMask mask = plan.mask();
    PngFile.write(project.mask(id), PngFile.grey(mask.width(), mask.height(), grey(mask)));
    ContourFile.write(project.contours(id), id, plan, slide.levels().get(0));
    final RgbImage stitch = MaskPictures.stitch(plan);
    PngFile.write(project.stitch(id), PngFile.rgb(stitch.width(), stitch.height(), stitch.rgb()));
    file(slide, plan, tiles.faults()).write(project.patches(id));
    project.stamps().write(STAGE, id, key, inputs);
    String remark = plan.coords().size() + " patches";
    for (final String more : plan.remarks()) {
      remark += "; " + more;
    }
    if (tiles.faults() > 0) {
      remark += "; " + tiles.faults() + " tile(s) could not be decoded and were taken as white";
      job.warn(id + ": " + remark);
    }
    list.note(id, source.pathText(), STAGE, "done", remark);
    return Status.DONE;
  }

  private PatchSettings parse(final String id, final Map<String, String> told) {
    try {
      return PatchSettings.of(told);
    } catch (final AttriMilException e) {
      throw new AttriMilException(
          project.processList() + ", slide \"" + id + "\": " + e.getMessage(), e);
    }
  }

  /** Patches of ours without a note were being written when a run ended, those of CLAM were not. */
  private static boolean isOurs(final Path patches) {
    return PatchFile.read(patches).attributes().map().containsKey(PatchAttributes.TARGET_SIZE);
  }

  private static byte[] grey(final TissueMask mask) {
    final byte[] grey = new byte[mask.data().length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (mask.data()[i] == 0 ? 0 : 255);
    }
    return grey;
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
    return new PatchFile(
        plan.coords().interleaved(), new PatchAttributes(attributes), Optional.empty());
  }
}
