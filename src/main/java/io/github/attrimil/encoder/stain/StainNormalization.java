package io.github.attrimil.encoder.stain;

import io.github.attrimil.format.image.RgbImage;

/**
 * How the stains of patches are made alike. Each patch is fitted by itself, and background is left
 * as it is; patches of background, of transparent pixels or of a single color are not changed.
 */
public enum StainNormalization {
  /** Patches stay as they are. */
  NONE,
  /** Two stains by singular value decomposition (Macenko et al. 2009). */
  MACENKO,
  /** Mean and standard deviation of color (Reinhard et al. 2001). */
  REINHARD;

  /** Of this share of pixels at least must be tissue, else a patch is not changed. */
  private static final double LEAST_TISSUE = 0.01;

  /** Optical density, in every channel, above which a pixel is tissue. */
  static final double LEAST_DENSITY = 0.15;

  /** Intensity without stain. */
  static final double WHITE = 240;

  private static final int VALUES = 256;

  /** Optical density by intensity. */
  private static final double[] DENSITY = new double[VALUES];

  static {
    for (int i = 0; i < VALUES; i++) {
      DENSITY[i] = -Math.log((i + 1) / WHITE);
    }
  }

  /**
   * @param patch any patch
   * @return it with the reference's stains, or itself
   */
  public RgbImage apply(final RgbImage patch) {
    if (this == NONE) {
      return patch;
    }
    final int[] tissue = tissue(patch);
    if (tissue.length < Math.max(2, LEAST_TISSUE * patch.width() * patch.height())) {
      return patch;
    }
    final byte[] rgb =
        this == MACENKO ? Macenko.normalized(patch, tissue) : Reinhard.normalized(patch, tissue);
    return rgb == null ? patch : new RgbImage(patch.width(), patch.height(), rgb);
  }

  /**
   * @return the reference, for a reader of features
   */
  public String reference() {
    return switch (this) {
      case NONE -> "none";
      case MACENKO -> Macenko.reference();
      case REINHARD -> Reinhard.reference();
    };
  }

  /** Indices of tissue pixels. */
  private static int[] tissue(final RgbImage patch) {
    final byte[] rgb = patch.rgb();
    final int[] found = new int[rgb.length / 3];
    int n = 0;
    for (int i = 0; i < rgb.length / 3; i++) {
      if (density(rgb[3 * i]) > LEAST_DENSITY
          && density(rgb[3 * i + 1]) > LEAST_DENSITY
          && density(rgb[3 * i + 2]) > LEAST_DENSITY) {
        found[n++] = i;
      }
    }
    return java.util.Arrays.copyOf(found, n);
  }

  /**
   * @param intensity a channel's value
   * @return -ln((v + 1) / 240)
   */
  static double density(final byte intensity) {
    return DENSITY[intensity & 0xff];
  }

  /**
   * @param value any number
   * @return the nearest intensity
   */
  static byte intensity(final double value) {
    return (byte) Math.max(0, Math.min(255, Math.round(value)));
  }
}
