package io.github.attrimil.slide.bioformats;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Damage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.LevelTiles;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.tiff.TiffDirectories;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import loci.formats.ClassList;
import loci.formats.FormatException;
import loci.formats.IFormatReader;
import loci.formats.ImageReader;

/**
 * Reads one slide file through Bio-Formats, and its tiles without where both agree. Bio-Formats is
 * opened when it is first needed.
 */
public final class BioFormatsReader implements SlideReader {

  /** A damaged tile proves nothing; after four of them the level is left to Bio-Formats. */
  private static final int TRIALS = 4;

  private final BioFormatsSlide slide;
  private final Path file;
  private ImageReader reader;
  private RandomAccessFile bytes;
  private JpegDecoder decoder;

  /**
   * @param slide what is read
   * @param file its file
   */
  BioFormatsReader(final BioFormatsSlide slide, final Path file) {
    this.slide = slide;
    this.file = file;
    checkReadable(file);
  }

  private static void checkReadable(final Path file) {
    if (!Files.isReadable(file)) {
      throw new AttriMilException(file + " does not exist or is not readable");
    }
  }

  /**
   * Opens a file.
   *
   * @param reader a new reader
   * @param file the file
   */
  static void open(final ImageReader reader, final Path file) {
    checkReadable(file);
    reader.setFlattenedResolutions(false);
    reader.setGroupFiles(true);
    try (XmlGuard guard = XmlGuard.begin()) {
      reader.setId(file.toString());
    } catch (final Exception | Error e) {
      throw unreadable(file, Damage.of(e));
    }
  }

  static AttriMilException unreadable(final Path file, final Throwable e) {
    if (file.toFile().length() == 0) {
      return new AttriMilException(file + " is empty; copy it again", e);
    }
    return new AttriMilException(
        file
            + " cannot be read as a slide ("
            + why(file, e)
            + "); check that it is complete and in a format that Bio-Formats reads",
        e);
  }

  /** What a reader found wrong, without the names of classes and the file's once more. */
  private static String why(final Path file, final Throwable e) {
    final String words =
        AttriMilException.oneLine(e)
            .replaceAll("\\b(?:\\w+\\.)*\\w+(?:Exception|Error)\\b:? ?", "")
            .replace(": " + file, "")
            .replaceFirst("^no pixels: ", "")
            .strip();
    return words.isEmpty() || words.startsWith("Cannot invoke") ? "it is damaged" : words;
  }

  static void close(final IFormatReader reader) {
    try {
      reader.close();
    } catch (final Exception e) {
      // Nothing was written; a reader that cannot close loses nothing.
      return;
    }
  }

