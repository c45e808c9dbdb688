package io.github.attrimil.format.h5;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The patches of a slide: {@code patches/SLIDE.h5} in CLAM's layout (dataset {@code coords}, int64
 * N x 2, column 0 is x, with CLAM's attributes), plus our attributes and, once indexed, {@code
 * nearest}.
 *
 * @param coords N x 2 top-left corners in level-0 pixels, flat: x, y, x, y, ...
 * @param attributes how the patches lie on the slide
 * @param nearest N x 9 neighbour table, flat, or nothing before `neighbors`
 */
public record PatchFile(long[] coords, PatchAttributes attributes, Optional<long[]> nearest) {

  /** Columns of the neighbour table: the patch itself and its eight neighbours. */
  public static final int NEAREST = 9;

  /** Checks the sizes. */
  public PatchFile {
    if (coords.length == 0 || coords.length % 2 != 0) {
      throw new AttriMilException("A slide needs patches; got " + coords.length + " coordinates");
    }
    final int n = coords.length / 2;
    if (nearest.isPresent()) {
      checkNearest(nearest.get(), n);
    }
  }

  static void checkNearest(final long[] nearest, final int n) {
    if (nearest.length != (long) NEAREST * n
        || Arrays.stream(nearest).anyMatch(i -> i < 0 || i >= n)) {
      throw new AttriMilException(
          "The neighbour table `nearest` does not fit "
              + n
              + " patches: it needs "
              + n
              + " x 9 row numbers below "
              + n
              + "; run `neighbors`, which makes it anew");
    }
  }

  /**
   * @return N, the number of patches
   */
  public int size() {
    return coords.length / 2;
  }

  /**
   * @param table N x 9 row numbers
   * @return the same patches with their neighbours
   */
  public PatchFile withNearest(final long[] table) {
    return new PatchFile(coords, attributes, Optional.of(table));
  }

  /**
   * Reads patches of ours or of CLAM's.
   *
   * @param path the file
   * @return its patches
   */
  public static PatchFile read(final Path path) {
    try (H5File h5 = H5File.open(path)) {
      return read(h5, path, false);
    }
  }

  /**
   * Reads patches whose neighbours are to be indexed anew.
   *
   * @param path the file
   * @return its patches; a neighbour table that does not fit them is left out
   */
  public static PatchFile readToIndex(final Path path) {
    try (H5File h5 = H5File.open(path)) {
      return read(h5, path, true);
    }
  }

  /**
   * @param lenient whether a neighbour table that does not fit is left out
   */
  static PatchFile read(final H5File h5, final Path path, final boolean lenient) {
    final long[] shape = h5.shape("coords");
    if (shape.length != 2 || shape[1] != 2) {
      throw new AttriMilException(
          path + ": coords has the shape " + Arrays.toString(shape) + ", N x 2 is needed");
    }
    try {
      final PatchFile patches = new PatchFile(h5.longs("coords"), attributes(h5), Optional.empty());
      return h5.has("nearest") ? withNearest(patches, h5, lenient) : patches;
    } catch (final AttriMilException e) {
      throw new AttriMilException(path + ": " + e.getMessage(), e);
    }
  }

  /** The attributes of the patches, and those of the file that the patches do not have. */
  static PatchAttributes attributes(final H5File h5) {
    final Map<String, Object> told = new LinkedHashMap<>(h5.attributes("/"));
    told.putAll(h5.attributes("coords"));
    return new PatchAttributes(told);
  }

  /**
   * @return where the patches lie, with their neighbors where the file has them
   */
  public PatchGrid grid() {
    final PatchGrid grid =
        PatchGrid.of(
                PatchCoords.ofInterleaved(coords),
                attributes.knownSizeLevel0(),
                attributes.stepLevel0() > 0 ? attributes.stepLevel0() : Double.NaN)
            .withScale(attributes.scale());
    if (nearest.isEmpty()) {
      return grid;
    }
    final long[] table = nearest.get();
    final int[] rows = new int[table.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) table[i];
    }
    return grid.withNeighbors(rows);
  }

  private static PatchFile withNearest(
      final PatchFile patches, final H5File h5, final boolean lenient) {
    try {
      return patches.withNearest(h5.longs("nearest"));
    } catch (final AttriMilException e) {
      if (lenient) {
        return patches;
      }
      throw e;
    }
  }

  /**
   * Writes the patches whole or not at all.
   *
   * @param path the file
   */
  public void write(final Path path) {
    H5File.write(path, this::addTo);
  }

  void addTo(final H5File.Writer writer) {
    writer.dataset("coords", H5File.rows(coords, 2), attributes.map());
    nearest.ifPresent(t -> writer.dataset("nearest", H5File.rows(t, NEAREST), Map.of()));
  }
}
