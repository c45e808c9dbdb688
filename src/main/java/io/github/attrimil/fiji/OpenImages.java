package io.github.attrimil.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import io.github.attrimil.explain.picture.Info;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import java.util.List;

/** The image open in Fiji as a slide. */
public final class OpenImages {

  private OpenImages() {}

  /**
   * Finds slides as {@link SlideList#find} does; where neither a user nor the project names any,
   * the image open in Fiji is the slide.
   *
   * @param project the project
   * @param wanted the user's choice of slides
   * @return the slides
   */
  public static List<SlideSource> slides(final Project project, final SlideList.Wanted wanted) {
    return isOpenImage(project, wanted) ? openImage(wanted) : SlideList.find(project, wanted);
  }

  /**
   * The same where the work needs no slide.
   *
   * @param project the project
   * @param wanted the user's choice of slides
   * @return the slides; none where neither a user nor the project names any and no image is open
   */
  public static List<SlideSource> slidesIfAny(
      final Project project, final SlideList.Wanted wanted) {
    return isOpenImage(project, wanted) ? openImage(wanted) : SlideList.findIfAny(project, wanted);
  }

  private static boolean isOpenImage(final Project project, final SlideList.Wanted wanted) {
    return slide(WindowManager.getCurrentImage()) != null
        && wanted.slides().isEmpty()
        && !SlideList.namesSlides(project);
  }

  private static List<SlideSource> openImage(final SlideList.Wanted wanted) {
    final ImagePlus open = slide(WindowManager.getCurrentImage());
    return List.of(ImagePlusSlide.source(open, wanted.mpp()));
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
      if (Info.slideOfMap(image) == null && ImagePlusSlide.id(image.getTitle()).equals(of)) {
        return image;
      }
    }
    return null;
  }
}
