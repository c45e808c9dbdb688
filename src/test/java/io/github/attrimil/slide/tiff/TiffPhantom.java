package io.github.attrimil.slide.tiff;

import io.github.attrimil.format.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import loci.formats.FormatException;
import loci.formats.codec.CodecOptions;
import loci.formats.codec.JPEG2000CodecOptions;
import loci.formats.tiff.TiffCompression;

/**
 * Writes TIFF files of every kind of storage, with pixels that are known, and damages their tiles.
 *
 * @param compression of TIFF
 * @param bytes of a sample, 1 or 2
 * @param layout of the colors
 * @param tile side of a tile; 0 for strips of 16 rows
 */
public record TiffPhantom(TiffCompression compression, int bytes, Layout layout, int tile) {

  public enum Layout {
    PIXELS,
    PLANES,
    DIRECTORIES
  }

  public static final int WIDTH = 150;
  public static final int HEIGHT = 110;
  private static final int STRIP = 16;
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private record Tag(int id, int type, long... values) {}

  int tileWidth() {
    return tile == 0 ? WIDTH : tile;
  }

  int tileHeight() {
    return tile == 0 ? STRIP : tile;
  }

  int columns() {
    return (WIDTH + tileWidth() - 1) / tileWidth();
  }

  int rows() {
    return (HEIGHT + tileHeight() - 1) / tileHeight();
  }

  /** What a reader must give: smooth enough for a compression to gain something. */
  public static RgbImage pixels(final int x0, final int y0, final int w, final int h) {
    final byte[] rgb = new byte[3 * w * h];
    for (int i = 0; i < w * h; i++) {
      for (int c = 0; c < 3; c++) {
        rgb[3 * i + c] = value(x0 + i % w, y0 + i / w, c);
      }
    }
    return new RgbImage(w, h, rgb);
  }

  private static byte value(final int x, final int y, final int c) {
    return (byte) (x * (c + 1) + y * (3 - c) + 5 * ((x * 31 + y * 17 + c) % 7));
  }

  public void write(final Path file) throws IOException, FormatException {
    // Tells that the pages are colors of one picture.
    write(file, layout == Layout.DIRECTORIES ? "ImageJ=1.54p\nimages=3\nchannels=3\n" : "TIFF");
  }

  public void write(final Path file, final String description) throws IOException, FormatException {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(buffer(8).put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(0).array());
    final int planes = layout == Layout.PIXELS ? 1 : 3;
    final List<List<Tag>> directories = new ArrayList<>();
    long[] offsets = new long[0];
    long[] counts = new long[0];
    for (int p = 0; p < planes; p++) {
      final int before = offsets.length;
      offsets = Arrays.copyOf(offsets, before + columns() * rows());
      counts = Arrays.copyOf(counts, offsets.length);
      for (int i = before; i < offsets.length; i++) {
        final byte[] packed = packed(raw(i - before, p));
        offsets[i] = out.size();
        counts[i] = packed.length;
        out.write(packed);
      }
      if (layout == Layout.DIRECTORIES || p == planes - 1) {
        directories.add(tags(offsets, counts, description));
        offsets = new long[0];
        counts = new long[0];
      }
    }
    final byte[] whole = linked(out, directories);
    Files.write(file, whole);
  }

  private static ByteBuffer buffer(final int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] raw(final int index, final int plane) {
    final int x0 = index % columns() * tileWidth();
    final int y0 = index / columns() * tileHeight();
    final int h = tile == 0 ? Math.min(STRIP, HEIGHT - y0) : tile;
    final int channels = layout == Layout.PIXELS ? 3 : 1;
    final byte[] raw = new byte[tileWidth() * h * channels * bytes];
    for (int i = 0; i < tileWidth() * h * channels; i++) {
      final int pixel = i / channels;
      final int c = channels == 3 ? i % 3 : plane;
      final byte v = value(x0 + pixel % tileWidth(), y0 + pixel / tileWidth(), c);
      raw[i * bytes + bytes - 1] = v;
    }
    return raw;
  }

  private byte[] packed(final byte[] raw) throws IOException, FormatException {
    switch (compression) {
      case UNCOMPRESSED:
        return raw;
      case DEFLATE:
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
          deflater.write(raw);
        }
        return out.toByteArray();
      default:
        final CodecOptions options = JPEG2000CodecOptions.getDefaultOptions();
        options.width = tileWidth();
        options.height = raw.length / bytes / tileWidth() / (layout == Layout.PIXELS ? 3 : 1);
        options.channels = layout == Layout.PIXELS ? 3 : 1;
        options.bitsPerSample = 8 * bytes;
        options.littleEndian = true;
        options.interleaved = true;
        options.lossless = true;
        return compression.compress(raw, options);
    }
  }

  private List<Tag> tags(final long[] offsets, final long[] counts, final String description) {
    final int channels = layout == Layout.DIRECTORIES ? 1 : 3;
    final long[] bits = new long[channels];
    Arrays.fill(bits, 8L * bytes);
    final List<Tag> tags = new ArrayList<>();
    tags.add(new Tag(256, LONG, WIDTH));
    tags.add(new Tag(257, LONG, HEIGHT));
    tags.add(new Tag(258, SHORT, bits));
    tags.add(new Tag(259, SHORT, compression.getCode()));
    tags.add(new Tag(262, SHORT, channels == 3 ? 2 : 1));
    tags.add(new Tag(270, ASCII, (description + "\0").chars().asLongStream().toArray()));
    if (tile == 0) {
      tags.add(new Tag(273, LONG, offsets));
    }
    tags.add(new Tag(277, SHORT, channels));
    if (tile == 0) {
      tags.add(new Tag(278, LONG, STRIP));
      tags.add(new Tag(279, LONG, counts));
    }
    tags.add(new Tag(284, SHORT, layout == Layout.PLANES ? 2 : 1));
    if (tile > 0) {
      tags.add(new Tag(322, LONG, tile));
      tags.add(new Tag(323, LONG, tile));
      tags.add(new Tag(324, LONG, offsets));
      tags.add(new Tag(325, LONG, counts));
    }
    return tags;
  }

  private static byte[] linked(final ByteArrayOutputStream out, final List<List<Tag>> directories)
      throws IOException {
    final List<Integer> starts = new ArrayList<>();
    for (final List<Tag> tags : directories) {
      final ByteBuffer entries = buffer(2 + 12 * tags.size() + 4).putShort((short) tags.size());
      for (final Tag tag : tags) {
        final int size = tag.type == ASCII ? 1 : tag.type == SHORT ? 2 : 4;
        final ByteBuffer values = buffer(Math.max(4, size * tag.values.length));
        for (final long v : tag.values) {
          if (size == 1) {
            values.put((byte) v);
          } else if (size == 2) {
            values.putShort((short) v);
          } else {
            values.putInt((int) v);
          }
        }
        entries.putShort((short) tag.id).putShort((short) tag.type).putInt(tag.values.length);
        if (values.capacity() == 4) {
          entries.put(values.array());
        } else {
          entries.putInt(out.size());
          out.write(values.array());
        }
      }
      starts.add(out.size());
      out.write(entries.array());
    }
    final ByteBuffer whole = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    int link = 4;
    for (int i = 0; i < starts.size(); i++) {
      whole.putInt(link, starts.get(i));
      link = starts.get(i) + 2 + 12 * directories.get(i).size();
    }
    return whole.array();
  }
}
