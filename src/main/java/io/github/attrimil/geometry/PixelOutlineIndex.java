package io.github.attrimil.geometry;

/** Tests whether pixels lie in a ring along the edges of pixels. */
final class PixelOutlineIndex {

  private final int[][] ring;
  private int left = Integer.MAX_VALUE;
  private int right;
  private int top = Integer.MAX_VALUE;
  private int bottom;

  PixelOutlineIndex(final int[][] ring) {
    this.ring = ring;
    for (final int[] p : ring) {
      left = Math.min(left, p[0]);
      right = Math.max(right, p[0]);
      top = Math.min(top, p[1]);
      bottom = Math.max(bottom, p[1]);
    }
  }

  boolean holds(final int x, final int y) {
    if (x < left || x >= right || y < top || y >= bottom) {
      return false;
    }
    boolean inside = false;
    for (int i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      // Upright edges to the left of the pixel that pass its row.
      inside ^= ring[i][0] == ring[j][0] && ring[i][0] <= x && ring[i][1] <= y != ring[j][1] <= y;
    }
    return inside;
  }
}
