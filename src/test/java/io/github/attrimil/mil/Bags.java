package io.github.attrimil.mil;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import java.util.Arrays;
import java.util.Random;

/**
 * A bag of the tests: patches on a square grid.
 *
 * @param h N x D features, flat
 * @param cells which cell of the grid each patch lies in, N
 */
record Bags(float[] h, int[] cells) {

  /** The output of a network for a bag, as plain arrays. */
  record Scored(float[] logits, PatchValues patches) {}

  /**
   * @param n N
   * @param d D
   * @param seed same seed, same features
   * @return a bag of normally distributed features
   */
  static Bags random(final int n, final int d, final long seed) {
    final Random random = new Random(seed);
    final float[] h = new float[n * d];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    final int[] cells = new int[n];
    Arrays.setAll(cells, i -> i);
    return new Bags(h, cells);
  }

  int size() {
    return cells.length;
  }

  /** The given patches, in the given order, each in its place. */
  Bags rows(final int... rows) {
    final int d = h.length / cells.length;
    final float[] moved = new float[rows.length * d];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(h, rows[i] * d, moved, i * d, d);
    }
    return new Bags(moved, Arrays.stream(rows).map(i -> cells[i]).toArray());
  }

  /** All features moved by a number: bags that differ by it are easy to classify. */
  Bags plus(final float shift) {
    final float[] moved = h.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += shift;
    }
    return new Bags(moved, cells);
  }

  BagInput in(final NDManager scope) {
    final long width = 300;
    final PatchCoords coords =
        new PatchCoords(
            Arrays.stream(cells).mapToLong(i -> i % width * 256).toArray(),
            Arrays.stream(cells).mapToLong(i -> i / width * 256).toArray());
    return new BagInput(
        scope.create(h, new Shape(cells.length, h.length / cells.length)),
        PatchGrid.of(coords, 256, 256));
  }

  Scored scoredBy(final MilModel model) {
    try (NDManager scope = model.manager().newSubManager()) {
      final BagOutput out = model.score(in(scope));
      return new Scored(out.logits().toFloatArray(), PatchValues.of(out.patches()));
    }
  }
}
