package io.github.attrimil.slide;

import io.github.attrimil.format.image.RgbImage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The coarser levels of a pyramid, made row by row while level 0 passes by and kept in files until
 * they are asked for: a TIFF written in sequence needs a level to be complete before the next.
 */
public final class HalvedLevels implements AutoCloseable {

  private static final class Spool {
    private final Path file;
    private final int width;
    private final int finerHeight;
    private final OutputStream out;
    private InputStream in;
    private byte[] evenRow;
    private int finerRows;

    Spool(final Path file, final int width, final int finerHeight) throws IOException {
      this.file = file;
      this.width = width;
      this.finerHeight = finerHeight;
      this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }
  }

  private final List<Spool> spools = new ArrayList<>();

  /**
   * @param folder where the files are kept; they are deleted when this closes
   * @param levels all levels, finest first
   */
  public HalvedLevels(final Path folder, final List<Level> levels) throws IOException {
    for (int level = 1; level < levels.size(); level++) {
      spools.add(
          new Spool(
              folder.resolve("level-" + level),
              levels.get(level).width(),
              levels.get(level - 1).height()));
    }
  }

  /** Takes the next rows of level 0. */
  public void add(final RgbImage strip) throws IOException {
    final int rowBytes = 3 * strip.width();
    for (int y = 0; y < strip.height(); y++) {
      final byte[] row = new byte[rowBytes];
      System.arraycopy(strip.rgb(), y * rowBytes, row, 0, rowBytes);
      addRow(0, row);
    }
  }

  /** Reads the next rows of a coarser level; all of level 0 must have been added. */
  public RgbImage strip(final int level, final int rows) throws IOException {
    final Spool spool = spools.get(level - 1);
    if (spool.in == null) {
      spool.out.close();
      spool.in = new BufferedInputStream(Files.newInputStream(spool.file), 1 << 16);
    }
    final byte[] rgb = new byte[3 * spool.width * rows];
    if (spool.in.readNBytes(rgb, 0, rgb.length) < rgb.length) {
      throw new EOFException("level " + level + " is incomplete");
    }
    return new RgbImage(spool.width, rows, rgb);
  }

  private void addRow(final int index, final byte[] row) throws IOException {
    if (index == spools.size()) {
      return;
    }
    final Spool spool = spools.get(index);
    spool.finerRows++;
    final boolean last = spool.finerRows == spool.finerHeight;
    if (spool.evenRow == null && !last) {
      spool.evenRow = row;
      return;
    }
    final byte[] mean = mean(spool.evenRow == null ? row : spool.evenRow, row, spool.width);
    spool.evenRow = null;
    spool.out.write(mean);
    addRow(index + 1, mean);
  }

  /** The rounded means of 2 x 2 blocks; at an odd right edge, of the pixels there are. */
  private static byte[] mean(final byte[] upper, final byte[] lower, final int width) {
    final byte[] mean = new byte[3 * width];
    for (int x = 0; x < width; x++) {
      final int left = 6 * x;
      final int right = left + 3 < upper.length ? left + 3 : left;
      for (int c = 0; c < 3; c++) {
        final int sum =
            (upper[left + c] & 0xff)
                + (upper[right + c] & 0xff)
                + (lower[left + c] & 0xff)
                + (lower[right + c] & 0xff);
        mean[3 * x + c] = (byte) (sum + 2 >> 2);
      }
    }
    return mean;
  }

  @Override
  public void close() throws IOException {
    for (final Spool spool : spools) {
      spool.out.close();
      if (spool.in != null) {
        spool.in.close();
      }
      Files.deleteIfExists(spool.file);
    }
  }
}
