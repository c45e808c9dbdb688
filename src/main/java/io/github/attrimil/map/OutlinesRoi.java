package io.github.attrimil.map;

import ij.gui.ImageCanvas;
import ij.gui.Roi;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Rectangle;

/**
 * The outlines of all patches in view, one pixel of the screen wide at any zoom, and none where
 * patches are too small on the screen to have one. A Roi for each would make 200,000 patches slow.
 */
final class OutlinesRoi extends Roi {

  private static final long serialVersionUID = 1;

  /** Patches narrower than this on the screen get no outline: it would hide their colour. */
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
    final double dx = model.overview().downsampleX();
    final double dy = model.overview().downsampleY();
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
            view.x * dx,
            view.y * dy,
            (view.x + view.width) * dx,
            (view.y + view.height) * dy,
            i -> {
              if (value[i] > model.view().threshold()) {
                final int left = screen(scores.xLevel0()[i] / dx, view.x, zoom);
                final int top = screen(scores.yLevel0()[i] / dy, view.y, zoom);
                final int right =
                    screen((scores.xLevel0()[i] + scores.patchSizeLevel0()) / dx, view.x, zoom);
                final int bottom =
                    screen((scores.yLevel0()[i] + scores.patchSizeLevel0()) / dy, view.y, zoom);
                g.drawRect(left, top, right - left, bottom - top);
              }
            });
  }

  private static int screen(final double at, final int from, final double zoom) {
    return (int) Math.round((at - from) * zoom);
  }
}
