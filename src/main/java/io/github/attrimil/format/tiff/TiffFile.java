package io.github.attrimil.format.tiff;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A TIFF file whose directories are read as they are stored (TIFF 6.0, section 2; BigTIFF). Nothing
 * that it states is taken for true: no more is read at once than the file has.
 */
public final class TiffFile implements AutoCloseable {

  private static final int CLASSIC = 42;
  private static final int BIG = 43;

  /** Values of an entry that are read at once. */
  private static final int CHUNK = 1 << 13;

  private final Path path;
  private final FileChannel file;
  private final long length;
  private final ByteOrder order;
  private final boolean big;
  private final long first;

  private TiffFile(
      final Path path,
      final FileChannel file,
      final ByteOrder order,
      final boolean big,
      final long first)
      throws IOException {
    this.path = path;
    this.file = file;
    this.length = file.size();
    this.order = order;
    this.big = big;
    this.first = first;
  }

  /**
   * @param path any file
   * @return its directories; nothing where it is no TIFF
   * @throws EOFException when it ends within its header
   * @throws IOException when it cannot be read
   */
  public static Optional<TiffFile> open(final Path path) throws IOException {
    final FileChannel file = FileChannel.open(path);
    try {
      final ByteBuffer head = read(file, 0, 8);
      final ByteOrder order = head.get(0) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      final int version = head.order(order).getShort(2);
      if (head.get(0) != head.get(1)
          || head.get(0) != 'I' && head.get(0) != 'M'
          || version != CLASSIC && version != BIG) {
        file.close();
        return Optional.empty();
      }
      final boolean big = version == BIG;
      final long first =
          big ? read(file, 8, 8).order(order).getLong() : head.getInt(4) & 0xffff_ffffL;
      return Optional.of(new TiffFile(path, file, order, big, first));
    } catch (final IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * @return the file
   */
  public Path path() {
    return path;
  }

  /**
   * @return whether it is a BigTIFF
   */
  public boolean isBig() {
    return big;
  }

  /**
   * @return bytes of the file
   */
  public long length() {
    return length;
  }

  /**
   * @return where the first directory is in the file, 0 for none
   */
  public long first() {
    return first;
  }

  /**
   * @param at where a directory is in the file
   * @return that directory, whose entries have at most as many values as the file has bytes
   * @throws EOFException when the file ends within it
   * @throws IOException when an entry states more values
   */
  public TiffDirectory directory(final long at) throws IOException {
    final int counted = big ? 8 : 2;
    final ByteBuffer number = read(at, counted);
    final long entries = big ? number.getLong() : number.getShort() & 0xffff;
    final int each = big ? 20 : 12;
    if (entries < 0 || entries > length / each) {
      throw new EOFException();
    }
    final ByteBuffer all = read(at + counted, entries * each + (big ? 8 : 4));
    final List<TiffEntry> found = new ArrayList<>();
    for (int k = 0; k < entries; k++) {
      found.add(entry(all, k * each));
    }
    return new TiffDirectory(found, place(all, (int) entries * each));
  }

  private TiffEntry entry(final ByteBuffer all, final int at) throws IOException {
    final int tag = all.getShort(at) & 0xffff;
    final int type = all.getShort(at + 2) & 0xffff;
    final long count = place(all, at + 4);
    final int bytes = TiffEntry.bytes(type);
    if (count < 0 || count > length / bytes) {
      throw new IOException("entry " + tag + " states " + count + " values");
    }
    final int value = at + (big ? 12 : 8);
    final long field = place(all, value);
    final boolean inside = count * bytes <= (big ? 8 : 4);
    return new TiffEntry(
        tag, type, count, field, inside ? whole(all, value, bytes) : field, inside);
  }

  /** Count or offset, of four or eight bytes. */
  private long place(final ByteBuffer bytes, final int at) {
    return big ? bytes.getLong(at) : bytes.getInt(at) & 0xffff_ffffL;
  }

  private static long whole(final ByteBuffer from, final int at, final int bytes) {
    return switch (bytes) {
      case 1 -> from.get(at) & 0xff;
      case 2 -> from.getShort(at) & 0xffff;
      case 4 -> from.getInt(at) & 0xffff_ffffL;
      default -> from.getLong(at);
    };
  }

  /**
   * Reads the values of an entry, whole numbers without a sign.
   *
   * @param entry of a directory of this file
   * @param each takes one after the other
   * @throws EOFException when they lie behind the end of the file
   * @throws IOException when the file cannot be read
   */
  public void values(final TiffEntry entry, final LongConsumer each) throws IOException {
    if (entry.inside() && entry.count() == 1) {
      each.accept(entry.first());
      return;
    }
    final int bytes = entry.bytes();
    if (entry.inside()) {
      final ByteBuffer field = ByteBuffer.allocate(8).order(order);
      if (big) {
        field.putLong(entry.field());
      } else {
        field.putInt((int) entry.field());
      }
      for (int k = 0; k < entry.count(); k++) {
        each.accept(whole(field, k * bytes, bytes));
      }
      return;
    }
    for (long from = 0; from < entry.count(); from += CHUNK) {
      final int most = (int) Math.min(CHUNK, entry.count() - from);
      final ByteBuffer part = read(entry.field() + from * bytes, (long) most * bytes);
      for (int k = 0; k < most; k++) {
        each.accept(whole(part, k * bytes, bytes));
      }
    }
  }

  private ByteBuffer read(final long at, final long bytes) throws IOException {
    return read(file, at, bytes).order(order);
  }

  private static ByteBuffer read(final FileChannel file, final long at, final long bytes)
      throws IOException {
    if (at < 0 || at > file.size() - bytes) {
      throw new EOFException();
    }
    final ByteBuffer buffer = ByteBuffer.allocate((int) bytes);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
