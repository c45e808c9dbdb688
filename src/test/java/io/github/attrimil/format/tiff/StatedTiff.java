package io.github.attrimil.format.tiff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A TIFF file of one picture of 8 bits that states whatever a test wants, with few bytes. */
public final class StatedTiff {

  public static final int UNCOMPRESSED = 1;
  public static final int LZW = 5;
  public static final int JPEG = 7;
  public static final int DEFLATE = 8;

  private static final int DATA = 16;
  private static final int LONG = 4;

  private final Map<Integer, Long> tags = new TreeMap<>();
  private final byte[] data;

  private StatedTiff(final int compression, final byte[] data) {
    this.data = data.clone();
    tags.put(258, 8L);
    tags.put(259, (long) compression);
    tags.put(262, 1L);
    tags.put(277, 1L);
    tags.put(284, 1L);
  }

  /** A gray picture of one strip. */
  public static StatedTiff strip(
      final int compression, final int width, final int height, final byte[] data) {
    final StatedTiff tiff = new StatedTiff(compression, data);
    tiff.with(256, width).with(257, height).with(278, height).with(273, DATA);
    return tiff.with(279, data.length);
  }

  /** A gray picture of one tile. */
  public static StatedTiff tile(final int compression, final int side, final byte[] data) {
    final StatedTiff tiff = new StatedTiff(compression, data);
    tiff.with(256, side).with(257, side).with(322, side).with(323, side).with(324, DATA);
    return tiff.with(325, data.length);
  }

  /** The same with another value of a tag. */
  public StatedTiff with(final int tag, final long value) {
    tags.put(tag, value);
    return this;
  }

  /** Writes it as TIFF or BigTIFF. */
  public Path write(final Path file, final ByteOrder order, final boolean big) throws IOException {
    final int at = DATA + data.length + data.length % 2;
    final ByteBuffer out =
        ByteBuffer.allocate(at + 16 + (big ? 20 : 12) * tags.size()).order(order);
    final byte mark = (byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I');
    out.put(mark).put(mark).putShort((short) (big ? 43 : 42));
    if (big) {
      out.putShort((short) 8).putShort((short) 0).putLong(at);
    } else {
      out.putInt(at);
    }
    out.position(DATA).put(data).position(at);
    if (big) {
      out.putLong(tags.size());
    } else {
      out.putShort((short) tags.size());
    }
    tags.forEach(
        (tag, value) -> {
          out.putShort((short) (int) tag).putShort((short) LONG);
          if (big) {
            out.putLong(1).putInt((int) (long) value).putInt(0);
          } else {
            out.putInt(1).putInt((int) (long) value);
          }
        });
    return Files.write(file, out.array());
  }

  /** Writes it as most programs do. */
  public Path write(final Path file) throws IOException {
    return write(file, ByteOrder.LITTLE_ENDIAN, false);
  }
}
