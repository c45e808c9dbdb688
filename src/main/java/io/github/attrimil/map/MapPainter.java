package io.github.attrimil.map;

import io.github.attrimil.slide.RgbImage;

/** Colours a score map onto the slide's overview, each cell the square it is on the slide. */
final class MapPainter {

  /** Grey tissue is drawn lighter, so that colours on it stay as bright as the legend's. */
  private static final double DARKEST = 0.35;

  private final ScoreMap map;
  private final ScoreColors colors;
  private final Overview overview;
  private final int[] columns;
  private final int[] rows;

  MapPainter(final ScoreMap map, final ScoreColors colors, final Overview overview) {
    this.map = map;
    this.colors = colors;
    this.overview = overview;
    final ScoreGrid grid = map.grid();
    columns = cells(overview.image().width(), overview.downsampleX(), grid.x0Level0(), grid);
    rows = cells(overview.image().height(), overview.downsampleY(), grid.y0Level0(), grid);
  }

  // The cell under each pixel's centre, along one axis.
  private static int[] cells(
      final int pixels, final double downsample, final long origin, final ScoreGrid grid) {
    final int[] cells = new int[pixels];
    for (int p = 0; p < pixels; p++) {
      cells[p] = (int) Math.floor(((p + 0.5) * downsample - origin) / grid.cellLevel0());
    }
    return cells;
  }

  /** The colours alone, 0xAARRGGBB, one per overview pixel, transparent where no patch is. */
  int[] layer() {
    final int width = columns.length;
    final int[] argb = new int[width * rows.length];
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < width; x++) {
        argb[y * width + x] = colors.argb(map.at(columns[x], rows[y]));
      }
    }
    return argb;
  }

  /**
   * The overview with the map on it. Tissue with patches is drawn grey and tinted by multiplying
   * with the colour: a score of 0 leaves the grey tissue as it is, a strong one tints it, and its
   * texture stays visible under both. What no patch covers keeps its own colours.
   */
  RgbImage paint() {
    final RgbImage image = overview.image();
    final byte[] rgb = image.rgb().clone();
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < columns.length; x++) {
        final int color = colors.argb(map.at(columns[x], rows[y]));
        if (color != 0) {
          tint(rgb, 3 * (y * columns.length + x), color);
        }
      }
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }

  private static void tint(final byte[] rgb, final int at, final int color) {
    // Rec. 709 luma
    final double luma =
        (0.2126 * (rgb[at] & 0xff) + 0.7152 * (rgb[at + 1] & 0xff) + 0.0722 * (rgb[at + 2] & 0xff))
            / 255;
    final double light = DARKEST + (1 - DARKEST) * luma;
    rgb[at] = (byte) Math.round(light * (color >> 16 & 0xff));
    rgb[at + 1] = (byte) Math.round(light * (color >> 8 & 0xff));
    rgb[at + 2] = (byte) Math.round(light * (color & 0xff));
  }
}
