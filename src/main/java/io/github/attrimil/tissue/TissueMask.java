package io.github.attrimil.tissue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.Regions;

/**
 * Where tissue is, as a binary image of the whole slide.
 *
 * @param width in pixels of the mask
 * @param height in pixels of the mask
 * @param data height x width, row by row: 1 for tissue, else 0; not copied
 * @param downsampleX level-0 pixels per pixel of the mask, along x
 * @param downsampleY the same along y
 * @param threshold the saturation above which tissue is
 */
public record TissueMask(
    int width, int height, byte[] data, double downsampleX, double downsampleY, int threshold) {

  /** Checks the sizes. */
  public TissueMask {
    if (width < 1 || height < 1 || data.length != (long) width * height) {
      throw new AttriMilException(
          "A mask of " + width + " x " + height + " pixels cannot hold " + data.length + " bytes");
    }
    if (!(downsampleX > 0) || !(downsampleY > 0)) {
      throw new AttriMilException(
          "A mask's downsample must be above 0, not " + downsampleX + " x " + downsampleY);
    }
  }

  /**
   * @return how many pixels of the mask are tissue
   */
  public long tissuePixels() {
    long n = 0;
    for (final byte b : data) {
      n += b;
    }
    return n;
  }

  /** The same mask with other data. */
  TissueMask with(final byte[] other) {
    return new TissueMask(width, height, other, downsampleX, downsampleY, threshold);
  }

  /**
   * @param regions where tissue is kept
   * @return the mask without the tissue outside of the regions; a pixel counts by its center
   */
  public TissueMask within(final Regions regions) {
    final byte[] kept = new byte[data.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        final int i = y * width + x;
        if (data[i] != 0
            && regions.contain(half((x + 0.5) * downsampleX), half((y + 0.5) * downsampleY))) {
          kept[i] = 1;
        }
      }
    }
    return with(kept);
  }

  private static double half(final double v) {
    return Math.rint(2 * v) / 2;
  }

  /**
   * The share of a square that is tissue. A mask pixel counts when its center lies in the square;
   * what lies outside the slide is not tissue.
   *
   * @param xLevel0 left edge of the square
   * @param yLevel0 top edge of the square
   * @param sizeLevel0 side of the square
   * @return 0 to 1
   */
  public double tissueFraction(final long xLevel0, final long yLevel0, final double sizeLevel0) {
    final long left = firstCenter(xLevel0, downsampleX);
    final long top = firstCenter(yLevel0, downsampleY);
    // A square smaller than a mask pixel may hold no center: then the nearest one counts.
    final long right = Math.max(left + 1, firstCenter(xLevel0 + sizeLevel0, downsampleX));
    final long bottom = Math.max(top + 1, firstCenter(yLevel0 + sizeLevel0, downsampleY));
    long tissue = 0;
    for (long y = Math.max(0, top); y < Math.min(height, bottom); y++) {
      for (long x = Math.max(0, left); x < Math.min(width, right); x++) {
        tissue += data[(int) (y * width + x)];
      }
    }
    return tissue / (double) ((right - left) * (bottom - top));
  }

  /** The first mask pixel whose center is at or after an edge. */
  private static long firstCenter(final double edgeLevel0, final double downsample) {
    return (long) Math.ceil(edgeLevel0 / downsample - 0.5);
  }
}
