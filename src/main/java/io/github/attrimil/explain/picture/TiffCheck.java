package io.github.attrimil.explain.picture;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.tiff.TiffBounds;
import io.github.attrimil.format.tiff.TiffDirectory;
import io.github.attrimil.format.tiff.TiffEntry;
import io.github.attrimil.format.tiff.TiffFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks what a TIFF file states before ImageJ reads it. ImageJ takes each number for true: it asks
 * for as much memory, follows directories in a circle, and reads tables of millions of places one
 * by one. A map is one picture of a few megapixels, so that bounds are easily met.
 */
final class TiffCheck {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int SAMPLES = 277;

  /** A whole number of two bytes. */
  private static final int SHORT = 3;

  private static final int MOST_DIRECTORIES = 64;
  private static final int MOST_ENTRIES = 1000;

  /** Of all tables, such as the places of strips: ImageJ reads each number by itself. */
  private static final int MOST_VALUES = 1 << 18;

  private static final long MOST_PIXELS = 50_000_000;

  private final TiffFile file;
  private long tabled;

  private TiffCheck(final TiffFile file) {
    this.file = file;
  }

  /**
   * @param path a file
   * @throws AttriMilException when it is no TIFF that ImageJ may read
   */
  static void require(final Path path) {
    try (TiffFile file = TiffFile.open(path).orElseThrow(() -> new IOException("it is no TIFF"))) {
      if (file.isBig()) {
        throw new IOException("it is no TIFF that ImageJ reads");
      }
      new TiffCheck(file).directories();
    } catch (final EOFException e) {
      throw damaged(path, "it ends early", e);
    } catch (final IOException e) {
      throw damaged(path, e.getMessage(), e);
    }
  }

  /**
   * @param path a file
   * @param what is wrong with it
   * @param cause how it was found
   * @return what to throw
   */
  static AttriMilException damaged(final Path path, final String what, final Throwable cause) {
    return new AttriMilException(
        path
            + " is not a map, or it is damaged ("
            + what
            + "): give a TIFF with one gray value per pixel, preferably of 32 bits",
        cause);
  }

  private void directories() throws IOException {
    final Set<Long> seen = new HashSet<>();
    long at = file.first();
    while (at != 0) {
      if (!seen.add(at) || seen.size() > MOST_DIRECTORIES) {
        throw new IOException("its directories have no end");
      }
      final TiffDirectory directory = file.directory(at);
      check(directory);
      TiffBounds.check(file, directory);
      at = directory.next();
    }
  }

  private void check(final TiffDirectory directory) throws IOException {
    final int entries = directory.entries().size();
    if (entries == 0 || entries > MOST_ENTRIES) {
      throw new IOException("a directory of " + entries + " entries");
    }
    long width = 0;
    long height = 0;
    long samples = 1;
    for (final TiffEntry entry : directory.entries()) {
      tabled += entry.bytes() > 1 ? entry.count() : 0;
      if (tabled > MOST_VALUES
          || !entry.inside() && entry.field() + entry.count() * entry.bytes() > file.length()) {
        throw new IOException("entry " + entry.tag() + " states " + entry.count() + " values");
      }
      // ImageJ reads sizes of any other type as four bytes with a sign.
      final long number =
          entry.type() == SHORT && entry.count() == 1 ? entry.first() : (int) entry.field();
      width = entry.tag() == WIDTH ? number : width;
      height = entry.tag() == HEIGHT ? number : height;
      samples = entry.tag() == SAMPLES ? number : samples;
    }
    if (width < 1 || height < 1 || width > MOST_PIXELS / height || samples < 1 || samples > 4) {
      throw new IOException(
          "a picture of " + width + " x " + height + " pixels, " + samples + " values each");
    }
  }
}
