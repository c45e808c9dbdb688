package io.github.attrimil.slide.tiff;

import java.io.EOFException;
import java.util.Optional;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;

/**
 * Where the tiles of a level lie in a TIFF file.
 *
 * @param columns of tiles
 * @param tileWidth in pixels
 * @param tileHeight in pixels
 * @param offsets where each tile starts, row by row
 * @param counts how many bytes each has; 0 for one that is missing
 * @param length of the file in bytes
 */
public record TilePlaces(
    int columns, long tileWidth, long tileHeight, long[] offsets, long[] counts, long length) {

  static Optional<TilePlaces> of(final IFD ifd, final long length) throws FormatException {
    final boolean tiled = ifd.containsKey(IFD.TILE_OFFSETS);
    final long[] offsets = ifd.getIFDLongArray(tiled ? IFD.TILE_OFFSETS : IFD.STRIP_OFFSETS);
    final long[] counts = ifd.getIFDLongArray(tiled ? IFD.TILE_BYTE_COUNTS : IFD.STRIP_BYTE_COUNTS);
    final long width = tiled ? ifd.getIFDLongValue(IFD.TILE_WIDTH, 0) : ifd.getImageWidth();
    final long height =
        tiled
            ? ifd.getIFDLongValue(IFD.TILE_LENGTH, 0)
            : ifd.getIFDLongValue(IFD.ROWS_PER_STRIP, ifd.getImageLength());
    if (offsets == null
        || counts == null
        || offsets.length != counts.length
        || width < 1
        || height < 1) {
      return Optional.empty();
    }
    final int columns = (int) ((ifd.getImageWidth() + width - 1) / width);
    return Optional.of(new TilePlaces(columns, width, height, offsets, counts, length));
  }

  /**
   * @return how many tiles have bytes
   */
  int stored() {
    int n = 0;
    for (final long count : counts) {
      n += count > 0 ? 1 : 0;
    }
    return n;
  }

  /**
   * @return how many of them start behind the end of the file
   */
  int behind() {
    int n = 0;
    for (int i = 0; i < counts.length; i++) {
      n += counts[i] > 0 && offsets[i] >= length ? 1 : 0;
    }
    return n;
  }

  /**
   * @return whether a tile starts within the file and ends behind it, as the last one of a file
   *     that was cut off
   */
  boolean reachesOver() {
    for (int i = 0; i < counts.length; i++) {
      if (offsets[i] < length && offsets[i] + counts[i] > length) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks that all tiles of a rectangle start within the file.
   *
   * @param x0 left edge in pixels
   * @param y0 top edge
   * @param x1 behind the right edge
   * @param y1 behind the lower edge
   * @throws EOFException when one is not
   */
  public void check(final int x0, final int y0, final int x1, final int y1) throws EOFException {
    for (long row = y0 / tileHeight; row * tileHeight < y1; row++) {
      for (long column = x0 / tileWidth; column * tileWidth < x1; column++) {
        final long i = row * columns + column;
        if (i < offsets.length
            && counts[(int) i] > 0
            && (offsets[(int) i] < 0 || offsets[(int) i] >= length)) {
          throw new EOFException("tile " + i + " is beyond the end of the file");
        }
      }
    }
  }
}
