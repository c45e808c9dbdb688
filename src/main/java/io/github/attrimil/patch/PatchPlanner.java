package io.github.attrimil.patch;

import io.github.attrimil.job.AttriMilException;
import io.github.attrimil.job.Job;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** From a slide to the places of its patches. */
public final class PatchPlanner {

  private PatchPlanner() {}

  /**
   * Segments the slide at the level that is best for a downsample of 64 and places patches over its
   * tissue. A slide without patches is warned about, not refused.
   *
   * @param slide the slide
   * @param reader its reader
   * @param patches which patches are cut
   * @param tissue how tissue is told from glass
   * @param job asked for each block and each column of patches whether to stop
   * @return mask, contours and patches
   * @throws io.github.attrimil.job.AttriMilException when the slide cannot be read, or lacks the
   *     level or pixel size that is asked for
   */
  public static PatchPlan plan(
      final Slide slide,
      final SlideReader reader,
      final PatchParameters patches,
      final TissueParameters tissue,
      final Job job) {
    final PatchGeometry geometry = PatchGeometry.of(slide, patches);
    if (geometry.patchSizeLevel0() < geometry.size()) {
      job.warn(
          String.format(
              Locale.ROOT,
              "Slide %s is coarser than mpp=%s: its patches will be enlarged from level 0;"
                  + " give a larger mpp",
              slide.id(),
              patches.targetMpp()));
    }
    final TissueParameters own = tissue.on(slide);
    final SlideScan scan = SlideScan.read(slide, reader, job);
    final TissueSearch found =
        TissueSearch.run(scan, slide.id(), own, UnaryOperator.identity(), job);
    final Level full = slide.levels().get(0);
    final PatchCoords coords =
        new PatchGrid(
                full.width(),
                full.height(),
                geometry.patchSizeLevel0(),
                geometry.stepLevel0(),
                patches.rule(),
                patches.padding(),
                patches.minimumTissue())
            .place(found.contours(), found.mask(), job);
    if (coords.size() == 0) {
      throw new AttriMilException(reason(slide, found.mask(), found.contours(), own));
    }
    return new PatchPlan(
        found.mask(), scan.overview(), found.contours(), coords, geometry, found.remark());
  }

  private static String reason(
      final Slide slide,
      final TissueMask mask,
      final List<TissueContour> contours,
      final TissueParameters tissue) {
    final String found = "Slide " + slide.id() + " has no patches: ";
    if (mask.tissuePixels() == 0) {
      return found
          + "no pixel has a saturation above "
          + mask.threshold()
          + "; give a smaller sthresh= or otsu=true";
    }
    if (contours.isEmpty()) {
      return found
          + "no piece of tissue is larger than "
          + (tissue.tissueAreaUm2() > 0
              ? "minarea=" + tissue.tissueAreaUm2() + " square micrometres; give a smaller minarea="
              : "tissuearea="
                  + tissue.tissueArea()
                  + " squares of 512 pixels; give a smaller tissuearea=, or tissue=default, where"
                  + " it shrinks with the slide");
    }
    return found
        + "none lies on the tissue found; give a smaller size= or mintissue=, or padding=true";
  }
}
