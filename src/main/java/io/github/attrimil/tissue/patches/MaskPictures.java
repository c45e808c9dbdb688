package io.github.attrimil.tissue.patches;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.geometry.Regions;
import io.github.attrimil.tissue.ExcludedArea;
import io.github.attrimil.tissue.Overview;
import io.github.attrimil.tissue.TissueMask;
import io.github.attrimil.tissue.image.AreaAverage;
import io.github.attrimil.tissue.image.Canvas;
import java.util.Arrays;

/** Pictures by which a user judges what was found on a slide. */
public final class MaskPictures {

  private static final int TISSUE = 0x00a000;
  private static final int HOLE = 0x0050ff;
  private static final int PATCH = 0x00b0e0;
  private static final int INCLUDED = 0x007070;
  private static final int EXCLUDED = 0xd00000;
  private static final int PEN = 3;

  /** Patches smaller than this in the picture would be all frame. */
  private static final int SMALLEST_FRAMED = 6;

  private static final double FADED = 0.75;

  private MaskPictures() {}

  /**
   * The mask, tissue white on black, gray where a pixel of the picture holds both.
   *
   * @param mask where tissue is
   * @return at most {@value Overview#LARGEST_SIDE} pixels on its long side
   */
  public static RgbImage binary(final TissueMask mask) {
    final byte[] rgb = new byte[3 * mask.width()];
    final int factor = Overview.reduction(mask.width(), mask.height());
    final AreaAverage average = new AreaAverage(mask.width(), mask.height(), factor);
    for (int y = 0; y < mask.height(); y++) {
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) -mask.data()[y * mask.width() + i / 3];
      }
      average.add(new RgbImage(mask.width(), 1, rgb), 0, y);
    }
    return average.image();
  }

  /**
   * The slide with its contours: outer borders green, holes blue.
   *
   * @param plan what was found
   * @return a picture of the overview's size
   */
  public static RgbImage contours(final PatchPlan plan) {
    final Canvas canvas = new Canvas(plan.overview().image());
    outline(canvas, plan);
    return canvas.image();
  }

  /**
   * The slide with its patches framed and all else faded, and the contours. Pen marks are tinted
   * orange and blur violet where they were looked for; a user's regions are outlined, teal those to
   * keep to and red those to leave out.
   *
   * @param plan what was found
   * @return a picture of the overview's size
   */
  public static RgbImage stitch(final PatchPlan plan) {
    final Overview overview = plan.overview();
    final int width = overview.image().width();
    final int height = overview.image().height();
    final int n = plan.coords().size();
    final int[][] corners = new int[n][];
    final boolean[] patches = new boolean[width * height];
    final double size = plan.geometry().patchSizeLevel0();
    for (int i = 0; i < n; i++) {
      final long x = plan.coords().xLevel0()[i];
      final long y = plan.coords().yLevel0()[i];
      final int left = (int) Math.round(x / overview.downsampleX());
      final int top = (int) Math.round(y / overview.downsampleY());
      final int right = (int) Math.round((x + size) / overview.downsampleX());
      final int bottom = (int) Math.round((y + size) / overview.downsampleY());
      corners[i] = new int[] {left, top, right, bottom};
      for (int row = Math.max(0, top); row < Math.min(height, bottom); row++) {
        final int from = Math.min(width, Math.max(0, left));
        final int to = Math.max(from, Math.min(width, right));
        Arrays.fill(patches, row * width + from, row * width + to, true);
      }
    }
    final Canvas canvas = new Canvas(overview.image());
    canvas.fade(patches, FADED);
    for (final ExcludedArea area : plan.excluded()) {
      canvas.tint(
          (px, py) ->
              area.at((px + 0.5) * overview.downsampleX(), (py + 0.5) * overview.downsampleY()),
          area.kind().color());
    }
    for (final int[] c : corners) {
      if (c[2] - c[0] >= SMALLEST_FRAMED) {
        canvas.frame(c[0], c[1], c[2], c[3], PATCH);
      }
    }
    outline(canvas, plan);
    plan.regions().include().ifPresent(r -> outline(canvas, r, overview, INCLUDED));
    plan.regions().exclude().ifPresent(r -> outline(canvas, r, overview, EXCLUDED));
    return canvas.image();
  }

  private static void outline(
      final Canvas canvas, final Regions regions, final Overview overview, final int color) {
    for (final Polygon p : regions.polygons()) {
      canvas.outline(p, overview.downsampleX(), overview.downsampleY(), PEN, color);
    }
  }

  private static void outline(final Canvas canvas, final PatchPlan plan) {
    final double dx = plan.overview().downsampleX();
    final double dy = plan.overview().downsampleY();
    for (final Region c : plan.contours()) {
      canvas.outline(c.outer(), dx, dy, PEN, TISSUE);
      c.holes().forEach(h -> canvas.outline(h, dx, dy, PEN, HOLE));
    }
  }
}
