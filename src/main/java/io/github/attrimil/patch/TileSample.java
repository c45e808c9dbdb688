package io.github.attrimil.patch;

import io.github.attrimil.job.Job;
import io.github.attrimil.job.Progress;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.RgbImage;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import java.util.Locale;

/**
 * A picture of a level too large to be read whole: of each square of tiles the middle one is read,
 * and the colours between the means of those are interpolated. Borders of tissue in it are good to
 * about half a square, and lie rather outside than inside.
 */
final class TileSample {

  /** Reading a level whole takes about a minute for so many pixels. */
  private static final double MOST_READ = 2.5e9;

  /**
   * About a minute's reads. Each costs several milliseconds where a file has so many tiles, because
   * Bio-Formats reads all their places anew each time.
   */
  private static final double MOST_TILES = 8000;

  /** Tiles larger than that are strips of whole rows, which leave no gaps to look into. */
  private static final int LARGEST_TILE = 2048;

  private final Level level;
  private final int spacingX;
  private final int spacingY;
  private final RgbImage means;

  private TileSample(
      final Level level, final int spacingX, final int spacingY, final RgbImage means) {
    this.level = level;
    this.spacingX = spacingX;
    this.spacingY = spacingY;
    this.means = means;
  }

  /**
   * @param reader a reader
   * @param index a level
   * @param level its size
   * @return of how many tiles one is read, along each axis; 1 when all are
   */
  static int every(final SlideReader reader, final int index, final Level level) {
    final double width = reader.tileWidth(index);
    final double height = reader.tileHeight(index);
    final double pixels = (double) level.width() * level.height();
    return pixels <= MOST_READ || Math.max(width, height) > LARGEST_TILE
        ? 1
        : (int) Math.ceil(Math.sqrt(pixels / (width * height) / MOST_TILES));
  }

  static TileSample read(
      final Slide slide,
      final SlideReader reader,
      final int index,
      final int every,
      final Job job) {
    final Level level = slide.levels().get(index);
    final int tileWidth = reader.tileWidth(index);
    final int tileHeight = reader.tileHeight(index);
    final int spacingX = every * tileWidth;
    final int spacingY = every * tileHeight;
    job.warn(
        String.format(
            Locale.ROOT,
            "%s has no coarser level than %d x %d pixels: one of %d tiles was read, and borders of"
                + " tissue are good to about %d pixels; convert it to a pyramid to have them exact",
            slide.id(),
            level.width(),
            level.height(),
            every * every,
            spacingX / 2));
    final int columns = (level.width() + spacingX - 1) / spacingX;
    final int rows = (level.height() + spacingY - 1) / spacingY;
    final byte[] rgb = new byte[3 * columns * rows];
    final Progress progress = job.progress("tissue " + slide.id(), "tiles", (long) columns * rows);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        final int x = middle(column, spacingX, tileWidth, level.width());
        final int y = middle(row, spacingY, tileHeight, level.height());
        final RgbImage tile =
            reader.read(
                index,
                x,
                y,
                Math.min(tileWidth, level.width() - x),
                Math.min(tileHeight, level.height() - y));
        mean(tile, rgb, 3 * (row * columns + column));
        progress.add(1);
      }
    }
    return new TileSample(level, spacingX, spacingY, new RgbImage(columns, rows, rgb));
  }

  /** The first pixel of the middle tile of a square, which the level's edge may cut off. */
  private static int middle(final int square, final int spacing, final int tile, final int length) {
    final int last = (length - 1) / tile * tile;
    return Math.min(last, square * spacing + spacing / tile / 2 * tile);
  }

  private static void mean(final RgbImage tile, final byte[] rgb, final int at) {
    final long[] sums = new long[3];
    final int n = tile.width() * tile.height();
    for (int i = 0; i < 3 * n; i++) {
      sums[i % 3] += tile.rgb()[i] & 0xff;
    }
    for (int c = 0; c < 3; c++) {
      rgb[at + c] = (byte) ((sums[c] + n / 2) / n);
    }
  }

  /**
   * @param y a row of the level made smaller
   * @param width of the level made smaller
   * @param factor by how much
   * @return width x 1 pixels
   */
  RgbImage row(final int y, final int width, final int factor) {
    final byte[] out = new byte[3 * width];
    final double v = place(Math.min((y + 0.5) * factor, level.height()), spacingY, means.height());
    for (int x = 0; x < width; x++) {
      final double u = place(Math.min((x + 0.5) * factor, level.width()), spacingX, means.width());
      for (int c = 0; c < 3; c++) {
        final double upper = mix(u, (int) v, c);
        final double lower = mix(u, Math.min((int) v + 1, means.height() - 1), c);
        out[3 * x + c] = (byte) Math.round(upper + (v - (int) v) * (lower - upper));
      }
    }
    return new RgbImage(width, 1, out);
  }

  /** Where a pixel lies between the middles of squares. */
  private static double place(final double at, final int spacing, final int count) {
    return Math.max(0, Math.min(count - 1, at / spacing - 0.5));
  }

  private double mix(final double u, final int row, final int c) {
    final int column = (int) u;
    final int next = Math.min(column + 1, means.width() - 1);
    final double left = means.rgb()[3 * (row * means.width() + column) + c] & 0xff;
    final double right = means.rgb()[3 * (row * means.width() + next) + c] & 0xff;
    return left + (u - column) * (right - left);
  }
}
