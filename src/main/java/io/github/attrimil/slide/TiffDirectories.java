package io.github.attrimil.slide;

import io.github.attrimil.job.AttriMilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import loci.common.RandomAccessInputStream;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.OnDemandLongArray;
import loci.formats.tiff.TiffParser;

/**
 * The directories of a TIFF file: where its tiles and strips lie.
 *
 * @param all main directories and those under them; none for a file that is no TIFF
 */
record TiffDirectories(List<IFD> all) {

  /**
   * Reads the directories and checks that the file is as long as they say. Bio-Formats takes what
   * lies behind the end of a file for black pixels without a word, so that half a slide would look
   * like a slide.
   *
   * @param file any file
   * @return its directories
   * @throws AttriMilException when tiles or strips start behind the end of the file
   */
  static TiffDirectories read(final Path file) {
    // NDPI files above 4 GB hold only the lower half of each offset.
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".ndpi")) {
      return new TiffDirectories(List.of());
    }
    final List<IFD> all = new ArrayList<>();
    final long last;
    final long length;
    try (RandomAccessInputStream in = new RandomAccessInputStream(file.toString())) {
      final TiffParser parser = new TiffParser(in);
      if (!parser.isValidHeader()) {
        return new TiffDirectories(List.of());
      }
      final Deque<IFD> left = new ArrayDeque<>(parser.getMainIFDs());
      while (!left.isEmpty()) {
        final IFD ifd = left.remove();
        left.addAll(parser.getSubIFDs(ifd));
        parser.fillInIFD(ifd);
        load(ifd);
        all.add(ifd);
      }
      length = Files.size(file);
      last = lastStart(all);
    } catch (final IOException | FormatException | RuntimeException e) {
      // Odd directories are Bio-Formats' to read or refuse.
      return new TiffDirectories(List.of());
    }
    if (last >= length) {
      throw new AttriMilException(
          file
              + " is cut off: it has "
              + length
              + " bytes, and pixels that start at byte "
              + last
              + "; copy it again");
    }
    return new TiffDirectories(List.copyOf(all));
  }

  /** Long tables would be read from the file on demand, which by then is closed. */
  private static void load(final IFD ifd) throws FormatException {
    for (final int table :
        new int[] {
          IFD.TILE_OFFSETS, IFD.TILE_BYTE_COUNTS, IFD.STRIP_OFFSETS, IFD.STRIP_BYTE_COUNTS
        }) {
      if (ifd.getIFDValue(table) instanceof OnDemandLongArray) {
        ifd.putIFDValue(table, ifd.getIFDLongArray(table));
      }
    }
  }

  private static long lastStart(final List<IFD> all) throws FormatException {
    long last = 0;
    for (final IFD ifd : all) {
      final boolean tiled = ifd.containsKey(IFD.TILE_OFFSETS);
      final long[] starts = ifd.getIFDLongArray(tiled ? IFD.TILE_OFFSETS : IFD.STRIP_OFFSETS);
      final long[] bytes =
          ifd.getIFDLongArray(tiled ? IFD.TILE_BYTE_COUNTS : IFD.STRIP_BYTE_COUNTS);
      for (int i = 0; starts != null && bytes != null && i < starts.length; i++) {
        // Tiles without bytes are tiles of glass that a scanner left out.
        if (i < bytes.length && bytes[i] > 0) {
          last = Math.max(last, starts[i]);
        }
      }
    }
    return last;
  }

  /**
   * @param width of a level
   * @param height of a level
   * @return its tiles, where one directory alone has this size and holds JPEG tiles of 8-bit RGB
   */
  Optional<JpegTiles> jpegTiles(final int width, final int height) {
    try {
      IFD found = null;
      for (final IFD ifd : all) {
        if (ifd.getImageWidth() == width && ifd.getImageLength() == height) {
          if (found != null) {
            return Optional.empty();
          }
          found = ifd;
        }
      }
      return found == null ? Optional.empty() : JpegTiles.of(found);
    } catch (final FormatException | RuntimeException e) {
      // Bio-Formats may know what to make of it.
      return Optional.empty();
    }
  }
}
