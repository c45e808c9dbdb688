package io.github.attrimil.format.tiff;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Memory;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * Checks that the strips or tiles of a directory can be in the file and in memory. Readers reserve
 * what is stated before they read: for the stored bytes of a tile, and for its pixels.
 */
public final class TiffBounds {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int SAMPLES = 277;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANES = 284;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_BYTES = 325;

  /** Of a file of Hamamatsu: a level is one JPEG picture, of which Bio-Formats reads parts. */
  private static final int NDPI = 65420;

  private static final int UNCOMPRESSED = 1;
  private static final int SEPARATE = 2;

  /** LZW, Deflate by both its numbers, and PackBits. */
  private static final Set<Long> BOUNDED = Set.of(5L, 8L, 32946L, 32773L);

  /**
   * No byte of {@link #BOUNDED} gives more: one of Deflate 1032 at most, and 12 bits of LZW a text
   * of less than 4096.
   */
  private static final long MOST_OF_A_BYTE = 4096;

  /** Uncompressed colors may share values: two of three channels of four pixels one each. */
  private static final long MOST_SHARED = 4;

  /** A reader holds the pixels of a tile twice, decoded and put in order. */
  private static final int COPIES = 2;

  private TiffBounds() {}

  /**
   * @param file a file
   * @param directory one of its directories
   * @throws EOFException when the file ends within a table of the directory
   * @throws IOException saying what cannot be in the file
   * @throws AttriMilException when the pixels of a tile do not fit into memory
   */
  public static void check(final TiffFile file, final TiffDirectory directory) throws IOException {
    check(file, directory, Runtime.getRuntime().maxMemory());
  }

  /** The same, with so many bytes of memory. */
  static void check(final TiffFile file, final TiffDirectory directory, final long memory)
      throws IOException {
    final boolean tiled = directory.find(TILE_BYTES).isPresent();
    final TiffEntry bytes =
        directory.find(TILE_BYTES).or(() -> directory.find(STRIP_BYTES)).orElse(null);
    if (bytes == null) {
      return;
    }
    final long[] most = new long[1];
    file.values(bytes, n -> most[0] = Math.max(most[0], n < 0 ? Long.MAX_VALUE : n));
    final String what = tiled ? "tile" : "strip";
    if (most[0] > file.length()) {
      throw new IOException(
          "a "
              + what
              + " states "
              + Memory.text(most[0])
              + ", and the file has "
              + Memory.text(file.length()));
    }
    final double pixels = pixelBytes(file, directory, tiled);
    final long compression = directory.number(COMPRESSION, UNCOMPRESSED);
    final double stored =
        compression == UNCOMPRESSED
            ? MOST_SHARED * (double) file.length()
            : BOUNDED.contains(compression)
                ? MOST_OF_A_BYTE * (double) most[0]
                : Double.POSITIVE_INFINITY;
    if (most[0] > 0 && pixels > stored) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "a %s states pixels of %s, and the file has only %s for them",
              what,
              Memory.text(pixels),
              Memory.text(most[0])));
    }
    final boolean inParts =
        !tiled && compression == UNCOMPRESSED || directory.find(NDPI).isPresent();
    if (!inParts && COPIES * pixels > memory) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "%s cannot be read: the pixels of a single %s take %s, and Java may use %s; give"
                  + " Java more memory (-Xmx), or save the file with tiles of 512 x 512 pixels",
              file.path(),
              what,
              Memory.text(COPIES * pixels),
              Memory.text(memory)));
    }
  }

  /** Bytes of the pixels of a tile, or of a strip that is not the last one. */
  private static double pixelBytes(
      final TiffFile file, final TiffDirectory directory, final boolean tiled) throws IOException {
    final long height = directory.number(HEIGHT, 0);
    final double pixels =
        tiled
            ? (double) directory.number(TILE_WIDTH, 0) * directory.number(TILE_HEIGHT, 0)
            : (double) directory.number(WIDTH, 0)
                * Math.min(height, directory.number(ROWS_PER_STRIP, height));
    final long[] bits = {1};
    final TiffEntry each = directory.find(BITS).orElse(null);
    if (each != null) {
      file.values(each, n -> bits[0] = Math.max(bits[0], n));
    }
    final long samples = directory.number(PLANES, 1) == SEPARATE ? 1 : directory.number(SAMPLES, 1);
    return pixels * samples * bits[0] / Byte.SIZE;
  }
}
