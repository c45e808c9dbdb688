package io.github.attrimil.cohort;

import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The size of patches whose file does not state it, such as the official AttriMIL feature files: as
 * large as the distance between neighboring patches, so that they touch without overlap.
 */
final class AssumedSize {

  /** In level-0 pixels, where no two patches are neighbors. */
  static final double USUAL = 256;

  private AssumedSize() {}

  /**
   * @param grid placed patches of unknown size
   * @return the same patches with a size and a step: the step that is stated, else the commonest
   *     distance to the listed neighbors, else that between patches of a row or column, else {@link
   *     #USUAL}
   */
  static PatchGrid of(final PatchGrid grid) {
    final double known = grid.indexed() ? listed(grid).orElse(Double.NaN) : Double.NaN;
    final double found = grid.stepLevel0();
    // Rounded grids have a step between whole numbers, which only the rows show.
    final double step = !(known > 0) || Math.abs(found - known) < 1 ? found : known;
    return step > 0 ? grid.withSize(step, step) : grid.withSize(USUAL, USUAL);
  }

  /**
   * @param slide the slide
   * @param file its features
   * @param grid its patches as the file describes them
   * @param sized the same patches, from {@link #of}
   * @return what was assumed, and how to state the size
   */
  static String warning(
      final String slide, final Path file, final PatchGrid grid, final PatchGrid sized) {
    return "The features of the slide \""
        + slide
        + "\" do not state the size of their patches: the map assumes "
        + text(sized.patchSizeLevel0())
        + " level-0 pixels, "
        + (grid.stepLevel0() > 0 || grid.indexed() && listed(grid).isPresent()
            ? "the distance between neighboring patches"
            : "because no two patches are neighbors")
        + "; to state it, add the attribute patch_size_level0 to the dataset coords of "
        + file
        + ", or run `patch` and `neighbors`";
  }

  /** The commonest distance to a listed neighbor along x or y, of equally common ones the least. */
  private static OptionalDouble listed(final PatchGrid grid) {
    final PatchCoords at = grid.coords();
    final int[] neighbors = grid.neighbors();
    final Map<Long, Integer> counts = new HashMap<>();
    for (int k = 0; k < neighbors.length; k++) {
      final int i = k / PatchGrid.NEIGHBORS;
      final int j = neighbors[k];
      final long distance =
          Math.max(
              Math.abs(at.xLevel0()[i] - at.xLevel0()[j]),
              Math.abs(at.yLevel0()[i] - at.yLevel0()[j]));
      if (distance > 0) {
        counts.merge(distance, 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Long, Integer>comparingByValue()
                .thenComparing(Map.Entry.<Long, Integer>comparingByKey().reversed()))
        .map(e -> OptionalDouble.of(e.getKey()))
        .orElse(OptionalDouble.empty());
  }

  private static String text(final double pixels) {
    return pixels == Math.rint(pixels)
        ? String.valueOf((long) pixels)
        : String.format(Locale.ROOT, "%.2f", pixels);
  }
}
