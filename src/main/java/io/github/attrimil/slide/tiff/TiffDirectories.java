package io.github.attrimil.slide.tiff;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.slide.LevelTiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import loci.common.RandomAccessInputStream;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.OnDemandLongArray;
import loci.formats.tiff.TiffParser;
import loci.formats.tiff.TiffRational;

/**
 * The directories of a TIFF file: where its tiles and strips lie.
 *
 * @param all main directories and those under them; none for a file that is no TIFF
 * @param length of the file in bytes
 */
public record TiffDirectories(List<IFD> all, long length) {

  private static final TiffDirectories NONE = new TiffDirectories(List.of(), 0);

  /** Maximum tiles after the end of the file that count as damage to single tiles. */
  private static final int FEW = 3;

  /** Bytes that offsets of four bytes reach. */
  private static final long LONGEST_CLASSIC = 0xffff_ffffL;

  private static final int COLORS = 3;

  /** Of a header, in BigTIFF. */
  private static final int SHORTEST = 16;

  /** TIFF 6.0, ResolutionUnit. */
  private static final int UNIT_NONE = 1;

  private static final int UNIT_INCH = 2;

  /**
   * Reads the directories and checks that the file is as long as they state. Bio-Formats takes what
   * lies behind the end of a file for black pixels without a word, so that half a slide would look
   * like a slide. A few wrong places are no cut: these tiles fail one by one.
   *
   * @param file any file
   * @return its directories
   * @throws AttriMilException when the file was cut off or {@link TiffChain} refuses it
   */
  public static TiffDirectories read(final Path file) {
    // NDPI files above 4 GB hold only the lower half of each offset.
    final boolean ndpi = file.toString().toLowerCase(Locale.ROOT).endsWith(".ndpi");
    if (!ndpi || file.toFile().length() <= LONGEST_CLASSIC) {
      TiffChain.check(file);
    }
    if (ndpi) {
      return NONE;
    }
    final List<IFD> all = new ArrayList<>();
    final long length;
    final boolean cut;
    try (RandomAccessInputStream in = new RandomAccessInputStream(file.toString())) {
      final TiffParser parser = new TiffParser(in);
      if (!parser.isValidHeader()) {
        return NONE;
      }
      length = Files.size(file);
      // Many programs write the directories last.
      if (length > SHORTEST && parser.getFirstOffset() >= length) {
        throw truncated(file, length, "a table of contents that starts");
      }
      final Deque<IFD> left = new ArrayDeque<>(parser.getMainIFDs());
      while (!left.isEmpty()) {
        final IFD ifd = left.remove();
        left.addAll(parser.getSubIFDs(ifd));
        parser.fillInIFD(ifd);
        load(ifd);
        all.add(ifd);
      }
      cut = isCut(all, length);
    } catch (final AttriMilException e) {
      throw e;
    } catch (final IOException | FormatException | RuntimeException e) {
      // Odd directories are Bio-Formats' to read or refuse.
      return NONE;
    }
    if (cut) {
      throw truncated(file, length, "pixels that start");
    }
    return new TiffDirectories(List.copyOf(all), length);
  }

  private static AttriMilException truncated(
      final Path file, final long length, final String what) {
    return new AttriMilException(
        file
            + " is truncated: it has "
            + length
            + " bytes, and "
            + what
            + " after its end; copy it again");
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

  private static boolean isCut(final List<IFD> all, final long length) throws FormatException {
    for (final IFD ifd : all) {
      final Optional<TilePlaces> places = TilePlaces.of(ifd, length);
      if (places.isPresent()) {
        final int tiles = places.get().stored();
        final int behind = places.get().behind();
        if (2 * behind > tiles
            || behind > Math.max(FEW, tiles / 100) && places.get().reachesOver()) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether what a reader takes for the size of a pixel is a resolution without a unit: such a
   * number says how wide pixels are compared with their height, and nothing of micrometers.
   *
   * @param micrometers the size of a pixel along x that a reader reports
   * @return whether the first directory has a resolution of no unit that gives this number
   */
  public boolean isUnitless(final double micrometers) {
    try {
      return !all.isEmpty()
          && all.get(0).getIFDIntValue(IFD.RESOLUTION_UNIT, UNIT_INCH) == UNIT_NONE
          && all.get(0).getIFDValue(IFD.X_RESOLUTION) instanceof TiffRational resolution
          && Math.abs(micrometers * resolution.doubleValue() - 1) < 1e-6;
    } catch (final FormatException | RuntimeException e) {
      return false;
    }
  }

  private List<IFD> ofSize(final int width, final int height) throws FormatException {
    final List<IFD> found = new ArrayList<>();
    for (final IFD ifd : all) {
      if (ifd.getImageWidth() == width && ifd.getImageLength() == height) {
        found.add(ifd);
      }
    }
    return found;
  }

  /**
   * @param width of a level
   * @param height of a level
   * @return where its tiles lie, where one directory alone has this size
   */
  public Optional<TilePlaces> places(final int width, final int height) {
    try {
      final List<IFD> found = ofSize(width, height);
      return found.size() == 1 ? TilePlaces.of(found.get(0), length) : Optional.empty();
    } catch (final FormatException | RuntimeException e) {
      // Bio-Formats may be able to read it.
      return Optional.empty();
    }
  }

  /**
   * @param width of a level
   * @param height of a level
   * @return its tiles, where one directory alone has this size, or three one color each, and they
   *     are read here
   */
  public Optional<LevelTiles> tiles(final int width, final int height) {
    try {
      final List<IFD> found = ofSize(width, height);
      if (found.size() == COLORS) {
        return PackedTiles.of(found).map(Function.identity());
      }
      if (found.size() != 1) {
        return Optional.empty();
      }
      final IFD ifd = found.get(0);
      final Optional<JpegTiles> jpeg = JpegTiles.of(ifd);
      if (jpeg.isPresent()) {
        return Optional.of(jpeg.get());
      }
      final Optional<RawRows> rows = RawRows.of(ifd);
      if (rows.isPresent()) {
        return Optional.of(rows.get());
      }
      return PackedTiles.of(ifd).map(Function.identity());
    } catch (final FormatException | RuntimeException e) {
      // Bio-Formats may be able to read it.
      return Optional.empty();
    }
  }
}
