package io.github.attrimil.explain.map;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.Numbers;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.geometry.Regions;
import io.github.attrimil.mil.PatchValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The patches of a region of interest at a finer step than the slide's: they overlap, and a map of
 * their means is sharper. Their grid continues that of the slide's first patch, so that where the
 * step divides the slide's, the slide's own patches are among them. Only places where the slide has
 * patches get any: elsewhere is glass, which a model was not trained on.
 */
final class DenseMap {

  private static final int MOST = 500_000;

  private final PatchGrid grid;
  private final double[] bounds;

  private DenseMap(final PatchGrid grid, final double[] bounds) {
    this.grid = grid;
    this.bounds = bounds;
  }

  /**
   * Places the patches.
   *
   * @param slide the slide, for messages
   * @param own the slide's patches
   * @param request the region and step
   * @return patches whose centers lie in the region and in a patch of the slide, with neighbors one
   *     step of their own away
   * @throws AttriMilException when there is none, or far too many
   */
  static DenseMap place(final String slide, final PatchGrid own, final DenseRequest request) {
    final List<Region> drawn = request.regions();
    final Regions regions = Regions.of(drawn);
    final double size = own.patchSizeLevel0();
    final double step = step(own, request);
    final double[] b = bounds(drawn);
    if ((b[2] - b[0]) / step * ((b[3] - b[1]) / step) > 20.0 * MOST) {
      throw tooMany(request);
    }
    final CoveredPlaces covered = new CoveredPlaces(own);
    final List<Long> coords = new ArrayList<>();
    final long x0 = own.coords().xLevel0()[0];
    final long y0 = own.coords().yLevel0()[0];
    final double half = size / 2;
    for (long i = first(b[0] - half - x0, step); x0 + i * step + half <= b[2] + 1; i++) {
      final long x = x0 + Math.round(i * step);
      for (long j = first(b[1] - half - y0, step); y0 + j * step + half <= b[3] + 1; j++) {
        final long y = y0 + Math.round(j * step);
        if (regions.contain(Math.rint(2 * (x + half)) / 2, Math.rint(2 * (y + half)) / 2)
            && covered.holds(x + half, y + half)) {
          coords.add(x);
          coords.add(y);
        }
        if (coords.size() > 2 * MOST) {
          throw tooMany(request);
        }
      }
    }
    if (coords.isEmpty()) {
      throw new AttriMilException(
          "Slide \""
              + slide
              + "\" has no patches in roi="
              + request.roi()
              + "; give a region in level-0 pixels on tissue with patches");
    }
    final long[] placed = coords.stream().mapToLong(v -> v).toArray();
    return new DenseMap(
        PatchGrid.of(PatchCoords.ofInterleaved(placed), size, step).withScale(own.scale()), b);
  }

  private static double step(final PatchGrid own, final DenseRequest request) {
    final int pixels = own.scale().pixels();
    if (request.step() > 0 && pixels == 0) {
      throw new AttriMilException(
          "step="
              + request.step()
              + ": the features do not state how many pixels a patch has; leave step= empty");
    }
    final double step =
        own.patchSizeLevel0() * (request.step() == 0 ? 0.25 : (double) request.step() / pixels);
    if (!(step >= 1)) {
      throw new AttriMilException(
          "step=" + request.step() + " is less than a level-0 pixel; give a larger one");
    }
    return step;
  }

  private static long first(final double distance, final double step) {
    return (long) Math.floor(distance / step);
  }

  private static AttriMilException tooMany(final DenseRequest request) {
    return new AttriMilException(
        "roi="
            + request.roi()
            + " at step="
            + request.step()
            + " would have more than "
            + MOST
            + " patches; give a larger step or a smaller region");
  }

  private static double[] bounds(final List<Region> regions) {
    final Polygon.Bounds b =
        regions.stream().map(r -> r.outer().bounds()).reduce(Polygon.Bounds::with).orElseThrow();
    return new double[] {b.left(), b.top(), b.right(), b.bottom()};
  }

  /**
   * @return the patches, with their neighbors
   */
  PatchGrid grid() {
    return grid;
  }

  /**
   * @return left, top, right and bottom of the region, level-0 pixels
   */
  double[] bounds() {
    return bounds.clone();
  }

  /**
   * @return a name for the region: place, size and step in whole level-0 pixels
   */
  String name() {
    return String.format(
        Locale.ROOT,
        "roi_%.0f_%.0f_%.0f_%.0f_step%s",
        bounds[0],
        bounds[1],
        bounds[2] - bounds[0],
        bounds[3] - bounds[1],
        Numbers.number(grid.stepLevel0()));
  }

  /**
   * What each patch of the region would add to the slide's logit: its part of the slide's
   * attention, times the share of a step's area that is its own, so that the sum over a region is
   * about what the slide's own patches there add.
   *
   * @param region the network's values of the region's patches
   * @param slide the same network's values of the slide's own patches
   * @param area of the region's step squared, over that of the slide's
   * @return C x N
   */
  static double[][] inSlide(
      final PatchValues.Additive region, final PatchValues.Additive slide, final double area) {
    final double[][] parts = new double[region.columns()][];
    for (int c = 0; c < parts.length; c++) {
      parts[c] = region.contributionsTo(slide, c);
      for (int i = 0; i < parts[c].length; i++) {
        parts[c][i] *= area;
      }
    }
    return parts;
  }
}
