package io.github.attrimil.map;

import ij.ImagePlus;
import ij.WindowManager;
import io.github.attrimil.file.ProcessList;
import io.github.attrimil.file.Project;
import io.github.attrimil.slide.SlideSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The image open in Fiji as a slide. */
public final class OpenImages {

  private OpenImages() {}

  /**
   * Finds patched slides as {@link SlideSource#findPatched} does, or the image open in Fiji.
   *
   * @param project the project
   * @param slides a slide file or folder, if a user gave one
   * @return the slides
   */
  public static List<SlideSource> patched(final Project project, final Optional<Path> slides) {
    final ImagePlus open = WindowManager.getCurrentImage();
    return open == null || named(project, slides) || isPatched(project)
        ? SlideSource.findPatched(project, slides, Optional.empty())
        : List.of(SlideSource.of(open, Optional.empty()));
  }

  private static boolean named(final Project project, final Optional<Path> slides) {
    return slides.isPresent()
        || Files.exists(project.slidesCsv())
        || Files.isDirectory(project.root().resolve("slides"));
  }

  private static boolean isPatched(final Project project) {
    return new ProcessList(project).paths().values().stream().anyMatch(Files::exists);
  }

  /**
   * Finds slides as {@link SlideSource#find} does; where neither a user nor the project names any,
   * the image open in Fiji is the slide.
   *
   * @param project the project
   * @param slides a slide file or folder, if a user gave one
   * @param mpp micrometres per level-0 pixel for slides that tell none, if given
   * @return the slides
   */
  public static List<SlideSource> slides(
      final Project project, final Optional<Path> slides, final Optional<Double> mpp) {
    final ImagePlus open = WindowManager.getCurrentImage();
    return open == null || named(project, slides)
        ? SlideSource.find(project, slides, mpp)
        : List.of(SlideSource.of(open, mpp));
  }
}
