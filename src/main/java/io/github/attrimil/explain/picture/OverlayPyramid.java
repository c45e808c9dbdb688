package io.github.attrimil.explain.picture;

import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.ScoreColors;
import io.github.attrimil.explain.ScoreGrid;
import io.github.attrimil.explain.ScoreMap;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.bioformats.PyramidWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A map's colors as a pyramidal OME-TIFF that lies on the slide: its first pixel is the slide's, it
 * covers the same extent, and its level k has pixels of exactly base x 2^k level-0 pixels. The base
 * is 1, so that levels are those of a halved slide, or on large slides a power of two that still
 * gives a patch's step {@link #CELLS} pixels. It is painted strip by strip, never held whole. Where
 * no patch is it is white.
 */
public final class OverlayPyramid {

  /** Pixels along a step, so that edges lie within a sixteenth of a step. */
  private static final int CELLS = 8;

  /** A finest level of this many pixels is written in a second. */
  private static final long QUICK = 1L << 24;

  private static final int WHITE = 0xffffff;

  private OverlayPyramid() {}

  /**
   * @param overview the slide
   * @param stepLevel0 distance of neighboring patches in level-0 pixels
   * @return level-0 pixels per pixel of the finest level: a power of two
   */
  static int base(final Overview overview, final double stepLevel0) {
    int base = 1;
    while (2 * base * CELLS <= stepLevel0
        && (long) pixels(overview.place().widthLevel0(), base)
                * pixels(overview.place().heightLevel0(), base)
            > QUICK) {
      base *= 2;
    }
    return base;
  }

  /**
   * Writes the file whole or not at all.
   *
   * @param target a file that ends in .ome.tif
   * @param scores the patches, for the pixel size
   * @param map the map
   * @param colors its colors
   * @param overview the slide, for its extent
   * @param description what is shown, kept in the file
   * @param job asked whether to stop
   */
  public static void write(
      final Path target,
      final PatchScores scores,
      final ScoreMap map,
      final ScoreColors colors,
      final Overview overview,
      final String description,
      final Job job) {
    final int base = base(overview, scores.stepLevel0());
    final int width = pixels(overview.place().widthLevel0(), base);
    final int height = pixels(overview.place().heightLevel0(), base);
    final Optional<PixelSize> size =
        scores.calibrated()
            ? Optional.of(
                new PixelSize(
                    base * scores.mppX(), base * scores.mppY(), PixelSize.Origin.METADATA))
            : Optional.empty();
    final ScoreGrid grid = map.grid();
    final int[] columns = new int[width];
    for (int x = 0; x < width; x++) {
      columns[x] = cell((x + 0.5) * base, grid.x0Level0(), grid);
    }
    PyramidWriter.write(
        target,
        width,
        height,
        new PyramidWriter.About(size, description),
        PyramidWriter.Compression.DEFLATE,
        (left, top, w, h) -> {
          final byte[] rgb = new byte[3 * w * h];
          for (int y = 0; y < h; y++) {
            final int row = cell((top + y + 0.5) * base, grid.y0Level0(), grid);
            if (y > 0 && row == cell((top + y - 0.5) * base, grid.y0Level0(), grid)) {
              System.arraycopy(rgb, 3 * w * (y - 1), rgb, 3 * w * y, 3 * w);
            } else {
              paint(map, colors, columns, row, rgb, 3 * w * y);
            }
          }
          return new RgbImage(w, h, rgb);
        },
        job);
  }

  /** Paints a row of pixels that lie in one row of cells; strips are as wide as the level. */
  private static void paint(
      final ScoreMap map,
      final ScoreColors colors,
      final int[] columns,
      final int row,
      final byte[] rgb,
      final int start) {
    int color = WHITE;
    for (int x = 0; x < columns.length; x++) {
      if (x == 0 || columns[x] != columns[x - 1]) {
        final float value = map.at(columns[x], row);
        color = Float.isNaN(value) ? WHITE : colors.argb(value) & WHITE;
      }
      final int at = start + 3 * x;
      rgb[at] = (byte) (color >> 16);
      rgb[at + 1] = (byte) (color >> 8);
      rgb[at + 2] = (byte) color;
    }
  }

  private static int pixels(final long level0, final int base) {
    return (int) ((level0 + base - 1) / base);
  }

  private static int cell(final double atLevel0, final long origin, final ScoreGrid grid) {
    return (int) Math.floor((atLevel0 - origin) / grid.cellLevel0());
  }
}
