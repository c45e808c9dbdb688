package io.github.attrimil.slide.bioformats;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.tiff.TiledTiff;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Deflater;
import loci.formats.FormatException;
import loci.formats.codec.CodecOptions;
import loci.formats.codec.JPEGCodec;

/**
 * Cuts strips of a pyramid's levels into tiles and compresses them. Tiles of one color, as glass
 * and the inside of a map's patches are, are compressed once, and so are tiles of a map that repeat
 * the one above.
 */
final class PyramidTiles {

  private final TiledTiff tiff;
  private final int side;
  private final PyramidWriter.Compression compression;
  private final Job job;
  private final CodecOptions options = new CodecOptions();
  private final Map<Integer, TiledTiff.Place> plain = new HashMap<>();
  private final Map<Long, Kept> above = new HashMap<>();

  /** A tile and where it is. */
  private record Kept(byte[] tile, TiledTiff.Place place) {}

  /**
   * @param tiff takes the tiles
   * @param side their width and height in pixels
   * @param compression how they are stored
   * @param job asked for each strip whether to stop
   */
  PyramidTiles(
      final TiledTiff tiff,
      final int side,
      final PyramidWriter.Compression compression,
      final Job job) {
    this.tiff = tiff;
    this.side = side;
    this.compression = compression;
    this.job = job;
    options.width = side;
    options.height = side;
    options.channels = 3;
    options.bitsPerSample = 8;
    options.interleaved = true;
    options.littleEndian = true;
  }

  /**
   * Adds the next rows of a level.
   *
   * @param level index of the level
   * @param strip as many rows as tiles are high, fewer at the end
   * @throws IOException when they cannot be written
   */
  void add(final int level, final RgbImage strip) throws IOException {
    job.checkCanceled();
    for (int x = 0; x < strip.width(); x += side) {
      final int rowBytes = 3 * Math.min(side, strip.width() - x);
      // What lies outside of the level stays black.
      final byte[] tile = new byte[3 * side * side];
      for (int row = 0; row < strip.height(); row++) {
        System.arraycopy(
            strip.rgb(), 3 * (row * strip.width() + x), tile, 3 * row * side, rowBytes);
      }
      add(level, x / side, tile);
    }
  }

  private void add(final int level, final int column, final byte[] tile) throws IOException {
    if (Arrays.mismatch(tile, 0, tile.length - 3, tile, 3, tile.length) >= 0) {
      addColored(level, column, tile);
      return;
    }
    final int color = (tile[0] & 0xff) << 16 | (tile[1] & 0xff) << 8 | tile[2] & 0xff;
    final TiledTiff.Place known = plain.get(color);
    if (known == null) {
      plain.put(color, tiff.add(level, packed(tile)));
    } else {
      tiff.add(level, known);
    }
  }

  /** Patches are often higher than a tile: then it is as the one above it. */
  private void addColored(final int level, final int column, final byte[] tile) throws IOException {
    if (compression == PyramidWriter.Compression.JPEG) {
      tiff.add(level, packed(tile));
      return;
    }
    final long key = (long) level << 32 | column;
    final Kept kept = above.get(key);
    if (kept != null && Arrays.equals(kept.tile, tile)) {
      tiff.add(level, kept.place);
    } else {
      above.put(key, new Kept(tile, tiff.add(level, packed(tile))));
    }
  }

  private byte[] packed(final byte[] tile) throws IOException {
    if (compression == PyramidWriter.Compression.JPEG) {
      try {
        return new JPEGCodec().compress(tile, options);
      } catch (final FormatException e) {
        throw new IOException(AttriMilException.oneLine(e), e);
      }
    }
    final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(tile);
      deflater.finish();
      byte[] packed = new byte[1 << 14];
      int n = 0;
      while (!deflater.finished()) {
        packed = n == packed.length ? Arrays.copyOf(packed, 2 * n) : packed;
        n += deflater.deflate(packed, n, packed.length - n);
      }
      return Arrays.copyOf(packed, n);
    } finally {
      deflater.end();
    }
  }
}
