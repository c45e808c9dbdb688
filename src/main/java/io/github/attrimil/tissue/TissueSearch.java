package io.github.attrimil.tissue;

import io.github.attrimil.core.Job;
import io.github.attrimil.geometry.Region;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Tissue as it was found on a slide, at the second try where the first found almost nothing.
 *
 * @param mask where tissue is
 * @param contours pieces of tissue, level-0 pixels
 * @param before how many pixels were tissue before regions and excluded areas were taken off
 * @param remark a note for the user on how it was found, or empty
 */
public record TissueSearch(
    TissueMask mask, List<Region> contours, long before, Optional<String> remark) {

  /**
   * @param scan the slide
   * @param id the slide's id, for warnings
   * @param p how tissue is distinguished from glass, areas in squares of this slide
   * @param limit takes from a mask what must not be tissue
   * @param job shown a second try
   * @return what was found, which may be nothing
   */
  public static TissueSearch run(
      final SlideScan scan,
      final String id,
      final TissueParameters p,
      final UnaryOperator<TissueMask> limit,
      final Job job) {
    final TissueMask all = segment(scan, p);
    final long pixels = all.tissuePixels();
    final boolean nextToNothing = pixels < FaintTissue.ENOUGH * scan.width() * scan.height();
    final TissueMask mask = limit.apply(all);
    final List<Region> contours = Contours.find(mask, p);
    if (p.faint() && !p.otsu() && (nextToNothing || contours.isEmpty())) {
      final OptionalInt second = FaintTissue.threshold(scan, p);
      if (second.isPresent()) {
        final TissueMask whole = segment(scan, p.withSaturation(second.getAsInt()));
        final TissueMask faint = limit.apply(whole);
        final List<Region> found = Contours.find(faint, p);
        if (!found.isEmpty()) {
          final String remark =
              "faint tissue: almost nothing has a saturation above "
                  + p.saturation()
                  + ", so Otsu's threshold "
                  + second.getAsInt()
                  + " was used";
          job.warn(id + ": " + remark + "; check the stitch, or give sthresh= or faint=false");
          return new TissueSearch(faint, found, whole.tissuePixels(), Optional.of(remark));
        }
      }
    }
    return new TissueSearch(mask, contours, pixels, Optional.empty());
  }

  /** The same without an area. */
  public TissueSearch without(final ExcludedArea area, final TissueParameters p) {
    final TissueMask less = area.removeFrom(mask);
    return new TissueSearch(less, Contours.find(less, p), before, remark);
  }

  private static TissueMask segment(final SlideScan scan, final TissueParameters p) {
    return TissueSegmenter.segment(
        scan.saturation(), scan.width(), scan.height(), scan.downsampleX(), scan.downsampleY(), p);
  }
}
