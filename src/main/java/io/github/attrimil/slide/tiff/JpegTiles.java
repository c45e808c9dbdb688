package io.github.attrimil.slide.tiff;

import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.LevelTiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.Optional;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.PhotoInterp;
import loci.formats.tiff.TiffCompression;

/**
 * A level of a TIFF file whose tiles are JPEG pictures of 8-bit RGB. Why not by Bio-Formats'
 * reader: it takes three times as long, because it sorts every byte of a tile by channel and back;
 * and it turns damage within a tile into wrong pixels without an error ({@code OwnDecodersTest}).
 *
 * @param width of the level in pixels
 * @param height of the level in pixels
 * @param tileWidth of a tile in pixels
 * @param tileHeight of a tile in pixels
 * @param offsets where each tile starts in the file, row by row
 * @param counts how many bytes each tile has
 * @param tables what all tiles share, put before each; may be empty
 */
record JpegTiles(
    int width,
    int height,
    int tileWidth,
    int tileHeight,
    long[] offsets,
    long[] counts,
    byte[] tables)
    implements LevelTiles {

  private static final int LARGEST_SIDE = 4096;

  /** A JPEG picture is smaller than its pixels; more is a wrong directory. */
  private static final long MOST_BYTES = 3L * LARGEST_SIDE * LARGEST_SIDE;

  /** Markers that begin and end a picture. */
  private static final int MARKER = 2;

  static Optional<JpegTiles> of(final IFD ifd) throws FormatException {
    final long tileWidth = ifd.getIFDLongValue(IFD.TILE_WIDTH, 0);
    final long tileHeight = ifd.getIFDLongValue(IFD.TILE_LENGTH, 0);
    final PhotoInterp colours = ifd.getPhotometricInterpretation();
    if (ifd.getCompression() != TiffCompression.JPEG
        || tileWidth < 1
        || tileHeight < 1
        || tileWidth > LARGEST_SIDE
        || tileHeight > LARGEST_SIDE
        || ifd.getSamplesPerPixel() != 3
        || ifd.getPlanarConfiguration() != 1
        || ifd.getBitsPerSample()[0] != 8
        || colours != PhotoInterp.RGB && colours != PhotoInterp.Y_CB_CR) {
      return Optional.empty();
    }
    final long[] offsets = ifd.getIFDLongArray(IFD.TILE_OFFSETS);
    final long[] counts = ifd.getIFDLongArray(IFD.TILE_BYTE_COUNTS);
    final int width = Math.toIntExact(ifd.getImageWidth());
    final int height = Math.toIntExact(ifd.getImageLength());
    final long tiles =
        ((width + tileWidth - 1) / tileWidth) * ((height + tileHeight - 1) / tileHeight);
    if (offsets == null
        || counts == null
        || offsets.length != tiles
        || counts.length != tiles
        || !(ifd.getIFDValue(IFD.JPEG_TABLES) instanceof byte[]
            || !ifd.containsKey(IFD.JPEG_TABLES))) {
      return Optional.empty();
    }
    final byte[] tables = (byte[]) ifd.getIFDValue(IFD.JPEG_TABLES);
    return Optional.of(
        new JpegTiles(
            width,
            height,
            (int) tileWidth,
            (int) tileHeight,
            offsets,
            counts,
            tables == null || tables.length < 2 * MARKER ? new byte[0] : tables));
  }

  @Override
  public List<int[]> richest(final int most) {
    return largest(counts, most);
  }

  @Override
  public RgbImage tile(
      final RandomAccessFile in, final JpegDecoder decoder, final int column, final int row)
      throws IOException {
    final int index = row * columns() + column;
    final int w = Math.min(tileWidth, width - column * tileWidth);
    final int h = Math.min(tileHeight, height - row * tileHeight);
    if (counts[index] == 0) {
      // Glass that the scanner left out.
      return RgbImage.white(w, h);
    }
    if (counts[index] < 2 * MARKER || counts[index] > MOST_BYTES) {
      throw new EOFException("a tile of " + counts[index] + " bytes");
    }
    final int shared = Math.max(tables.length - MARKER, 0);
    final int skipped = shared == 0 ? 0 : MARKER;
    final byte[] jpeg = new byte[shared + (int) counts[index] - skipped];
    System.arraycopy(tables, 0, jpeg, 0, shared);
    in.seek(offsets[index] + skipped);
    in.readFully(jpeg, shared, jpeg.length - shared);
    return decoder.decode(jpeg, tileWidth, tileHeight, w, h);
  }
}
