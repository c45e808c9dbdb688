package io.github.attrimil.explain.picture;

import io.github.attrimil.explain.MapView;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.ScoreColors;
import io.github.attrimil.explain.ScoreGrid;
import io.github.attrimil.explain.ScoreMap;
import java.awt.image.BufferedImage;

/** Colors a score map onto the slide's overview, each cell the square it is on the slide. */
public final class MapPainter {

  /** Gray tissue is drawn lighter, so that colors on it stay as bright as the legend's. */
  private static final double DARKEST = 0.4;

  private static final int OUTLINE = 0xff6e6e6e;

  /** Patches narrower than this on the picture get no outline: it would hide their color. */
  private static final double OUTLINED = 8;

  private final ScoreMap map;
  private final ScoreColors colors;
  private final Overview overview;
  private final double threshold;
  private final int[] columns;
  private final int[] rows;

  public MapPainter(final ScoreMap map, final ScoreColors colors, final Overview overview) {
    this(map, colors, overview, MapView.ALL);
  }

  /**
   * @param threshold only cells with a value above it are drawn
   */
  public MapPainter(
      final ScoreMap map,
      final ScoreColors colors,
      final Overview overview,
      final double threshold) {
    this.map = map;
    this.colors = colors;
    this.overview = overview;
    this.threshold = threshold;
    final ScoreGrid grid = map.grid();
    final double x0 = grid.x0Level0() - overview.xLevel0();
    final double y0 = grid.y0Level0() - overview.yLevel0();
    columns = cells(overview.image().width(), overview.downsampleX(), x0, grid);
    rows = cells(overview.image().height(), overview.downsampleY(), y0, grid);
  }

  // The cell under each pixel's center, along one axis.
  private static int[] cells(
      final int pixels, final double downsample, final double origin, final ScoreGrid grid) {
    final int[] cells = new int[pixels];
    for (int p = 0; p < pixels; p++) {
      cells[p] = (int) Math.floor(((p + 0.5) * downsample - origin) / grid.cellLevel0());
    }
    return cells;
  }

  /**
   * The map as it looks on the slide, and nothing else. Tissue with patches is drawn gray and
   * tinted by multiplying with the color: a score of 0 leaves the gray tissue as it is, a strong
   * one tints it, and its texture stays visible under both. Blending with a stain's own pink or
   * violet would turn the map's red and blue into other values' colors. A thin line bounds the
   * patches, because a score of 0 on glass looks like no patch.
   *
   * @return 0xAARRGGBB, one per overview pixel, 0 where no patch is
   */
  public int[] layer() {
    final byte[] rgb = overview.image().rgb();
    final int width = columns.length;
    final int height = rows.length;
    final int[] argb = new int[width * height];
    final int[] none = new int[width];
    final boolean outlined = outlined();
    int[] above = none;
    int[] line = height == 0 ? none : line(0);
    for (int y = 0; y < height; y++) {
      // Lines of one row of cells have the same colors.
      final int[] below = y + 1 == height ? none : rows[y + 1] == rows[y] ? line : line(y + 1);
      for (int x = 0; x < width; x++) {
        if (line[x] == 0) {
          continue;
        }
        final boolean edge =
            outlined
                && (x > 0 && line[x - 1] == 0
                    || y > 0 && above[x] == 0
                    || x + 1 < width && line[x + 1] == 0
                    || y + 1 < height && below[x] == 0);
        final int at = y * width + x;
        argb[at] = edge ? OUTLINE : tint(rgb, 3 * at, line[x]);
      }
      above = line;
      line = below;
    }
    return argb;
  }

  /** The colors of a line of pixels, 0 where there is nothing to draw. */
  private int[] line(final int y) {
    final int[] line = new int[columns.length];
    for (int x = 0; x < line.length; x++) {
      if (x > 0 && columns[x] == columns[x - 1]) {
        line[x] = line[x - 1];
      } else {
        final float value = map.at(columns[x], rows[y]);
        line[x] = value > threshold ? colors.argb(value) : 0;
      }
    }
    return line;
  }

  /** Whether patches are large enough on the picture. */
  private boolean outlined() {
    final double side = map.grid().span() * map.grid().cellLevel0();
    return side >= OUTLINED * Math.max(overview.downsampleX(), overview.downsampleY());
  }

  /** The overview with the map on it; what no patch covers keeps its own colors. */
  public BufferedImage paint() {
    final int width = columns.length;
    final BufferedImage image = new BufferedImage(width, rows.length, BufferedImage.TYPE_INT_RGB);
    final int[] slide = overview.image().toArgb();
    final int[] layer = layer();
    for (int at = 0; at < slide.length; at++) {
      slide[at] = layer[at] == 0 ? slide[at] : layer[at];
    }
    image.getRaster().setDataElements(0, 0, width, rows.length, slide);
    return image;
  }

  private static int tint(final byte[] rgb, final int at, final int color) {
    // Rec. 709 luma
    final double luma =
        (0.2126 * (rgb[at] & 0xff) + 0.7152 * (rgb[at + 1] & 0xff) + 0.0722 * (rgb[at + 2] & 0xff))
            / 255;
    final double light = DARKEST + (1 - DARKEST) * luma;
    return 0xff000000
        | (int) Math.round(light * (color >> 16 & 0xff)) << 16
        | (int) Math.round(light * (color >> 8 & 0xff)) << 8
        | (int) Math.round(light * (color & 0xff));
  }
}
