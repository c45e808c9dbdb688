package io.github.attrimil.format.h5;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The patches of a slide: {@code patches/SLIDE.h5} in CLAM's layout (dataset {@code coords}, int64
 * N x 2, column 0 is x, with CLAM's attributes), plus our attributes and, once indexed, {@code
 * nearest}, int64 N x 9.
 *
 * @param grid where the patches lie, as the attributes describe it, with their neighbors after
 *     `neighbors`
 * @param attributes all that the file states
 */
public record PatchFile(PatchGrid grid, PatchAttributes attributes) {

  /**
   * @param coords at least one patch
   * @param attributes how the patches lie on the slide
   * @return the patches, without neighbors
   * @throws AttriMilException when there are no patches, or one is outside any slide
   */
  public static PatchFile of(final PatchCoords coords, final PatchAttributes attributes) {
    return new PatchFile(
        PatchGrid.of(coords, attributes.knownSizeLevel0(), attributes.stepLevel0())
            .withScale(attributes.scale()),
        attributes);
  }

  /**
   * @return N, the number of patches
   */
  public int size() {
    return grid.size();
  }

  /**
   * @param neighbors as for {@link PatchGrid#withNeighbors}
   * @return the same patches with their neighbors
   */
  public PatchFile withNeighbors(final int[] neighbors) {
    return new PatchFile(grid.withNeighbors(neighbors), attributes);
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
   * Reads patches whose neighbors are to be indexed again.
   *
   * @param path the file
   * @return its patches; a neighbor table that does not fit them is ignored
   */
  public static PatchFile readToIndex(final Path path) {
    try (H5File h5 = H5File.open(path)) {
      return read(h5, path, true);
    }
  }

  /**
   * @param lenient whether a neighbor table that does not fit is omitted
   */
  static PatchFile read(final H5File h5, final Path path, final boolean lenient) {
    final long[] shape = h5.shape("coords");
    if (shape.length != 2 || shape[1] != 2) {
      throw new AttriMilException(
          path + ": coords has the shape " + Arrays.toString(shape) + ", not N x 2");
    }
    try {
      final PatchFile patches = of(PatchCoords.ofInterleaved(h5.longs("coords")), attributes(h5));
      return h5.has("nearest") ? withNearest(patches, h5, lenient) : patches;
    } catch (final AttriMilException e) {
      throw e.getMessage().contains(path.toString())
          ? e
          : new AttriMilException(path + ": " + e.getMessage(), e);
    }
  }

  /** The attributes of the patches, and those of the file that the patches do not have. */
  static PatchAttributes attributes(final H5File h5) {
    final Map<String, Object> stated = new LinkedHashMap<>(h5.attributes("/"));
    stated.putAll(h5.attributes("coords"));
    return new PatchAttributes(stated);
  }

  private static PatchFile withNearest(
      final PatchFile patches, final H5File h5, final boolean lenient) {
    try {
      final long[] table = h5.longs("nearest");
      final int[] rows = new int[table.length];
      for (int i = 0; i < rows.length; i++) {
        // What does not fit an int is no row number either.
        rows[i] = table[i] == (int) table[i] ? (int) table[i] : -1;
      }
      return patches.withNeighbors(rows);
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
    writer.dataset("coords", H5File.rows(grid.coords().interleaved(), 2), attributes.map());
    if (grid.indexed()) {
      writer.dataset("nearest", H5File.rows(grid.neighbors(), PatchGrid.NEIGHBORS), Map.of());
    }
  }
}
