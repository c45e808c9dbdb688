package io.github.attrimil.tissue;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.tissue.image.Closing;
import io.github.attrimil.tissue.image.Median;
import io.github.attrimil.tissue.image.Otsu;
import io.github.attrimil.tissue.image.Saturation;

/**
 * Separates tissue from glass by color: HSV saturation, median blur, threshold, closing, as CLAM
 * does (Lu et al. 2021, <a href="https://doi.org/10.1038/s41551-020-00682-w">doi</a>, Methods).
 */
public final class TissueSegmenter {

  private TissueSegmenter() {}

  /**
   * @param image the whole slide at some level
   * @param downsampleX level-0 pixels per pixel of the image, along x
   * @param downsampleY the same along y
   * @param p how tissue is distinguished from glass
   * @return the mask, of the image's size
   */
  public static TissueMask segment(
      final RgbImage image,
      final double downsampleX,
      final double downsampleY,
      final TissueParameters p) {
    final int n = image.width() * image.height();
    final byte[] saturation = new byte[n];
    Saturation.convert(image.rgb(), 0, saturation, 0, n);
    return segment(saturation, image.width(), image.height(), downsampleX, downsampleY, p);
  }

  /** The same from the saturation, height x width. */
  static TissueMask segment(
      final byte[] saturation,
      final int width,
      final int height,
      final double downsampleX,
      final double downsampleY,
      final TissueParameters p) {
    final byte[] mask;
    final int threshold;
    if (p.otsu()) {
      final byte[] blurred = Median.blur(saturation, width, height, p.median());
      threshold = Otsu.threshold(blurred);
      mask = Median.above(blurred, width, height, 1, threshold);
    } else {
      threshold = p.saturation();
      mask = Median.above(saturation, width, height, p.median(), threshold);
    }
    Closing.apply(mask, width, height, p.closing());
    return new TissueMask(width, height, mask, downsampleX, downsampleY, threshold);
  }
}
