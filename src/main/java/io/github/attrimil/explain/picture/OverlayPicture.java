package io.github.attrimil.explain.picture;

import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.ScoreColors;
import io.github.attrimil.explain.ScoreMap;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** A map over the slide's overview with its legend beside it, fit for a figure. */
public final class OverlayPicture {

  private OverlayPicture() {}

  /**
   * Draws the picture.
   *
   * @param scores the patches
   * @param c class
   * @param drawing how the map was drawn
   * @param map that class's map
   * @param colors how values are colored
   * @param overview the slide
   * @return the overview at its own size, the legend to the right of it; no legend where the system
   *     has no fonts
   */
  public static BufferedImage draw(
      final PatchScores scores,
      final int c,
      final Drawing drawing,
      final ScoreMap map,
      final ScoreColors colors,
      final Overview overview) {
    final BufferedImage slide = new MapPainter(map, colors, overview).paint();
    if (!Fonts.available()) {
      return slide;
    }
    final BufferedImage legend =
        Legend.beside(
            scores, c, drawing.values(scores, c), drawing.smoothingText(scores), colors, overview);
    final int gap = legend.getWidth() / 24;
    final BufferedImage all =
        new BufferedImage(
            slide.getWidth() + gap + legend.getWidth(),
            Math.max(slide.getHeight(), legend.getHeight()),
            BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = all.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, all.getWidth(), all.getHeight());
    g.drawImage(slide, 0, 0, null);
    g.drawImage(legend, slide.getWidth() + gap, 0, null);
    g.dispose();
    return all;
  }
}
