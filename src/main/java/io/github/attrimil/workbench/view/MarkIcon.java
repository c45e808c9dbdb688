package io.github.attrimil.workbench.view;

import io.github.attrimil.workbench.Mark;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import javax.swing.Icon;

/** A mark as a picture: shapes differ without color. */
final class MarkIcon implements Icon {

  private static final int SIZE = 16;

  private final Mark mark;

  MarkIcon(final Mark mark) {
    this.mark = mark;
  }

  /** The color of texts about a mark. */
  static Color color(final Mark mark) {
    return switch (mark) {
      case DONE -> Theme.color(0x2e8b57, 0x66bb6a);
      case STALE -> Theme.color(0x9a6200, 0xffb74d);
      case FAILED -> Theme.wrong();
      case OPEN -> Theme.color(0x757575, 0x9e9e9e);
    };
  }

  @Override
  public void paintIcon(final Component c, final Graphics graphics, final int x, final int y) {
    final Graphics2D g = (Graphics2D) graphics.create();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.translate(x, y);
    g.setColor(color(mark));
    g.setStroke(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    switch (mark) {
      case DONE -> {
        final Path2D tick = new Path2D.Double();
        tick.moveTo(3, 8.5);
        tick.lineTo(6.5, 12);
        tick.lineTo(13, 4);
        g.draw(tick);
      }
      case FAILED -> {
        g.draw(new Line2D.Double(4, 4, 12, 12));
        g.draw(new Line2D.Double(4, 12, 12, 4));
      }
      case STALE -> {
        final Path2D triangle = new Path2D.Double();
        triangle.moveTo(8, 2.5);
        triangle.lineTo(14, 13);
        triangle.lineTo(2, 13);
        triangle.closePath();
        g.setStroke(new BasicStroke(1.5f));
        g.draw(triangle);
        g.draw(new Line2D.Double(8, 6.5, 8, 9));
        g.fill(new Ellipse2D.Double(7.2, 10.2, 1.6, 1.6));
      }
      case OPEN -> {
        g.setStroke(new BasicStroke(1.3f));
        g.draw(new Ellipse2D.Double(5.5, 5.5, 5, 5));
      }
    }
    g.dispose();
  }

  @Override
  public int getIconWidth() {
    return SIZE;
  }

  @Override
  public int getIconHeight() {
    return SIZE;
  }
}
