package io.github.attrimil.slide.tiff;

import io.github.attrimil.core.AttriMilException;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks that the directories of a TIFF file end, and that no entry states more values than the
 * file has bytes (TIFF 6.0, section 2; BigTIFF). Bio-Formats follows a circle of directories until
 * the memory is full, and reserves what an entry states.
 */
public final class TiffChain {

  private static final int BIG = 43;
  private static final int CLASSIC = 42;
  private static final int SUB_DIRECTORIES = 330;

  /** Stacks have a directory for each plane. */
  private static final int MOST_DIRECTORIES = 1_000_000;

  /** Bytes of a value by its type, from 0: none, BYTE, ASCII, SHORT, LONG, RATIONAL, and so on. */
  private static final int[] BYTES = {1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 1, 1, 8, 8, 8};

  private final RandomAccessFile in;
  private final long length;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private boolean big;

  private TiffChain(final RandomAccessFile in) throws IOException {
    this.in = in;
    this.length = in.length();
  }

  /**
   * @param file any file; one that is no TIFF passes, and so does one that ends within a directory
   * @throws AttriMilException when its directories do not end, or an entry is larger than the file
   */
  public static void check(final Path file) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      new TiffChain(in).follow();
    } catch (final EOFException e) {
      // It was cut off, which is noticed by what misses its pixels.
      return;
    } catch (final IOException e) {
      throw new AttriMilException(
          file + " is damaged: " + e.getMessage() + "; copy or save it again", e);
    }
  }

  private void follow() throws IOException {
    final ByteBuffer head = read(0, 8);
    order = head.get(0) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    final int version = head.order(order).getShort(2);
    if (head.get(0) != head.get(1)
        || head.get(0) != 'I' && head.get(0) != 'M'
        || version != CLASSIC && version != BIG) {
      return;
    }
    big = version == BIG;
    // Whether all that follows a directory was looked at. Pyramids list a level under the first
    // directory, and lead to it from the level before it, too: that is no circle.
    final Map<Long, Boolean> seen = new HashMap<>();
    final Deque<Long> left = new ArrayDeque<>();
    left.push(big ? read(8, 8).getLong() : head.getInt(4) & 0xffff_ffffL);
    while (!left.isEmpty()) {
      final long at = left.peek();
      if (at == 0 || seen.containsKey(at)) {
        seen.put(left.pop(), true);
        continue;
      }
      seen.put(at, false);
      for (final long next : directory(at)) {
        if (seen.getOrDefault(next, true)) {
          left.push(next);
        } else {
          throw new IOException("its directories go in a circle");
        }
      }
      if (seen.size() > MOST_DIRECTORIES) {
        throw new IOException("its directories do not end");
      }
    }
  }

  /** Returns where those under it are, and the next one, 0 for none. */
  private List<Long> directory(final long at) throws IOException {
    final int counted = big ? 8 : 2;
    final ByteBuffer number = read(at, counted);
    final long entries = big ? number.getLong() : number.getShort() & 0xffff;
    final int each = big ? 20 : 12;
    if (entries < 0 || entries > length / each) {
      throw new EOFException();
    }
    final ByteBuffer all = read(at + counted, (int) entries * each + (big ? 8 : 4));
    final List<Long> following = new ArrayList<>();
    for (int entry = 0; entry < entries * each; entry += each) {
      final int tag = all.getShort(entry) & 0xffff;
      final int type = all.getShort(entry + 2) & 0xffff;
      final long count = big ? all.getLong(entry + 4) : all.getInt(entry + 4) & 0xffff_ffffL;
      final int bytes = type < BYTES.length ? BYTES[type] : 1;
      if (count < 0 || count > length / bytes) {
        throw new IOException("entry " + tag + " states " + count + " values");
      }
      if (tag == SUB_DIRECTORIES && bytes >= Integer.BYTES) {
        following.addAll(places(all, entry + (big ? 12 : 8), count, bytes));
      }
    }
    final int last = (int) entries * each;
    following.add(big ? all.getLong(last) : all.getInt(last) & 0xffff_ffffL);
    return following;
  }

  /** Offsets, in the entry itself where they fit. */
  private List<Long> places(
      final ByteBuffer all, final int value, final long count, final int bytes) throws IOException {
    final boolean inside = count * bytes <= (big ? 8 : 4);
    final long place = big ? all.getLong(value) : all.getInt(value) & 0xffff_ffffL;
    final ByteBuffer values =
        inside ? all.slice(value, (int) count * bytes).order(order) : read(place, count * bytes);
    final List<Long> places = new ArrayList<>();
    while (values.hasRemaining()) {
      places.add(bytes == 8 ? values.getLong() : values.getInt() & 0xffff_ffffL);
    }
    return places;
  }

  private ByteBuffer read(final long at, final long bytes) throws IOException {
    if (at < 0 || at + bytes > length) {
      throw new EOFException();
    }
    final byte[] read = new byte[(int) bytes];
    in.seek(at);
    in.readFully(read);
    return ByteBuffer.wrap(read).order(order);
  }
}
