package io.github.attrimil.bench;

import io.github.attrimil.demo.TissuePainter;
import io.github.attrimil.demo.TissueSpec;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Writes a slide of any size in seconds: a BigTIFF with OME-XML whose tiles all point to the same
 * few JPEG streams, glass or tissue, so that a reader has as much to decode as of a real slide.
 * Coarser levels, if any, are in SubIFDs. The tissue is a disc.
 */
final class GiantTiff {

  private static final int TILE = 256;
  private static final int DISTINCT = 8;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG8 = 16;
  private static final int ASCII = 2;

  private record Tag(int id, int type, long count, byte[] value) {}

  private record Stream(long offset, int bytes) {}

  private final RandomAccessFile out;
  private final int side;
  private final List<Stream> glass = new ArrayList<>();
  private final List<Stream> tissue = new ArrayList<>();

  private GiantTiff(final RandomAccessFile out, final int side) {
    this.out = out;
    this.side = side;
  }

  /**
   * @param file ends in .ome.tif
   * @param side width and height in pixels of 0.25 micrometers
   * @param downsamples of the coarser levels; none for a slide without pyramid
   */
  static void write(final Path file, final int side, final int... downsamples) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(0);
      new GiantTiff(out, side).write(downsamples);
    }
  }

  private static ByteBuffer buffer(final long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(final int... downsamples) throws IOException {
    out.write(
        buffer(16)
            .put((byte) 'I')
            .put((byte) 'I')
            .putShort((short) 43)
            .putShort((short) 8)
            .array());
    final TissuePainter painter = new TissuePainter(new TissueSpec(4096, 4096, 1, 1, 0.2, 1));
    for (int i = 0; i < DISTINCT; i++) {
      glass.add(stream(RgbImage.white(TILE, TILE), 12));
      tissue.add(
          stream(painter.paint(1600 + TILE * (i % 4), 1600 + TILE * (i / 4), TILE, TILE), 0));
    }
    final long[] sub = new long[downsamples.length];
    for (int i = 0; i < sub.length; i++) {
      sub[i] = ifd(downsamples[i], new long[0]);
    }
    final long main = ifd(1, sub);
    out.seek(8);
    out.write(buffer(8).putLong(main).array());
  }

  private Stream stream(final RgbImage image, final int darker) throws IOException {
    final byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((rgb[i] & 0xff) - darker);
    }
    final BufferedImage picture = PngFile.rgb(TILE, TILE, rgb);
    final ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, "jpg", jpeg)) {
      throw new IOException("no JPEG writer");
    }
    final long at = out.length();
    out.seek(at);
    out.write(jpeg.toByteArray());
    return new Stream(at, jpeg.size());
  }

  private long append(final ByteBuffer b) throws IOException {
    final long at = out.length() + 7 & ~7L;
    out.seek(at);
    out.write(b.array());
    return at;
  }

  private long ifd(final int downsample, final long... sub) throws IOException {
    final int size = side / downsample;
    final int across = (size + TILE - 1) / TILE;
    final ByteBuffer offsets = buffer(8L * across * across);
    final ByteBuffer counts = buffer(4L * across * across);
    for (int y = 0; y < across; y++) {
      for (int x = 0; x < across; x++) {
        final double r = Math.hypot(x + 0.5 - across / 2.0, y + 0.5 - across / 2.0);
        final List<Stream> kind = r < 0.3 * across ? tissue : glass;
        final Stream s = kind.get((x + 3 * y) % DISTINCT);
        offsets.putLong(s.offset);
        counts.putInt(s.bytes);
      }
    }
    final List<Tag> tags = new ArrayList<>();
    tags.add(number(254, LONG, downsample == 1 ? 0 : 1));
    tags.add(number(256, LONG, size));
    tags.add(number(257, LONG, size));
    tags.add(
        new Tag(
            258,
            SHORT,
            3,
            buffer(6).putShort((short) 8).putShort((short) 8).putShort((short) 8).array()));
    tags.add(number(259, SHORT, 7));
    tags.add(number(262, SHORT, 6));
    if (downsample == 1) {
      final byte[] text = (xml() + "\0").getBytes(StandardCharsets.UTF_8);
      tags.add(new Tag(270, ASCII, text.length, text));
    }
    tags.add(number(277, SHORT, 3));
    tags.add(number(284, SHORT, 1));
    tags.add(number(322, LONG, TILE));
    tags.add(number(323, LONG, TILE));
    tags.add(new Tag(324, LONG8, (long) across * across, offsets.array()));
    tags.add(new Tag(325, LONG, (long) across * across, counts.array()));
    if (sub.length > 0) {
      final ByteBuffer b = buffer(8L * sub.length);
      for (final long s : sub) {
        b.putLong(s);
      }
      tags.add(new Tag(330, LONG8, sub.length, b.array()));
    }
    tags.add(new Tag(530, SHORT, 2, buffer(4).putShort((short) 2).putShort((short) 2).array()));
    final ByteBuffer entries = buffer(8 + 20L * tags.size() + 8);
    entries.putLong(tags.size());
    for (final Tag tag : tags) {
      entries.putShort((short) tag.id).putShort((short) tag.type).putLong(tag.count);
      if (tag.value.length <= 8) {
        entries.put(tag.value).put(new byte[8 - tag.value.length]);
      } else {
        final ByteBuffer b = buffer(tag.value.length).put(tag.value);
        entries.putLong(append(b));
      }
    }
    return append(entries);
  }

  private static Tag number(final int id, final int type, final int value) {
    return new Tag(
        id,
        type,
        1,
        type == SHORT
            ? buffer(2).putShort((short) value).array()
            : buffer(4).putInt(value).array());
  }

  private String xml() {
    return """
        <?xml version="1.0" encoding="UTF-8"?><OME \
        xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels \
        ID="Pixels:0" DimensionOrder="XYCZT" Type="uint8" SizeX="%d" SizeY="%d" SizeC="3" SizeZ="1" \
        SizeT="1" Interleaved="true" PhysicalSizeX="0.25" PhysicalSizeY="0.25"><Channel \
        ID="Channel:0:0" SamplesPerPixel="3"/><TiffData IFD="0" PlaneCount="1"/></Pixels></Image></OME>"""
        .formatted(side, side);
  }
}
