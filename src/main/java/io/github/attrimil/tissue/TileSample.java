package io.github.attrimil.tissue;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.ReadAhead;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A picture of a level too large to be read whole: of each square of tiles the middle one is read,
 * of strips one of several, and the colors between the means of those are interpolated. Borders of
 * tissue in it are good to about half a square, and lie rather outside than inside.
 */
final class TileSample {

  /** Reading a level of this many pixels takes about a minute. */
  private static final double MOST_READ = 2.5e9;

  /** About a minute's reads of the slowest compression, JPEG 2000. */
  private static final double MOST_TILES = 8000;

  /** Wider tiles are strips of whole rows, which leave no gaps along x to look into. */
  private static final int LARGEST_TILE = 2048;

  /** Along a strip, means are taken of squares of at least that side. */
  private static final int LEAST_SQUARE = 256;

  private final Level level;
  private final Spacing spacing;
  private final RgbImage means;

  private TileSample(final Level level, final Spacing spacing, final RgbImage means) {
    this.level = level;
    this.spacing = spacing;
    this.means = means;
  }

  /**
   * Which part of a level is read: of each square of x by y pixels one of width by height, its
   * middle but for whole tiles.
   */
  record Spacing(int x, int y, int width, int height) {}

  /**
   * @param reader a reader
   * @param index a level
   * @param level its size
   * @return which part of it is read; nothing when all is
   */
  static Optional<Spacing> spacing(final SlideReader reader, final int index, final Level level) {
    final int width = reader.tileWidth(index);
    final int height = reader.tileHeight(index);
    final double pixels = (double) level.width() * level.height();
    if (pixels <= MOST_READ || height > LARGEST_TILE) {
      return Optional.empty();
    }
    if (width > LARGEST_TILE) {
      final int y = (int) Math.ceil(pixels / MOST_READ) * height;
      final int x = Math.max(LEAST_SQUARE, y);
      return Optional.of(new Spacing(x, y, x, height));
    }
    final int every = (int) Math.ceil(Math.sqrt(pixels / width / height / MOST_TILES));
    return every == 1
        ? Optional.empty()
        : Optional.of(new Spacing(every * width, every * height, width, height));
  }

  static TileSample read(
      final Slide slide,
      final SlideReader reader,
      final int index,
      final Spacing spacing,
      final Job job) {
    final Level level = slide.levels().get(index);
    job.warn(
        String.format(
            Locale.ROOT,
            "%s has no coarser level than %d x %d pixels: one of %d tiles was read, and tissue"
                + " borders are accurate to about %d pixels; convert it to a pyramid for exact"
                + " borders",
            slide.id(),
            level.width(),
            level.height(),
            spacing.x / spacing.width * (spacing.y / spacing.height),
            Math.max(spacing.x, spacing.y) / 2));
    final int columns = (level.width() + spacing.x - 1) / spacing.x;
    final int rows = (level.height() + spacing.y - 1) / spacing.y;
    final byte[] rgb = new byte[3 * columns * rows];
    // Strips are read once for all squares along them.
    final boolean strips = spacing.width == spacing.x;
    final List<ReadAhead.Block> blocks = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      final int y = middle(row, spacing.y, spacing.height, level.height());
      final int height = Math.min(spacing.height, level.height() - y);
      for (int column = 0; column < (strips ? 1 : columns); column++) {
        final int x = strips ? 0 : middle(column, spacing.x, spacing.width, level.width());
        final int width = strips ? level.width() : Math.min(spacing.width, level.width() - x);
        blocks.add(new ReadAhead.Block(x, y, width, height));
      }
    }
    final Progress progress = job.progress("tissue " + slide.id(), "tiles", blocks.size());
    final int[] at = {0};
    ReadAhead.run(
        reader,
        index,
        blocks.iterator(),
        image -> means(image, spacing.width),
        (block, means) -> {
          System.arraycopy(means, 0, rgb, at[0], means.length);
          at[0] += means.length;
          progress.add(1);
        });
    return new TileSample(level, spacing, new RgbImage(columns, rows, rgb));
  }

  /** The first pixel of the middle tile of a square, which the level's edge may cut off. */
  private static int middle(final int square, final int spacing, final int tile, final int length) {
    final int last = (length - 1) / tile * tile;
    return Math.min(last, square * spacing + spacing / tile / 2 * tile);
  }

  /** The mean colors of parts of an image, side by side. */
  private static byte[] means(final RgbImage image, final int width) {
    final byte[] means = new byte[3 * ((image.width() + width - 1) / width)];
    final byte[] rgb = image.rgb();
    for (int part = 0; part < means.length / 3; part++) {
      final int from = part * width;
      final int to = Math.min(from + width, image.width());
      final long[] sums = new long[3];
      for (int y = 0; y < image.height(); y++) {
        for (int i = 3 * (y * image.width() + from); i < 3 * (y * image.width() + to); i += 3) {
          sums[0] += rgb[i] & 0xff;
          sums[1] += rgb[i + 1] & 0xff;
          sums[2] += rgb[i + 2] & 0xff;
        }
      }
      final int n = image.height() * (to - from);
      for (int c = 0; c < 3; c++) {
        means[3 * part + c] = (byte) ((sums[c] + n / 2) / n);
      }
    }
    return means;
  }

  /**
   * @param y a row of the level made smaller
   * @param width of the level made smaller
   * @param factor by how much
   * @return width x 1 pixels
   */
  RgbImage row(final int y, final int width, final int factor) {
    final byte[] out = new byte[3 * width];
    final double v = place(Math.min((y + 0.5) * factor, level.height()), spacing.y, means.height());
    for (int x = 0; x < width; x++) {
      final double u = place(Math.min((x + 0.5) * factor, level.width()), spacing.x, means.width());
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
