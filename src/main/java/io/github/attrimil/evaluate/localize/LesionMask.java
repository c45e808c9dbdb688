package io.github.attrimil.evaluate.localize;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.util.Arrays;
import java.util.List;

/**
 * Where lesions are on a slide, as an image of labels: 0 for none. A pixel of (column, row) stands
 * for level-0 pixels from (column, row) x downsample on, and belongs to a polygon when its center
 * does.
 *
 * @param width in pixels of the mask
 * @param height in pixels of the mask
 * @param labels height x width, row by row; not copied
 * @param downsample level-0 pixels per pixel of the mask
 */
public record LesionMask(int width, int height, int[] labels, double downsample) {

  /** More pixels are not needed for a slide: 32 level-0 pixels a pixel make 5,800 x 5,800. */
  public static final int MOST_PIXELS = 1 << 25;

  /** Checks the sizes. */
  public LesionMask {
    if (width < 1 || height < 1 || labels.length != (long) width * height) {
      throw new AttriMilException(
          "A mask of " + width + " x " + height + " cannot hold " + labels.length + " labels");
    }
    if (!(downsample > 0 && downsample < 1e6)) {
      throw new AttriMilException("A mask cannot have a downsample of " + downsample);
    }
  }

  /**
   * A mask of polygons; a point lies in one when an odd number of its rings hold it.
   *
   * @param lesions the lesions, level-0 pixels
   * @param holes what is cut out of all of them
   * @param widthLevel0 of the slide
   * @param heightLevel0 of the slide
   * @param downsample level-0 pixels per pixel of the mask; doubled until it has no more than
   *     {@link #MOST_PIXELS}
   * @return a mask of 1 for lesion
   */
  public static LesionMask of(
      final List<Region> lesions,
      final List<Region> holes,
      final double widthLevel0,
      final double heightLevel0,
      final double downsample) {
    double d = downsample;
    while (Math.ceil(widthLevel0 / d) * Math.ceil(heightLevel0 / d) > MOST_PIXELS) {
      d *= 2;
    }
    final int width = (int) Math.max(1, Math.ceil(widthLevel0 / d));
    final int height = (int) Math.max(1, Math.ceil(heightLevel0 / d));
    final int[] labels = new int[width * height];
    final LesionMask mask = new LesionMask(width, height, labels, d);
    lesions.forEach(r -> mask.fill(r, 1));
    holes.forEach(r -> mask.fill(r, 0));
    return mask;
  }

  /**
   * @return a mask without lesions for a slide of any size
   */
  public static LesionMask none() {
    return new LesionMask(1, 1, new int[1], 1);
  }

  private void fill(final Region region, final int label) {
    final double[][] rows = new double[height][];
    final int[] counts = new int[height];
    for (final Polygon ring : region.rings()) {
      for (int i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        cross(ring, j, i, rows, counts);
      }
    }
    for (int row = 0; row < height; row++) {
      if (counts[row] > 1) {
        Arrays.sort(rows[row], 0, counts[row]);
        for (int k = 0; k + 1 < counts[row]; k += 2) {
          final int from = (int) Math.max(0, Math.ceil(rows[row][k] / downsample - 0.5));
          final int to = (int) Math.min(width, Math.ceil(rows[row][k + 1] / downsample - 0.5));
          if (from < to) {
            Arrays.fill(labels, row * width + from, row * width + to, label);
          }
        }
      }
    }
  }

  /** Adds where an edge crosses the rows' centers. */
  private void cross(
      final Polygon ring, final int a, final int b, final double[][] rows, final int[] counts) {
    final double ya = ring.y()[a];
    final double yb = ring.y()[b];
    final double top = Math.min(ya, yb);
    final double bottom = Math.max(ya, yb);
    final int first = (int) Math.max(0, Math.ceil(top / downsample - 0.5));
    final int last = (int) Math.min(height, Math.ceil(bottom / downsample - 0.5));
    for (int row = first; row < last; row++) {
      final double y = (row + 0.5) * downsample;
      final double x = ring.x()[a] + (y - ya) / (yb - ya) * (ring.x()[b] - ring.x()[a]);
      if (rows[row] == null) {
        rows[row] = new double[4];
      } else if (counts[row] == rows[row].length) {
        rows[row] = Arrays.copyOf(rows[row], 2 * counts[row]);
      }
      rows[row][counts[row]++] = x;
    }
  }

  /**
   * @param xLevel0 a place
   * @param yLevel0 a place
   * @return the label there, 0 outside the mask
   */
  public int at(final double xLevel0, final double yLevel0) {
    final int x = (int) Math.floor(xLevel0 / downsample);
    final int y = (int) Math.floor(yLevel0 / downsample);
    return x < 0 || y < 0 || x >= width || y >= height ? 0 : labels[y * width + x];
  }

  /**
   * The share of a square that is lesion: of the mask's pixels whose centers it holds, or of the
   * one in its middle where it holds none.
   *
   * @param xLevel0 left edge
   * @param yLevel0 top edge
   * @param sizeLevel0 its side
   * @return 0 to 1
   */
  public double share(final double xLevel0, final double yLevel0, final double sizeLevel0) {
    final long left = (long) Math.ceil(xLevel0 / downsample - 0.5);
    final long top = (long) Math.ceil(yLevel0 / downsample - 0.5);
    final long right = (long) Math.ceil((xLevel0 + sizeLevel0) / downsample - 0.5);
    final long bottom = (long) Math.ceil((yLevel0 + sizeLevel0) / downsample - 0.5);
    if (left >= right || top >= bottom) {
      return at(xLevel0 + sizeLevel0 / 2, yLevel0 + sizeLevel0 / 2) == 0 ? 0 : 1;
    }
    long lesion = 0;
    for (long y = Math.max(0, top); y < Math.min(height, bottom); y++) {
      for (long x = Math.max(0, left); x < Math.min(width, right); x++) {
        lesion += labels[(int) (y * width + x)] == 0 ? 0 : 1;
      }
    }
    return lesion / (double) ((right - left) * (bottom - top));
  }

  /**
   * @return whether there is no lesion
   */
  public boolean isEmpty() {
    return Arrays.stream(labels).allMatch(v -> v == 0);
  }
}
