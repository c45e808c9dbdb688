package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.tissue.ExcludedArea;
import io.github.attrimil.tissue.Focus;
import io.github.attrimil.tissue.SlideRegions;
import io.github.attrimil.tissue.SlideScan;
import io.github.attrimil.tissue.TissueMask;
import io.github.attrimil.tissue.TissueParameters;
import io.github.attrimil.tissue.TissueSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** From a slide to the places of its patches. */
public final class PatchPlanner {

  private PatchPlanner() {}

  /**
   * Segments the slide at the level that is best for a downsample of 64 and places patches over its
   * tissue.
   *
   * @param slide the slide
   * @param reader its reader
   * @param settings which patches are cut, and where
   * @param regions the regions a user has drawn on it
   * @param job asked for each block and each column of patches whether to stop
   * @return mask, contours and patches
   * @throws AttriMilException when the slide cannot be read, lacks the level or pixel size that is
   *     asked for, or has no patches
   */
  public static PatchPlan plan(
      final Slide slide,
      final SlideReader reader,
      final PatchSettings settings,
      final SlideRegions regions,
      final Job job) {
    final PatchParameters patches = settings.patches();
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
    final TissueParameters tissue = settings.tissue().on(slide);
    final SlideScan scan = SlideScan.read(slide, reader, settings.areas().penMarks(), job);
    final List<ExcludedArea> excluded = new ArrayList<>();
    scan.pens().ifPresent(excluded::add);
    TissueSearch found =
        TissueSearch.run(scan, slide.id(), tissue, mask -> limit(mask, regions, excluded), job);
    if (settings.areas().blur()) {
      final ExcludedArea blur = Focus.area(slide, reader, found.mask(), job);
      excluded.add(blur);
      found = found.without(blur, tissue);
    }
    final Level full = slide.levels().get(0);
    final PatchCoords coords =
        new GridPlacement(
                full.width(),
                full.height(),
                geometry.patchSizeLevel0(),
                geometry.stepLevel0(),
                patches.rule(),
                patches.padding(),
                patches.minimumTissue())
            .place(
                found.contours(),
                found.mask(),
                (x, y, size) ->
                    regions.allow(x + size / 2.0, y + size / 2.0)
                        && excluded.stream().noneMatch(e -> e.covers(x, y, size)),
                job);
    if (coords.size() == 0) {
      throw new AttriMilException(reason(slide, found, regions, excluded, tissue));
    }
    final List<String> remarks = new ArrayList<>();
    found.remark().ifPresent(remarks::add);
    excluded.forEach(e -> remarks.add(e.remark()));
    return new PatchPlan(
        found.mask(),
        scan.overview(),
        found.contours(),
        coords,
        geometry,
        excluded,
        regions,
        remarks);
  }

  private static TissueMask limit(
      final TissueMask mask, final SlideRegions regions, final List<ExcludedArea> excluded) {
    TissueMask limited = regions.include().map(mask::within).orElse(mask);
    for (final ExcludedArea area : excluded) {
      limited = area.removeFrom(limited);
    }
    return limited;
  }

  private static String reason(
      final Slide slide,
      final TissueSearch search,
      final SlideRegions regions,
      final List<ExcludedArea> excluded,
      final TissueParameters tissue) {
    final String found = "Slide " + slide.id() + " has no patches: ";
    if (search.mask().tissuePixels() == 0 && search.before() > 0) {
      return found
          + "its tissue is excluded by "
          + (regions.include().isPresent() ? "include=, " : "")
          + excluded.stream().map(e -> e.kind().words() + ", ").collect(Collectors.joining())
          + "so that nothing is left; check them, or run without them";
    }
    if (search.mask().tissuePixels() == 0) {
      return found
          + "no pixel has a saturation above "
          + search.mask().threshold()
          + "; give a smaller sthresh= or otsu=true";
    }
    if (search.contours().isEmpty()) {
      return found
          + "no piece of tissue is larger than "
          + (tissue.tissueAreaUm2() > 0
              ? "minarea=" + tissue.tissueAreaUm2() + " square micrometers; give a smaller minarea="
              : "tissuearea="
                  + tissue.tissueArea()
                  + " squares of 512 pixels; give a smaller tissuearea=, or tissue=default, which"
                  + " takes a smaller area on small slides");
    }
    return found
        + (regions.files().isEmpty() && excluded.isEmpty()
            ? "none is on the tissue that was found; give a smaller patchsize= or tissueshare=, or"
                + " padding=true"
            : "none is on the tissue that is left by regions, pen marks and blur; give a smaller"
                + " patchsize=, or run without some of them");
  }
}
