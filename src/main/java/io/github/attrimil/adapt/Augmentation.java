package io.github.attrimil.adapt;

import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.baseline.StainSeparation;
import io.github.attrimil.format.image.RgbImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A random view of a patch, as SimCLR needs two of (Chen et al. 2020, arXiv:2002.05709), with what
 * keeps a patch's meaning in pathology: a crop of at least half the area, so that nuclei keep about
 * their size; one of the eight flips and right-angle turns; each stain stronger or weaker and the
 * whole lighter or darker, within what differs from laboratory to laboratory (after Tellez et al.
 * 2018, doi:10.1109/TMI.2018.2820199); a blur, half of the time.
 *
 * @param leastArea of a crop, as a share of the patch
 * @param stain each stain is multiplied by up to 1 more or less this
 * @param shift each stain gets up to this more or less, in optical density
 * @param blur largest standard deviation of the blur, as a share of the patch's width
 */
record Augmentation(double leastArea, double stain, double shift, double blur) {

  private static final double MOST_STRETCH = 4.0 / 3;

  /** The default. */
  static final Augmentation PATHOLOGY = new Augmentation(0.5, 0.25, 0.05, 0.01);

  /**
   * @return its numbers by name, for cards and stamps
   */
  Map<String, String> asMap() {
    final Map<String, String> map = new LinkedHashMap<>();
    map.put("least_area", Double.toString(leastArea));
    map.put("stain", Double.toString(stain));
    map.put("shift", Double.toString(shift));
    map.put("blur", Double.toString(blur));
    return map;
  }

  /**
   * @param patch size x size pixels
   * @param card mean and std of red, green and blue
   * @param random draws the view
   * @return 3 x P values as networks take them
   */
  float[] view(final RgbImage patch, final EncoderCard card, final Random random) {
    final int size = patch.width();
    final float[][] planes = StainSeparation.separate(cropped(patch, random));
    for (final float[] plane : planes) {
      final float scale = (float) (1 + stain * (2 * random.nextDouble() - 1));
      final float more = (float) (shift * (2 * random.nextDouble() - 1));
      for (int i = 0; i < plane.length; i++) {
        plane[i] = plane[i] * scale + more;
      }
    }
    StainSeparation.join(planes);
    if (random.nextBoolean()) {
      final double sigma = size * blur * random.nextDouble();
      for (final float[] plane : planes) {
        blur(plane, size, sigma);
      }
    }
    final float[] out = new float[3 * size * size];
    for (int c = 0; c < 3; c++) {
      final float mean = (float) card.mean()[c];
      final float std = (float) card.std()[c];
      for (int i = 0; i < size * size; i++) {
        out[c * size * size + i] = (planes[c][i] - mean) / std;
      }
    }
    return out;
  }

  /** A crop, turned and flipped, enlarged to the patch's size with bilinear interpolation. */
  RgbImage cropped(final RgbImage patch, final Random random) {
    final int size = patch.width();
    final double area = leastArea + (1 - leastArea) * random.nextDouble();
    final double log = Math.log(MOST_STRETCH) * (2 * random.nextDouble() - 1);
    final double width = Math.min(1, Math.sqrt(area * Math.exp(log))) * size;
    final double height = Math.min(1, Math.sqrt(area * Math.exp(-log))) * size;
    final double left = (size - width) * random.nextDouble();
    final double top = (size - height) * random.nextDouble();
    final int turn = random.nextInt(8);
    final byte[] in = patch.rgb();
    final byte[] out = new byte[in.length];
    for (int y = 0, o = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        // The eight symmetries: two mirrors, and the diagonal one.
        final int a = (turn & 1) == 0 ? x : size - 1 - x;
        final int b = (turn & 2) == 0 ? y : size - 1 - y;
        final double u = left + ((turn & 4) == 0 ? a + 0.5 : b + 0.5) * width / size - 0.5;
        final double v = top + ((turn & 4) == 0 ? b + 0.5 : a + 0.5) * height / size - 0.5;
        final int u0 = (int) Math.max(0, Math.min(size - 1, Math.floor(u)));
        final int v0 = (int) Math.max(0, Math.min(size - 1, Math.floor(v)));
        final int right = 3 * (Math.min(u0 + 1, size - 1) - u0);
        final int below = 3 * size * (Math.min(v0 + 1, size - 1) - v0);
        final float fu = (float) Math.max(0, u - u0);
        final float fv = (float) Math.max(0, v - v0);
        final int at = 3 * (v0 * size + u0);
        for (int c = 0; c < 3; c++) {
          final float upper = mix(in[at + c], in[at + right + c], fu);
          final float lower = mix(in[at + below + c], in[at + below + right + c], fu);
          out[o++] = (byte) Math.round(upper + fv * (lower - upper));
        }
      }
    }
    return new RgbImage(size, size, out);
  }

  private static float mix(final byte a, final byte b, final float share) {
    return (a & 0xff) + share * ((b & 0xff) - (a & 0xff));
  }

  /** A Gaussian blur in place; pixels beyond the border are those at it. */
  static void blur(final float[] plane, final int size, final double sigma) {
    final int reach = (int) Math.ceil(3 * sigma);
    if (sigma < 0.1 || reach < 1) {
      return;
    }
    final float[] kernel = new float[2 * reach + 1];
    float sum = 0;
    for (int k = -reach; k <= reach; k++) {
      kernel[k + reach] = (float) Math.exp(-k * k / (2 * sigma * sigma));
      sum += kernel[k + reach];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    final float[] line = new float[size];
    for (int axis = 0; axis < 2; axis++) {
      final int along = axis == 0 ? 1 : size;
      final int across = axis == 0 ? size : 1;
      for (int row = 0; row < size; row++) {
        for (int i = 0; i < size; i++) {
          float v = 0;
          for (int k = -reach; k <= reach; k++) {
            final int j = Math.max(0, Math.min(size - 1, i + k));
            v += kernel[k + reach] * plane[row * across + j * along];
          }
          line[i] = v;
        }
        for (int i = 0; i < size; i++) {
          plane[row * across + i * along] = line[i];
        }
      }
    }
  }
}
