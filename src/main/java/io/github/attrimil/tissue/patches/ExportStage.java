package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideLoop;
import io.github.attrimil.project.Stamps;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stage from patches to pictures of them, as an encoder sees them: {@code
 * patches/images/SLIDE/X_Y.png}, X and Y in level-0 pixels. Nothing of ours needs them.
 */
public final class ExportStage {

  /** More are hardly meant: files by the hundred thousand are a burden to any disk. */
  public static final int MOST_IMAGES = 100_000;

  private static final String STAGE = "export";

  private final Project project;
  private final boolean redo;
  private final Job job;

  private ExportStage(final Project project, final boolean redo, final Job job) {
    this.project = project;
    this.redo = redo;
    this.job = job;
  }

  /**
   * Writes pictures of all patches.
   *
   * @param project the project
   * @param slides the slides
   * @param ids which of them, all of which have patches
   * @param redo whether finished, matching pictures are made again
   * @param job told of progress
   * @return the ids of the slides that have pictures now
   */
  public static List<String> run(
      final Project project,
      final List<SlideSource> slides,
      final List<String> ids,
      final boolean redo,
      final Job job) {
    final ExportStage stage = new ExportStage(project, redo, job);
    final Map<String, SlideSource> byId =
        slides.stream()
            .collect(Collectors.toMap(SlideSource::id, Function.identity(), (a, b) -> a));
    return SlideLoop.run(
        job,
        STAGE,
        ids,
        id -> stage.one(byId.get(id)),
        (id, reason) ->
            new ProcessList(project).note(id, byId.get(id).pathText(), STAGE, "failed", reason));
  }

  private Status one(final SlideSource source) {
    final String id = source.id();
    final PatchFile patches = PatchFile.read(project.patches(id));
    if (patches.size() > MOST_IMAGES) {
      throw new AttriMilException(
          id
              + " has "
              + patches.size()
              + " patches; export=true writes at most "
              + MOST_IMAGES
              + " pictures a slide: give a larger mpp= or step=");
    }
    final Path folder = project.patchImages(id);
    // Not by the file, which changes when neighbours are added to it.
    final Map<String, Object> key = new LinkedHashMap<>();
    key.put("coords", Arrays.hashCode(patches.coords()) + " " + patches.size());
    key.put("level", patches.attributes().patchLevel());
    key.put("size", patches.attributes().targetSize());
    key.put("size_level0", patches.attributes().patchSizeLevel0());
    final Stamps.State state =
        project.stamps().state(STAGE, id, key, source.files(), List.of(folder));
    if (state == Stamps.State.FRESH && !redo) {
      return Status.SKIPPED;
    }
    write(source.read(), patches, folder);
    project.stamps().write(STAGE, id, key, source.files());
    return Status.DONE;
  }

  private void write(final Slide slide, final PatchFile patches, final Path folder) {
    final RegionReader regions =
        new RegionReader(
            slide, patches.attributes().patchLevel(), patches.attributes().targetSize());
    final Progress progress = job.progress("export " + slide.id(), "patches", patches.size());
    final Set<String> names = new HashSet<>();
    try (SlideReader reader = new TileStore(slide).open()) {
      for (int i = 0; i < patches.size(); i++) {
        final long x = patches.coords()[2 * i];
        final long y = patches.coords()[2 * i + 1];
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
      throw new AttriMilException("Cannot tidy " + folder + ": " + AttriMilException.oneLine(e), e);
    }
  }
}
