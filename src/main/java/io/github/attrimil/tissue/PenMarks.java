package io.github.attrimil.tissue;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.tissue.image.AreaAverage;
import io.github.attrimil.tissue.image.Closing;

/**
 * Ink of green, blue, red and black pens, by its optical density (Beer and Lambert) {@code d =
 * log10(255 / value)} in red, green and blue.
 *
 * <p>Hematoxylin, eosin and DAB all absorb green strongly (Ruifrok and Johnston 2001: red, green
 * and blue densities are as 0.65, 0.70, 0.29; 0.07, 0.99, 0.11; and 0.27, 0.57, 0.78), so that what
 * absorbs red most and much more than green is blue ink (over tissue as much as green, and hardly
 * any blue), and what absorbs green least is green ink. Red ink absorbs green and blue very
 * strongly and hardly any red, which eosin and blood do not at this strength. Black ink is dark and
 * without color.
 *
 * <p>Limits: violet ink of hematoxylin's own hue and thin red ink are not found; coal dust and
 * melanin in dense masses look like black ink, so do folds dark in all colors.
 */
final class PenMarks {

  private static final double[] DENSITY = new double[256];

  static {
    for (int v = 0; v < DENSITY.length; v++) {
      DENSITY[v] = Math.log10(255.0 / Math.max(1, v));
    }
  }

  private static final double LEAST_DENSITY = 0.25;
  private static final double LEAST_RED_INK = 0.75;
  private static final double LEAST_RED_OVER_TISSUE = 1;
  private static final double LEAST_BLUE_OVER_TISSUE = 0.7;
  private static final int LIGHTEST_BLACK = 50;
  private static final int MOST_COLOR_OF_BLACK = 20;

  /**
   * Colors are means over squares of this side, in level-0 pixels: single pixels beside nuclei have
   * any color, because lenses refract colors differently.
   */
  private static final double SQUARE_LEVEL0 = 32;

  private static final double MOST_SQUARES = 4e6;

  /** Gaps in strokes, where stained tissue below gives them another color, in level-0 pixels. */
  private static final double GAP_LEVEL0 = 96;

  /** Thinner marks are no strokes, in level-0 pixels; pens write ten times as thick. */
  private static final double THINNEST_LEVEL0 = 96;

  /** How far ink bleeds beyond what the rules find, in level-0 pixels. */
  private static final double MARGIN_LEVEL0 = 64;

  private final AreaAverage squares;
  private final double downsampleX;
  private final double downsampleY;

  /**
   * @param width of the picture that pixels are taken from
   * @param height of it
   * @param downsampleX level-0 pixels per pixel of it, along x
   * @param downsampleY the same along y
   */
  PenMarks(final int width, final int height, final double downsampleX, final double downsampleY) {
    final double downsample = Math.sqrt(downsampleX * downsampleY);
    final int factor =
        (int)
            Math.ceil(
                Math.max(
                    SQUARE_LEVEL0 / downsample, Math.sqrt((double) width * height / MOST_SQUARES)));
    squares = new AreaAverage(width, height, factor);
    this.downsampleX = downsampleX * factor;
    this.downsampleY = downsampleY * factor;
  }

  /** Takes pixels of the picture. */
  void add(final RgbImage block, final int left, final int top) {
    squares.add(block, left, top);
  }

  /**
   * @param red 0 to 255
   * @param green 0 to 255
   * @param blue 0 to 255
   * @return whether that is the color of ink
   */
  static boolean isInk(final int red, final int green, final int blue) {
    final int max = Math.max(red, Math.max(green, blue));
    final int min = Math.min(red, Math.min(green, blue));
    if (max <= LIGHTEST_BLACK && max - min <= MOST_COLOR_OF_BLACK) {
      return true;
    }
    final double r = DENSITY[red];
    final double g = DENSITY[green];
    final double b = DENSITY[blue];
    final boolean greenInk = Math.max(r, b) >= LEAST_DENSITY && Math.min(r, b) >= 1.25 * g + 0.05;
    final boolean blueInk =
        r >= LEAST_DENSITY && r >= 1.4 * g + 0.05 && r >= 1.4 * b
            || r >= LEAST_BLUE_OVER_TISSUE && r >= 0.8 * g && b <= 0.3 * r;
    final boolean redInk =
        g >= LEAST_RED_INK && b >= 0.55 * g && r <= 0.2 * g
            || g >= LEAST_RED_OVER_TISSUE && b >= 0.6 * g && r <= 0.3 * g;
    return greenInk || blueInk || redInk;
  }

  /**
   * Keeps strokes, not specks, and widens them by a margin.
   *
   * @return where pen marks are
   */
  ExcludedArea area() {
    final RgbImage image = squares.image();
    final byte[] rgb = image.rgb();
    final byte[] ink = new byte[rgb.length / 3];
    for (int i = 0; i < ink.length; i++) {
      ink[i] =
          (byte) (isInk(rgb[3 * i] & 0xff, rgb[3 * i + 1] & 0xff, rgb[3 * i + 2] & 0xff) ? 1 : 0);
    }
    final int width = image.width();
    final int height = image.height();
    final double downsample = Math.sqrt(downsampleX * downsampleY);
    Closing.apply(ink, width, height, odd(GAP_LEVEL0 / downsample));
    Closing.open(ink, width, height, odd(THINNEST_LEVEL0 / downsample));
    Closing.dilate(ink, width, height, 1 + 2 * (int) Math.ceil(MARGIN_LEVEL0 / downsample));
    return new ExcludedArea(
        ExcludedArea.Kind.PEN_MARKS,
        new TissueMask(width, height, ink, downsampleX, downsampleY, 0));
  }

  /** Odd, because a square of even size would move what it is used on. */
  private static int odd(final double size) {
    return 1 + 2 * (int) (size / 2);
  }
}