  /**
   * The tiles of the level a reader is at, if decoding them gives what the reader gives.
   *
   * @param reader at a series and resolution
   * @param file its file
   * @param directories of the file
   * @return the tiles, or nothing where they are to be left to the reader
   */
  static Optional<LevelTiles> ownTiles(
      final IFormatReader reader, final Path file, final TiffDirectories directories) {
    final Optional<LevelTiles> found = directories.tiles(reader.getSizeX(), reader.getSizeY());
    if (found.isEmpty()) {
      return found;
    }
    final LevelTiles tiles = found.get();
    boolean agreed = false;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r");
        JpegDecoder decoder = new JpegDecoder()) {
      for (final int[] at : tiles.richest(TRIALS)) {
        final Optional<RgbImage> ours = tried(tiles, in, decoder, at);
        if (ours.isPresent()) {
          final RgbImage image = ours.get();
          final RgbImage theirs = RgbImage.white(image.width(), image.height());
          read(reader, at[0] * tiles.tileWidth(), at[1] * tiles.tileHeight(), theirs, 0, 0);
          agreed = Arrays.equals(image.rgb(), theirs.rgb());
          // Blank tiles agree whatever the order of bytes.
          if (!agreed || !isBlank(image)) {
            break;
          }
        }
      }
    } catch (final Exception | Error e) {
      // Then neither is Bio-Formats sure.
      Damage.of(e);
      return Optional.empty();
    }
    return agreed ? found : Optional.empty();
  }

  private static boolean isBlank(final RgbImage image) {
    final byte[] rgb = image.rgb();
    for (int i = 1; i < rgb.length; i++) {
      if (rgb[i] != rgb[0]) {
        return false;
      }
    }
    return true;
  }

  private static Optional<RgbImage> tried(
      final LevelTiles tiles,
      final RandomAccessFile in,
      final JpegDecoder decoder,
      final int[] at) {
    try {
      return Optional.of(tiles.tile(in, decoder, at[0], at[1]));
    } catch (final IOException e) {
      return Optional.empty();
    }
  }

  /** Fills an image from (left, top) on with what the level has from (x, y) on. */
  private static void read(
      final IFormatReader reader,
      final int x,
      final int y,
      final RgbImage out,
      final int left,
      final int top)
      throws FormatException, IOException {
    final int w = Math.min(out.width() - left, reader.getSizeX() - x);
    final int h = Math.min(out.height() - top, reader.getSizeY() - y);
    final PlanarPixels pixels = new PlanarPixels(reader, w, h);
    if (reader.getRGBChannelCount() >= 3) {
      final byte[] plane = reader.openBytes(0, x, y, w, h);
      for (int c = 0; c < 3; c++) {
        pixels.copy(plane, c, out, left, top, c);
      }
    } else {
      for (int c = 0; c < 3; c++) {
        final byte[] plane = reader.openBytes(reader.getIndex(0, c, 0), x, y, w, h);
        pixels.copy(plane, 0, out, left, top, c);
      }
    }
  }

  private ImageReader at(final int level) {
    if (reader == null) {
      // The kind of the file is known: a hundred others need not be asked again.
      final ClassList<IFormatReader> kinds = new ClassList<>(IFormatReader.class);
      kinds.addClass(slide.kind());
      final ImageReader opened = new ImageReader(kinds);
      try {
        open(opened, file);
      } catch (final AttriMilException e) {
        close(opened);
        throw e;
      }
      reader = opened;
      reader.setSeries(slide.series());
    }
    reader.setResolution(level);
    return reader;
  }

  @Override
  public RgbImage read(
      final int level, final int x, final int y, final int width, final int height) {
    final Level size = slide.levels().get(level);
    final int x0 = Math.max(x, 0);
    final int y0 = Math.max(y, 0);
    final int x1 = (int) Math.min((long) x + width, size.width());
    final int y1 = (int) Math.min((long) y + height, size.height());
    if (x0 >= x1 || y0 >= y1) {
      return RgbImage.white(width, height);
    }
    final Optional<LevelTiles> own = slide.ownTiles(level);
    try {
      if (own.isPresent()) {
        return read(own.get(), x, y, width, height);
      }
      if (slide.places(level).isPresent()) {
        slide.places(level).get().check(x0, y0, x1, y1);
      }
      final RgbImage out = RgbImage.white(width, height);
      read(at(level), x0, y0, out, x0 - x, y0 - y);
      return out;
    } catch (final AttriMilException e) {
      throw e;
    } catch (final Exception | Error e) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "%s: the pixels at level %d, x %d, y %d (%d x %d) cannot be decoded (%s)",
              file,
              level,
              x,
              y,
              width,
              height,
              AttriMilException.oneLine(Damage.of(e))),
          e);
    }
  }

  private RgbImage read(
      final LevelTiles tiles, final int x, final int y, final int width, final int height)
      throws IOException {
    if (bytes == null) {
      bytes = new RandomAccessFile(file.toFile(), "r");
      decoder = new JpegDecoder();
    }
    final int tileWidth = tiles.tileWidth();
    final int tileHeight = tiles.tileHeight();
    final int lastX = Math.min(x + width, tiles.width());
    final int lastY = Math.min(y + height, tiles.height());
    RgbImage out = null;
    for (int row = Math.max(y, 0) / tileHeight; row * tileHeight < lastY; row++) {
      for (int column = Math.max(x, 0) / tileWidth; column * tileWidth < lastX; column++) {
        final RgbImage tile = tiles.tile(bytes, decoder, column, row);
        final int left = column * tileWidth - x;
        final int top = row * tileHeight - y;
        if (left == 0 && top == 0 && tile.width() == width && tile.height() == height) {
          return tile;
        }
        out = out == null ? RgbImage.white(width, height) : out;
        tile.copyTo(out, left, top);
      }
    }
    return out;
  }

  @Override
  public int tileWidth(final int level) {
    return slide
        .ownTiles(level)
        .map(LevelTiles::tileWidth)
        .orElseGet(() -> Math.max(1, at(level).getOptimalTileWidth()));
  }

  @Override
  public int tileHeight(final int level) {
    return slide
        .ownTiles(level)
        .map(LevelTiles::tileHeight)
        .orElseGet(() -> Math.max(1, at(level).getOptimalTileHeight()));
  }

  @Override
  public void close() {
    if (reader != null) {
      close(reader);
    }
    if (bytes != null) {
      decoder.close();
      try {
        bytes.close();
      } catch (final IOException e) {
        // It was only read.
        return;
      }
    }
  }
}
