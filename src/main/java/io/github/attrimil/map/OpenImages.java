package io.github.attrimil.map;

import ij.ImagePlus;
import ij.WindowManager;
import io.github.attrimil.file.Project;
import io.github.attrimil.slide.SlideList;
import io.github.attrimil.slide.SlideSource;
import java.util.List;

/** The image open in Fiji as a slide. */
public final class OpenImages {

  private OpenImages() {}

  /**
   * Finds slides as {@link SlideList#find} does; where neither a user nor the project names any,
   * the image open in Fiji is the slide.
   *
   * @param project the project
   * @param wanted what a user asks for
   * @return the slides
   */
  public static List<SlideSource> slides(final Project project, final SlideList.Wanted wanted) {
    final ImagePlus open = WindowManager.getCurrentImage();
    return open == null || wanted.slides().isPresent() || SlideList.namesSlides(project)
        ? SlideList.find(project, wanted)
        : List.of(SlideSource.of(open, wanted.mpp()));
  }
}
