package io.github.attrimil.map;

import ij.ImagePlus;
import ij.WindowManager;
import io.github.attrimil.file.Project;
import io.github.attrimil.slide.SlideSource;
import io.github.attrimil.slide.Slides;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The image open in Fiji as a slide. */
public final class OpenImages {

  private OpenImages() {}

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
    final ImagePlus open = slide(WindowManager.getCurrentImage());
    final boolean named =
        slides.isPresent()
            || Files.exists(project.slidesCsv())
            || Files.isDirectory(project.root().resolve("slides"));
    return open == null || named
        ? SlideSource.find(project, slides, mpp)
        : List.of(SlideSource.of(open, mpp));
  }

  /** Maps come to the front, so the current image may be one: then its slide is meant. */
  static ImagePlus slide(final ImagePlus current) {
    final String of = current == null ? null : Info.slideOfMap(current);
    final int[] ids = WindowManager.getIDList();
    if (of == null || ids == null) {
      return of == null ? current : null;
    }
    for (final int id : ids) {
      final ImagePlus image = WindowManager.getImage(id);
      if (Info.slideOfMap(image) == null && Slides.id(image.getTitle()).equals(of)) {
        return image;
      }
    }
    return null;
  }
}
