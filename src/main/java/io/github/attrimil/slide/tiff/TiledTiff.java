package io.github.attrimil.slide.tiff;

import io.github.attrimil.slide.Level;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a pyramid of RGB tiles as little-endian TIFF 6.0 or BigTIFF: tiles as they come, whatever
 * their level, then one directory for the finest level with the others as its SubIFDs (TIFF
 * Technical Note 1). Tiles may share their bytes.
 */
public final class TiledTiff implements AutoCloseable {

  /**
   * What all levels have in common.
   *
   * @param tilePx width and height of tiles
   * @param compression TIFF's number for it
   * @param photometric TIFF's number for the color space
   * @param big whether offsets take 64 bits
   * @param description text of the finest level
   * @param pixelsPerCm along x and along y, or empty where it is not known
   */
  public record Form(
      int tilePx,
      int compression,
      int photometric,
      boolean big,
      String description,
      double[] pixelsPerCm) {}

  /** Where a tile's bytes are in the file. */
  public record Place(long offset, int bytes) {}

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int ASCII = 2;
  private static final int LONG8 = 16;

  private static final int MILLI = 1000;
  private static final String SOFTWARE = "AttriMIL for Fiji";

  private record Entry(int tag, int type, int count, byte[] value) {}

  private final Path file;
  private final List<Level> levels;
  private final Form form;
  private final List<List<Place>> tiles = new ArrayList<>();
  private final OutputStream out;
  private long length;

  /**
   * @param file the file, which does not exist yet
   * @param levels finest first
   * @param form what they have in common
   * @throws IOException when it cannot be written
   */
  public TiledTiff(final Path file, final List<Level> levels, final Form form) throws IOException {
    this.file = file;
    this.levels = levels;
    this.form = form;
    levels.forEach(level -> tiles.add(new ArrayList<>()));
    this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    // Where the first directory lies is noted at the end.
    write(new byte[form.big ? 16 : 8]);
  }

  /**
   * Adds the next tile of a level, row by row.
   *
   * @param level index of the level
   * @param packed its compressed bytes
   * @return where they are
   * @throws IOException when they cannot be written
   */
  public Place add(final int level, final byte[] packed) throws IOException {
    final Place place = new Place(length, packed.length);
    write(packed);
    tiles.get(level).add(place);
    return place;
  }

  /**
   * Adds the next tile of a level, whose bytes are in the file already.
   *
   * @param level index of the level
   * @param place where they are
   */
  public void add(final int level, final Place place) {
    tiles.get(level).add(place);
  }

  private void write(final byte[] bytes) throws IOException {
    out.write(bytes);
    length += bytes.length;
  }

  /**
   * Writes the directories; all tiles must have been added.
   *
   * @throws IOException when they cannot be written
   */
  public void finish() throws IOException {
    final List<Long> coarser = new ArrayList<>();
    for (int level = 1; level < levels.size(); level++) {
      coarser.add(directory(level, List.of()));
    }
    final long first = directory(0, coarser);
    out.close();
    final ByteBuffer header = little(form.big ? 16 : 8);
    header.put((byte) 'I').put((byte) 'I');
    if (form.big) {
      header.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(first);
    } else {
      header.putShort((short) 42).putInt((int) first);
    }
    try (RandomAccessFile start = new RandomAccessFile(file.toFile(), "rw")) {
      start.write(header.array());
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private static ByteBuffer little(final int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes a directory and what it refers to; gives its place. */
  private long directory(final int level, final List<Long> coarser) throws IOException {
    final Level size = levels.get(level);
    final List<Entry> entries = new ArrayList<>();
    if (level > 0) {
      entries.add(longs(254, List.of(1L)));
    }
    entries.add(longs(256, List.of((long) size.width())));
    entries.add(longs(257, List.of((long) size.height())));
    entries.add(shorts(258, 8, 8, 8));
    entries.add(shorts(259, form.compression));
    entries.add(shorts(262, form.photometric));
    if (level == 0) {
      entries.add(text(270, form.description));
    }
    entries.add(shorts(277, 3));
    if (form.pixelsPerCm.length == 2) {
      entries.add(rational(282, form.pixelsPerCm[0] * size.width() / levels.get(0).width()));
      entries.add(rational(283, form.pixelsPerCm[1] * size.height() / levels.get(0).height()));
    }
    entries.add(shorts(284, 1));
    if (form.pixelsPerCm.length == 2) {
      entries.add(shorts(296, 3));
    }
    entries.add(text(305, SOFTWARE));
    entries.add(longs(322, List.of((long) form.tilePx)));
    entries.add(longs(323, List.of((long) form.tilePx)));
    entries.add(offsets(324, tiles.get(level).stream().map(Place::offset).toList()));
    entries.add(longs(325, tiles.get(level).stream().map(p -> (long) p.bytes).toList()));
    if (!coarser.isEmpty()) {
      entries.add(offsets(330, coarser));
    }
    entries.add(shorts(339, 1, 1, 1));
    if (form.photometric == 6) {
      // Both directions halved, as the encoder of JPEG does.
      entries.add(shorts(530, 2, 2));
    }
    return write(entries);
  }

  private long write(final List<Entry> entries) throws IOException {
    final int inline = form.big ? 8 : 4;
    final ByteBuffer table = little(form.big ? 16 + 20 * entries.size() : 6 + 12 * entries.size());
    if (form.big) {
      table.putLong(entries.size());
    } else {
      table.putShort((short) entries.size());
    }
    for (final Entry entry : entries) {
      table.putShort((short) entry.tag).putShort((short) entry.type);
      put(table, entry.count);
      if (entry.value.length <= inline) {
        table.put(entry.value).put(new byte[inline - entry.value.length]);
      } else {
        pad();
        put(table, length);
        write(entry.value);
      }
    }
    put(table, 0);
    pad();
    final long place = length;
    write(table.array());
    return place;
  }

  private void put(final ByteBuffer table, final long value) {
    if (form.big) {
      table.putLong(value);
    } else {
      table.putInt((int) value);
    }
  }

  /** Values start at even places. */
  private void pad() throws IOException {
    if (length % 2 == 1) {
      write(new byte[1]);
    }
  }

  private static Entry shorts(final int tag, final int... values) {
    final ByteBuffer bytes = little(2 * values.length);
    for (final int value : values) {
      bytes.putShort((short) value);
    }
    return new Entry(tag, SHORT, values.length, bytes.array());
  }

  private static Entry longs(final int tag, final List<Long> values) {
    final ByteBuffer bytes = little(4 * values.size());
    values.forEach(value -> bytes.putInt(value.intValue()));
    return new Entry(tag, LONG, values.size(), bytes.array());
  }

  private Entry offsets(final int tag, final List<Long> values) {
    if (!form.big) {
      return longs(tag, values);
    }
    final ByteBuffer bytes = little(8 * values.size());
    values.forEach(bytes::putLong);
    return new Entry(tag, LONG8, values.size(), bytes.array());
  }

  private static Entry rational(final int tag, final double value) {
    final ByteBuffer bytes = little(8);
    // A slide has below 4 million pixels a centimeter.
    bytes.putInt((int) Math.min(0xffffffffL, Math.round(value * MILLI))).putInt(MILLI);
    return new Entry(tag, RATIONAL, 1, bytes.array());
  }

  private static Entry text(final int tag, final String text) {
    final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    final byte[] ended = java.util.Arrays.copyOf(utf8, utf8.length + 1);
    return new Entry(tag, ASCII, ended.length, ended);
  }
}
