package io.github.attrimil.tissue.image;

import java.util.Arrays;

/**
 * Median of a square window around each pixel of an 8-bit image, borders replicated.
 *
 * <p>Where only "median above a threshold" is asked, it is enough to count: the median is above t
 * where more than half of the window is. That needs a constant number of additions for each pixel,
 * whatever the window. The median itself follows Huang, Yang and Tang 1979 (<a
 * href="https://doi.org/10.1109/TASSP.1979.1163188">doi</a>): a histogram slides along the row and
 * the median moves on from that of the pixel before.
 *
 * <p>Why by hand: the result must be OpenCV's to the pixel, as in CLAM's masks, which golden files
 * hold; ImageJ's windows are round.
 */
public final class Median {

  private Median() {}

  /**
   * @param in height x width values
   * @param width in pixels
   * @param height in pixels
   * @param size side of the window, odd
   * @param threshold t
   * @return height x width: 1 where the median is above t, else 0
   */
  public static byte[] above(
      final byte[] in, final int width, final int height, final int size, final int threshold) {
    final int r = size / 2;
    final int majority = size * size / 2 + 1;
    // Counts above t in each column of the window, with r replicated columns at both ends.
    final int[] columns = new int[width + 2 * r + 1];
    for (int y = -r; y < r; y++) {
      addRow(in, row(y, height) * width, width, threshold, 1, columns, r);
    }
    final byte[] out = new byte[in.length];
    for (int y = 0; y < height; y++) {
      addRow(in, row(y + r, height) * width, width, threshold, 1, columns, r);
      if (y > 0) {
        addRow(in, row(y - r - 1, height) * width, width, threshold, -1, columns, r);
      }
      Arrays.fill(columns, 0, r, columns[r]);
      Arrays.fill(columns, r + width, columns.length, columns[r + width - 1]);
      int sum = 0;
      for (int x = 0; x < size; x++) {
        sum += columns[x];
      }
      for (int x = 0, o = y * width; x < width; x++) {
        out[o + x] = (byte) (majority - 1 - sum >>> 31);
        sum += columns[x + size] - columns[x];
      }
    }
    return out;
  }

  private static void addRow(
      final byte[] in,
      final int from,
      final int width,
      final int threshold,
      final int sign,
      final int[] columns,
      final int r) {
    for (int x = 0; x < width; x++) {
      columns[r + x] += sign * (threshold - (in[from + x] & 0xff) >>> 31);
    }
  }

  /**
   * @param in height x width values
   * @param width in pixels
   * @param height in pixels
   * @param size side of the window, odd
   * @return height x width medians
   */
  public static byte[] blur(final byte[] in, final int width, final int height, final int size) {
    final int r = size / 2;
    final int half = size * size / 2;
    final int[] rows = new int[size];
    final int[] histogram = new int[256];
    final byte[] out = new byte[in.length];
    for (int y = 0; y < height; y++) {
      Arrays.fill(histogram, 0);
      for (int k = 0; k < size; k++) {
        rows[k] = row(y + k - r, height) * width;
        for (int x = -r; x <= r; x++) {
          histogram[in[rows[k] + row(x, width)] & 0xff]++;
        }
      }
      int median = 0;
      int below = 0; // how many of the window are below the median
      for (int x = 0; ; x++) {
        while (below > half) {
          below -= histogram[--median];
        }
        while (below + histogram[median] <= half) {
          below += histogram[median++];
        }
        out[y * width + x] = (byte) median;
        if (x + 1 == width) {
          break;
        }
        final int leaves = Math.max(0, x - r);
        final int enters = Math.min(width - 1, x + r + 1);
        for (final int start : rows) {
          final int gone = in[start + leaves] & 0xff;
          final int come = in[start + enters] & 0xff;
          if (gone != come) {
            histogram[gone]--;
            histogram[come]++;
            below += (come - median >>> 31) - (gone - median >>> 31);
          }
        }
      }
    }
    return out;
  }

  private static int row(final int y, final int height) {
    return Math.max(0, Math.min(height - 1, y));
  }
}
