package io.github.attrimil.slide.tiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;

/**
 * How a level is cut into tiles or strips, all of which the file lists.
 *
 * @param width of the level in pixels
 * @param height of the level in pixels
 * @param tileWidth of a tile in pixels; strips are as wide as the level
 * @param tileHeight of a tile in pixels
 * @param offsets where each tile starts in the file, row by row, plane by plane
 * @param counts how many bytes each tile has
 */
record TileLayout(
    int width, int height, int tileWidth, int tileHeight, long[] offsets, long[] counts) {

  /**
   * @param ifds the level's directories, of the same layout
   * @param planes how often each directory covers the level
   * @return their layout, or nothing where lists of tiles are missing or of another length
   */
  static Optional<TileLayout> of(final List<IFD> ifds, final int planes) throws FormatException {
    final IFD ifd = ifds.get(0);
    final boolean tiled = isTiled(ifd);
    final int width = Math.toIntExact(ifd.getImageWidth());
    final int height = Math.toIntExact(ifd.getImageLength());
    final long tileWidth = tiled ? ifd.getIFDLongValue(IFD.TILE_WIDTH, 0) : width;
    final long tileHeight =
        tiled
            ? ifd.getIFDLongValue(IFD.TILE_LENGTH, 0)
            : Math.min(height, ifd.getIFDLongValue(IFD.ROWS_PER_STRIP, height));
    if (tileWidth < 1
        || tileHeight < 1
        || tileWidth > Integer.MAX_VALUE
        || tileHeight > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    final long tiles =
        planes * ((width + tileWidth - 1) / tileWidth) * ((height + tileHeight - 1) / tileHeight);
    final List<long[]> offsets = new ArrayList<>();
    final List<long[]> counts = new ArrayList<>();
    for (final IFD one : ifds) {
      final long[] starts = one.getIFDLongArray(tiled ? IFD.TILE_OFFSETS : IFD.STRIP_OFFSETS);
      final long[] bytes =
          one.getIFDLongArray(tiled ? IFD.TILE_BYTE_COUNTS : IFD.STRIP_BYTE_COUNTS);
      if (starts == null || bytes == null || starts.length != tiles || bytes.length != tiles) {
        return Optional.empty();
      }
      offsets.add(starts);
      counts.add(bytes);
    }
    return Optional.of(
        new TileLayout(
            width,
            height,
            (int) tileWidth,
            (int) tileHeight,
            offsets.stream().flatMapToLong(Arrays::stream).toArray(),
            counts.stream().flatMapToLong(Arrays::stream).toArray()));
  }

  static boolean isTiled(final IFD ifd) {
    return ifd.containsKey(IFD.TILE_OFFSETS);
  }
}
