package io.github.attrimil.slide;

import io.github.attrimil.format.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The levels of a pyramid, made row by row while level 0 passes by, and handed on in strips as soon
 * as these are complete: no level is held whole.
 */
public final class HalvedLevels {

  /** Takes strips. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param level index of a level
     * @param strip its next rows, full width
     * @throws IOException when they cannot be written
     */
    void take(int level, RgbImage strip) throws IOException;
  }

  /** What is known of a level while its rows pass by. */
  private static final class Rows {
    private final Level size;
    private final byte[] strip;
    private int inStrip;
    private int seen;
    private byte[] even;

    /** The last pair of rows and its means: maps repeat rows. */
    private byte[] upper = {};

    private byte[] lower = {};
    private byte[] means = {};

    Rows(final Level size, final int stripPx) {
      this.size = size;
      this.strip = new byte[3 * size.width() * Math.min(stripPx, size.height())];
    }

    /** The rounded means of 2 x 2 blocks; at an odd right edge, of the pixels there are. */
    byte[] halved(final byte[] first, final byte[] second) {
      if (!Arrays.equals(first, upper) || !Arrays.equals(second, lower)) {
        means = mean(first, second);
        upper = first;
        lower = second;
      }
      return means;
    }
  }

  private final List<Rows> levels = new ArrayList<>();
  private final Sink sink;

  /**
   * @param levels all levels, finest first, each half of the one before, rounded up
   * @param stripPx rows of a strip
   * @param sink takes the strips of all levels but the finest
   */
  public HalvedLevels(final List<Level> levels, final int stripPx, final Sink sink) {
    levels.forEach(level -> this.levels.add(new Rows(level, stripPx)));
    this.sink = sink;
  }

  /**
   * Takes the next rows of level 0.
   *
   * @param strip the rows, full width
   * @throws IOException when a coarser level's strip cannot be written
   */
  public void add(final RgbImage strip) throws IOException {
    final int rowBytes = 3 * strip.width();
    for (int y = 0; y < strip.height(); y++) {
      pass(0, Arrays.copyOfRange(strip.rgb(), y * rowBytes, (y + 1) * rowBytes));
    }
  }

  private void pass(final int level, final byte[] row) throws IOException {
    final Rows rows = levels.get(level);
    rows.seen++;
    final boolean last = rows.seen == rows.size.height();
    if (level > 0) {
      System.arraycopy(row, 0, rows.strip, rows.inStrip, row.length);
      rows.inStrip += row.length;
      if (last || rows.inStrip == rows.strip.length) {
        sink.take(
            level,
            new RgbImage(
                rows.size.width(),
                rows.inStrip / row.length,
                Arrays.copyOf(rows.strip, rows.inStrip)));
        rows.inStrip = 0;
      }
    }
    if (level + 1 == levels.size()) {
      return;
    }
    final boolean even = rows.seen % 2 == 1;
    if (even && !last) {
      // The odd row follows.
      rows.even = row;
    } else {
      pass(level + 1, rows.halved(even ? row : rows.even, row));
    }
  }

  private static byte[] mean(final byte[] upper, final byte[] lower) {
    final byte[] mean = new byte[(upper.length / 3 + 1) / 2 * 3];
    for (int to = 0; to < mean.length; to += 3) {
      final int left = 2 * to;
      final int right = left + 3 < upper.length ? left + 3 : left;
      for (int c = 0; c < 3; c++) {
        final int sum =
            (upper[left + c] & 0xff)
                + (upper[right + c] & 0xff)
                + (lower[left + c] & 0xff)
                + (lower[right + c] & 0xff);
        mean[to + c] = (byte) (sum + 2 >> 2);
      }
    }
    return mean;
  }
}
