package io.github.attrimil.slide.tiff;

import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.image.RgbImage;
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
 * @param layout how the level is cut
 * @param tables what all tiles share, put before each; may be empty
 */
record JpegTiles(TileLayout layout, byte[] tables) implements ListedTiles {

  private static final int LARGEST_SIDE = 4096;

  /** A JPEG picture is smaller than its pixels; more is a wrong directory. */
  private static final long MOST_BYTES = 3L * LARGEST_SIDE * LARGEST_SIDE;

  /** Markers that begin and end a picture. */
  private static final int MARKER = 2;

  static Optional<JpegTiles> of(final IFD ifd) throws FormatException {
    final PhotoInterp colors = ifd.getPhotometricInterpretation();
    if (ifd.getCompression() != TiffCompression.JPEG
        || !TileLayout.isTiled(ifd)
        || ifd.getSamplesPerPixel() != 3
        || ifd.getPlanarConfiguration() != 1
        || ifd.getBitsPerSample()[0] != 8
        || colors != PhotoInterp.RGB && colors != PhotoInterp.Y_CB_CR
        || !(ifd.getIFDValue(IFD.JPEG_TABLES) instanceof byte[]
            || !ifd.containsKey(IFD.JPEG_TABLES))) {
      return Optional.empty();
    }
    final byte[] tables = (byte[]) ifd.getIFDValue(IFD.JPEG_TABLES);
    final byte[] shared = tables == null || tables.length < 2 * MARKER ? new byte[0] : tables;
    return TileLayout.of(List.of(ifd), 1)
        .filter(l -> l.tileWidth() <= LARGEST_SIDE && l.tileHeight() <= LARGEST_SIDE)
        .map(l -> new JpegTiles(l, shared));
  }

  @Override
  public RgbImage tile(
      final RandomAccessFile in, final JpegDecoder decoder, final int column, final int row)
      throws IOException {
    final int index = row * columns() + column;
    final int w = Math.min(tileWidth(), width() - column * tileWidth());
    final int h = Math.min(tileHeight(), height() - row * tileHeight());
    final long bytes = layout.counts()[index];
    if (bytes == 0) {
      // Glass that the scanner did not store.
      return RgbImage.white(w, h);
    }
    if (bytes < 2 * MARKER || bytes > MOST_BYTES) {
      throw new EOFException("a tile of " + bytes + " bytes");
    }
    final int shared = Math.max(tables.length - MARKER, 0);
    final int skipped = shared == 0 ? 0 : MARKER;
    final byte[] jpeg = new byte[shared + (int) bytes - skipped];
    System.arraycopy(tables, 0, jpeg, 0, shared);
    in.seek(layout.offsets()[index] + skipped);
    in.readFully(jpeg, shared, jpeg.length - shared);
    return decoder.decode(jpeg, tileWidth(), tileHeight(), w, h);
  }
}
