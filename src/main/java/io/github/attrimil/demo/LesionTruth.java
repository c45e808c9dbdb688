package io.github.attrimil.demo;

import io.github.attrimil.file.PngFile;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * Which patches of a synthetic slide are lesion: truth/SLIDE.png tells where lesions were planted.
 */
public final class LesionTruth {

  /** A patch counts as lesion when at least this share of it is. */
  private static final double LESION_SHARE = 0.5;

  private LesionTruth() {}

  /**
   * @param truth the mask, a pixel for {@link SyntheticCohort#TRUTH_DOWNSAMPLE} level-0 pixels
   * @param coords N x 2 top-left corners in level-0 pixels, flat: x, y, x, y, ...
   * @param sizeLevel0 width and height of a patch in level-0 pixels
   * @return N, whether each patch is lesion
   */
  public static boolean[] of(final Path truth, final long[] coords, final double sizeLevel0) {
    final BufferedImage picture = PngFile.read(truth);
    final int width = picture.getWidth();
    final byte[] mask = PngFile.greyOf(picture);
    final int side = (int) Math.max(1, Math.round(sizeLevel0 / SyntheticCohort.TRUTH_DOWNSAMPLE));
    final boolean[] lesion = new boolean[coords.length / 2];
    for (int i = 0; i < lesion.length; i++) {
      final int x = (int) (coords[2 * i] / SyntheticCohort.TRUTH_DOWNSAMPLE);
      final int y = (int) (coords[2 * i + 1] / SyntheticCohort.TRUTH_DOWNSAMPLE);
      int inside = 0;
      for (int row = y; row < Math.min(y + side, picture.getHeight()); row++) {
        for (int col = x; col < Math.min(x + side, width); col++) {
          inside += mask[row * width + col] != 0 ? 1 : 0;
        }
      }
      lesion[i] = inside >= LESION_SHARE * side * side;
    }
    return lesion;
  }
}
