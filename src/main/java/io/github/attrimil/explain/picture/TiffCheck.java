package io.github.attrimil.explain.picture;

import io.github.attrimil.core.AttriMilException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks what a TIFF file states before ImageJ reads it. ImageJ takes each number for true: it asks
 * for as much memory, follows directories in a circle, and reads tables of millions of places one
 * by one. A map is one picture of a few megapixels, so that bounds are easily met (TIFF 6.0,
 * section 2).
 */
final class TiffCheck {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int SAMPLES = 277;

  private static final int MAGIC = 42;
  private static final int ENTRY = 12;
  private static final int INLINE = 4;

  /** Bytes of a value by its type, from 1: byte, ASCII, short, long, rational, and so on. */
  private static final int[] BYTES = {1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

  private static final int MOST_DIRECTORIES = 64;
  private static final int MOST_ENTRIES = 1000;

  /** Of all tables, such as the places of strips: ImageJ reads each number by itself. */
  private static final int MOST_VALUES = 1 << 18;

  private static final long MOST_PIXELS = 50_000_000;

  private final FileChannel file;
  private final long length;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private long tabled;

  private TiffCheck(final FileChannel file) throws IOException {
    this.file = file;
    this.length = file.size();
  }

  /**
   * @param path a file
   * @throws AttriMilException when it is no TIFF that ImageJ may read
   */
  static void require(final Path path) {
    try (FileChannel file = FileChannel.open(path)) {
      new TiffCheck(file).directories();
    } catch (final EOFException e) {
      throw damaged(path, "it ends early", e);
    } catch (final IOException e) {
      throw damaged(path, e.getMessage(), e);
    }
  }

  /**
   * @param path a file
   * @param what is wrong with it
   * @param cause how it was found
   * @return what to throw
   */
  static AttriMilException damaged(final Path path, final String what, final Throwable cause) {
    return new AttriMilException(
        path
            + " is not a map, or it is damaged ("
            + what
            + "): give a TIFF with one gray value per pixel, preferably of 32 bits",
        cause);
  }

  private void directories() throws IOException {
    final ByteBuffer head = read(0, 8);
    final short mark = head.getShort();
    if (mark == 0x4d4d) {
      order = ByteOrder.BIG_ENDIAN;
    } else if (mark != 0x4949) {
      throw new IOException("it is no TIFF");
    }
    head.order(order);
    if (head.getShort() != MAGIC) {
      throw new IOException("it is no TIFF that ImageJ reads");
    }
    final Set<Long> seen = new HashSet<>();
    long at = head.getInt() & 0xffffffffL;
    while (at != 0) {
      if (!seen.add(at) || seen.size() > MOST_DIRECTORIES) {
        throw new IOException("its directories have no end");
      }
      at = directory(at);
    }
  }

  private long directory(final long at) throws IOException {
    final int entries = read(at, 2).getShort() & 0xffff;
    if (entries == 0 || entries > MOST_ENTRIES) {
      throw new IOException("a directory of " + entries + " entries");
    }
    final ByteBuffer all = read(at + 2, entries * ENTRY + 4);
    long width = 0;
    long height = 0;
    long samples = 1;
    for (int k = 0; k < entries; k++) {
      final int tag = all.getShort() & 0xffff;
      final int type = all.getShort() & 0xffff;
      final long count = all.getInt() & 0xffffffffL;
      final ByteBuffer value = all.slice(all.position(), INLINE).order(order);
      all.position(all.position() + INLINE);
      // ImageJ reads texts and sizes of any type.
      final int bytes = type < 1 || type > BYTES.length ? 1 : BYTES[type - 1];
      values(tag, bytes, count, value.getInt(0) & 0xffffffffL);
      final long number = bytes == 2 ? value.getShort(0) & 0xffff : value.getInt(0);
      width = tag == WIDTH ? number : width;
      height = tag == HEIGHT ? number : height;
      samples = tag == SAMPLES ? number : samples;
    }
    if (width < 1 || height < 1 || width > MOST_PIXELS / height || samples < 1 || samples > 4) {
      throw new IOException(
          "a picture of " + width + " x " + height + " pixels, " + samples + " values each");
    }
    return all.getInt() & 0xffffffffL;
  }

  private void values(final int tag, final int bytes, final long count, final long place)
      throws IOException {
    tabled += bytes > 1 ? count : 0;
    if (tabled > MOST_VALUES || count * bytes > INLINE && place + count * bytes > length) {
      throw new IOException("entry " + tag + " states " + count + " values");
    }
  }

  private ByteBuffer read(final long at, final int bytes) throws IOException {
    final ByteBuffer buffer = ByteBuffer.allocate(bytes).order(order);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }
}
