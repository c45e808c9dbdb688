package io.github.attrimil.explain;

import java.util.Arrays;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;

/**
 * A picture of one value per patch: one pixel per cell of a {@link ScoreGrid}, signed and as it is,
 * neither stretched nor ranked. A pixel is the mean of the patches that cover its center, NaN where
 * there is none; where step and patch size are equal it is the patch's value itself.
 */
public final class ScoreMap {

  private final ScoreGrid grid;
  private final float[] pixels;

  private ScoreMap(final ScoreGrid grid, final float[] pixels) {
    this.grid = grid;
    this.pixels = pixels;
  }

  /**
   * Draws the attribute scores of a class.
   *
   * @param scores the patches
   * @param c class
   * @return the map of s(c,i)
   */
  public static ScoreMap of(final PatchScores scores, final int c) {
    return of(scores, ScoreGrid.of(scores), scores.shown(c));
  }

  /**
   * Draws any value.
   *
   * @param scores the patches
   * @param grid their grid, found once for all maps of a slide
   * @param values one per patch, N, finite
   * @return the map
   */
  public static ScoreMap of(final PatchScores scores, final ScoreGrid grid, final float[] values) {
    final int size = grid.width() * grid.height();
    final double[] sum = new double[size];
    final int[] count = new int[size];
    for (int i = 0; i < values.length; i++) {
      final int x = grid.column(scores.xLevel0()[i]);
      final int y = grid.row(scores.yLevel0()[i]);
      for (int row = y; row < y + grid.span(); row++) {
        for (int at = row * grid.width() + x, end = at + grid.span(); at < end; at++) {
          sum[at] += values[i];
          count[at]++;
        }
      }
    }
    final float[] pixels = new float[size];
    for (int at = 0; at < size; at++) {
      pixels[at] = count[at] == 0 ? Float.NaN : (float) (sum[at] / count[at]);
    }
    return new ScoreMap(grid, pixels);
  }

  /**
   * Smooths with a Gaussian. Pixels without a patch have no part in it and stay empty, so that the
   * edge of tissue is not drawn towards 0.
   *
   * @param sigma standard deviation in pixels of the map, above 0
   * @return the smoothed map; the Gaussian is cut at four standard deviations
   */
  public ScoreMap smoothed(final double sigma) {
    final int reach = (int) Math.ceil(4 * sigma);
    final double[] weights = new double[2 * reach + 1];
    for (int k = -reach; k <= reach; k++) {
      weights[k + reach] = Math.exp(-0.5 * k * k / (sigma * sigma));
    }
    final double[] value = new double[pixels.length];
    final double[] weight = new double[pixels.length];
    for (int at = 0; at < pixels.length; at++) {
      if (!Float.isNaN(pixels[at])) {
        value[at] = pixels[at];
        weight[at] = 1;
      }
    }
    blur(value, weights, 1, grid.width());
    blur(value, weights, grid.width(), grid.height());
    blur(weight, weights, 1, grid.width());
    blur(weight, weights, grid.width(), grid.height());
    final float[] smooth = new float[pixels.length];
    for (int at = 0; at < smooth.length; at++) {
      smooth[at] = Float.isNaN(pixels[at]) ? Float.NaN : (float) (value[at] / weight[at]);
    }
    return new ScoreMap(grid, smooth);
  }

  /** Weighted sums along lines of pixels that lie {@code stride} apart. */
  private static void blur(
      final double[] image, final double[] weights, final int stride, final int length) {
    final double[] line = new double[length];
    final int reach = weights.length / 2;
    for (int n = 0; n < image.length / length; n++) {
      final int start = stride == 1 ? n * length : n;
      for (int i = 0; i < length; i++) {
        line[i] = image[start + i * stride];
      }
      for (int i = 0; i < length; i++) {
        double sum = 0;
        for (int j = Math.max(0, i - reach); j <= Math.min(length - 1, i + reach); j++) {
          sum += weights[j - i + reach] * line[j];
        }
        image[start + i * stride] = sum;
      }
    }
  }

  /**
   * @return where the pixels lie
   */
  public ScoreGrid grid() {
    return grid;
  }

  /**
   * @return the map for ImgLib2, width x height, a copy
   */
  public Img<FloatType> img() {
    return ArrayImgs.floats(pixels(), grid.width(), grid.height());
  }

  /**
   * @return the pixels row by row, a copy
   */
  public float[] pixels() {
    return pixels.clone();
  }

  /**
   * @param x column
   * @param y row
   * @return the value, NaN where no patch is and outside the map
   */
  public float at(final int x, final int y) {
    return x < 0 || y < 0 || x >= grid.width() || y >= grid.height()
        ? Float.NaN
        : pixels[y * grid.width() + x];
  }

  /**
   * The value at a place on the slide.
   *
   * @param xLevel0 in level-0 pixels
   * @param yLevel0 in level-0 pixels
   * @return the value of the cell that holds the place, NaN where no patch is
   */
  public float atLevel0(final double xLevel0, final double yLevel0) {
    return at(
        (int) Math.floor((xLevel0 - grid.x0Level0()) / grid.cellLevel0()),
        (int) Math.floor((yLevel0 - grid.y0Level0()) / grid.cellLevel0()));
  }

  /**
   * @param values any, N
   * @param fraction between 0 and 1
   * @return the smallest |value| that at least this fraction of all |values| do not exceed
   */
  public static double magnitude(final float[] values, final double fraction) {
    final float[] sorted = new float[values.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Math.abs(values[i]);
    }
    Arrays.sort(sorted);
    return sorted[(int) Math.max(0, Math.ceil(fraction * sorted.length) - 1)];
  }
}
