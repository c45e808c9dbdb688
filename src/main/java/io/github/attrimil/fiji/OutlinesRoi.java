package io.github.attrimil.fiji;

import ij.gui.ImageCanvas;
import ij.gui.Roi;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.map.MapModel;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Rectangle;

/**
 * The outlines of all patches in view, one pixel of the screen wide at any zoom, and none where
 * patches are too small on the screen to have one. A Roi for each would make 200,000 patches slow.
 */
final class OutlinesRoi extends Roi {

  private static final long serialVersionUID = 1;

  /** Patches narrower than this on the screen get no outline: it would hide their color. */
  private static final double NARROWEST = 4;

  private static final Color INK = new Color(0x20, 0x20, 0x20, 0xb0);

  private final transient MapModel model;

  OutlinesRoi(final MapModel model) {
    super(0, 0, model.overview().image().width(), model.overview().image().height());
    this.model = model;
    setName("patches");
  }

  @Override
  public void draw(final Graphics g) {
    final PatchScores scores = model.scores();
    final Overview overview = model.overview();
    final double dx = overview.downsampleX();
    final double dy = overview.downsampleY();
    final double x0 = overview.xLevel0();
    final double y0 = overview.yLevel0();
    final ImageCanvas canvas = ic;
    final double zoom = canvas == null ? 1 : canvas.getMagnification();
    final double side = scores.patchSizeLevel0() / dx * zoom;
    if (side < NARROWEST) {
      return;
    }
    final Rectangle view = canvas == null ? getBounds() : canvas.getSrcRect();
    g.setColor(INK);
    final float[] value = model.values().values();
    model
        .index()
        .forEach(
            x0 + view.x * dx,
            y0 + view.y * dy,
            x0 + (view.x + view.width) * dx,
            y0 + (view.y + view.height) * dy,
            i -> {
              if (value[i] > model.view().threshold()) {
                final double x = scores.xLevel0()[i];
                final double y = scores.yLevel0()[i];
                final int left = screen(overview.x(x), view.x, zoom);
                final int top = screen(overview.y(y), view.y, zoom);
                final int right = screen(overview.x(x + scores.patchSizeLevel0()), view.x, zoom);
                final int bottom = screen(overview.y(y + scores.patchSizeLevel0()), view.y, zoom);
                g.drawRect(left, top, right - left, bottom - top);
              }
            });
  }

  private static int screen(final double at, final int from, final double zoom) {
    return (int) Math.round((at - from) * zoom);
  }
}
