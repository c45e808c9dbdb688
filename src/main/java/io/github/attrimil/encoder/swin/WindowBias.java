package io.github.attrimil.encoder.swin;

import io.github.attrimil.tensor.Tensor;

/**
 * What is added to the attention logits inside windows of M x M tokens: a learned bias by relative
 * position (Liu et al. 2021, arXiv:2103.14030, equation 4), and where windows were shifted
 * cyclically, -100 between tokens that are no neighbors in the image (figure 4).
 */
final class WindowBias {

  private static final float APART = -100;

  private final int window;

  /**
   * @param window M
   */
  WindowBias(final int window) {
    this.window = window;
  }

  /**
   * @param table (2 M - 1)^2 x heads, a row for each pair of row and column differences
   * @param side tokens along an edge of the image, a multiple of M
   * @param shift by how many tokens windows are shifted up and left; 0 for none
   * @return windows x heads x M^2 x M^2, with one window for all where none is shifted
   */
  Tensor of(final Tensor table, final int side, final int shift) {
    final float[] learned = table.floats();
    final int heads = (int) table.shape()[1];
    final int n = window * window;
    final int across = side / window;
    final int windows = shift == 0 ? 1 : across * across;
    final float[] out = new float[windows * heads * n * n];
    int at = 0;
    for (int w = 0; w < windows; w++) {
      for (int h = 0; h < heads; h++) {
        for (int q = 0; q < n; q++) {
          for (int k = 0; k < n; k++) {
            final boolean apart =
                shift > 0 && region(w, q, side, shift) != region(w, k, side, shift);
            out[at++] = learned[row(q, k) * heads + h] + (apart ? APART : 0);
          }
        }
      }
    }
    return Tensor.of(out, windows, heads, n, n);
  }

  /** The table's row for a query and a key of one window. */
  private int row(final int q, final int k) {
    final int rows = q / window - k / window + window - 1;
    final int columns = q % window - k % window + window - 1;
    return rows * (2 * window - 1) + columns;
  }

  /** In which of the nine regions of the shifted image a token lies. */
  private int region(final int w, final int token, final int side, final int shift) {
    final int across = side / window;
    final int row = w / across * window + token / window;
    final int column = w % across * window + token % window;
    return 3 * band(row, side, shift) + band(column, side, shift);
  }

  private int band(final int position, final int side, final int shift) {
    if (position < side - window) {
      return 0;
    }
    return position < side - shift ? 1 : 2;
  }
}
