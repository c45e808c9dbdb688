package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.project.Made;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideWork;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.TileStore;
import io.github.attrimil.slide.find.SlideSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The stage from patches to pictures of them, as an encoder sees them: {@code
 * patches/images/SLIDE/X_Y.png}, X and Y in level-0 pixels. Nothing of ours needs them.
 */
public final class ExportStage implements SlideWork {

  /** More are hardly meant: files by the hundred thousand are a burden to any disk. */
  public static final int MOST_IMAGES = 100_000;

  private final Project project;
  private final Map<String, SlideSource> slides;

  private ExportStage(final Project project, final List<SlideSource> slides) {
    this.project = project;
    this.slides = SlideSource.byId(slides);
  }

  /**
   * Writes pictures of all patches.
   *
   * @param project the project
   * @param slides the slides
   * @param ids which of them, all of which have patches
   * @param redo whether finished, matching pictures are made again
   * @param job shown the progress
   * @return the ids of the slides that have pictures now
   */
  public static List<String> run(
      final Project project,
      final List<SlideSource> slides,
      final List<String> ids,
      final boolean redo,
      final Job job) {
    return new Stage("export", project, redo, job).slides(ids, new ExportStage(project, slides));
  }

  @Override
  public String path(final String slide) {
    return slides.get(slide).pathText();
  }

  @Override
  public Plan<Made> plan(final String id, final Job job) {
    final SlideSource source = slides.get(id);
    final PatchFile patches = PatchFile.read(project.patches(id));
    if (patches.size() > MOST_IMAGES) {
      throw new AttriMilException(
          id
              + " has "
              + patches.size()
              + " patches; export=true writes at most "
              + MOST_IMAGES
              + " pictures per slide: give a larger mpp= or step=");
    }
    final Path folder = project.patchImages(id);
    // Not by the file, which changes when neighbors are added to it.
    final StampKey key =
        new StampKey()
            .with(
                "coords",
                Arrays.hashCode(patches.grid().coords().interleaved()) + " " + patches.size())
            .with("level", patches.attributes().patchLevel())
            .with("size", patches.attributes().targetSize())
            .with("size_level0", patches.attributes().patchSizeLevel0());
    return Plan.of(
            new Target(id, key, source.files(), List.of(folder)),
            () -> {
              write(source.read(), patches, folder, job);
              return Made.done();
            })
        .filling(folder);
  }

  private static void write(
      final Slide slide, final PatchFile patches, final Path folder, final Job job) {
    final RegionReader regions =
        new RegionReader(
            slide, patches.attributes().patchLevel(), patches.attributes().targetSize());
    final Progress progress = job.progress("export " + slide.id(), "patches", patches.size());
    final Set<String> names = new HashSet<>();
    try (SlideReader reader = new TileStore(slide).open()) {
      for (int i = 0; i < patches.size(); i++) {
        final long x = patches.grid().coords().xLevel0()[i];
        final long y = patches.grid().coords().yLevel0()[i];
        final RgbImage image = regions.read(reader, x, y, patches.attributes().patchSizeLevel0());
        final String name = x + "_" + y + ".png";
        PngFile.write(
            folder.resolve(name), PngFile.rgb(image.width(), image.height(), image.rgb()));
        names.add(name);
        progress.add(1);
      }
    }
    removeOthers(folder, names);
  }

  /** Pictures of patches that are no longer there. */
  private static void removeOthers(final Path folder, final Set<String> names) {
    try (Stream<Path> files = Files.list(folder)) {
      for (final Path file : files.toList()) {
        final String name = file.getFileName().toString();
        if (name.matches("-?\\d+_-?\\d+\\.png") && !names.contains(name)) {
          Files.delete(file);
        }
      }
    } catch (final IOException e) {
      throw FileFailure.of("remove", folder, e);
    }
  }
}
