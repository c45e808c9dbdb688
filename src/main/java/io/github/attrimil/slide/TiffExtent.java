package io.github.attrimil.slide;

import io.github.attrimil.job.AttriMilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import loci.common.RandomAccessInputStream;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.TiffParser;

/**
 * Whether a TIFF file is as long as its own directories say. Bio-Formats takes what lies behind the
 * end of a file for black pixels without a word, so that half a slide would look like a slide.
 */
final class TiffExtent {

  private TiffExtent() {}

  /**
   * @param file any file; what is no TIFF passes
   * @throws AttriMilException when tiles or strips start behind the end of the file
   */
  static void check(final Path file) {
    // NDPI files above 4 GB hold only the lower half of each offset.
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".ndpi")) {
      return;
    }
    final long last;
    final long length;
    try (RandomAccessInputStream in = new RandomAccessInputStream(file.toString())) {
      final TiffParser parser = new TiffParser(in);
      if (!parser.isValidHeader()) {
        return;
      }
      length = Files.size(file);
      last = lastStart(parser);
    } catch (final IOException | FormatException | RuntimeException e) {
      // Odd directories are Bio-Formats' to read or refuse.
      return;
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
  }

  private static long lastStart(final TiffParser parser) throws IOException, FormatException {
    final Deque<IFD> left = new ArrayDeque<>(parser.getMainIFDs());
    long last = 0;
    while (!left.isEmpty()) {
      final IFD ifd = left.remove();
      left.addAll(parser.getSubIFDs(ifd));
      parser.fillInIFD(ifd);
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
}
