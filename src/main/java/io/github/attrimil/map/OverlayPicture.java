package io.github.attrimil.map;

import io.github.attrimil.slide.RgbImage;
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
   * @param map that class's map
   * @param colors how scores are coloured
   * @param overview the slide
   * @return the overview at its own size, the legend to the right of it
   */
  public static RgbImage draw(
      final PatchScores scores,
      final int c,
      final ScoreMap map,
      final ScoreColors colors,
      final Overview overview) {
    final BufferedImage slide = toBuffered(new MapPainter(map, colors, overview).paint());
    final BufferedImage legend = Legend.draw(scores, c, colors, overview);
    final int gap = Legend.fontSize(overview) / 2;
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
    return toRgb(all);
  }

  /** As Java2D wants it. */
  static BufferedImage toBuffered(final RgbImage image) {
    final BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    buffered.setRGB(0, 0, image.width(), image.height(), image.toArgb(), 0, image.width());
    return buffered;
  }

  /** As files want it. */
  static RgbImage toRgb(final BufferedImage image) {
    final int[] argb =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    final byte[] rgb = new byte[3 * argb.length];
    for (int i = 0; i < argb.length; i++) {
      rgb[3 * i] = (byte) (argb[i] >> 16);
      rgb[3 * i + 1] = (byte) (argb[i] >> 8);
      rgb[3 * i + 2] = (byte) argb[i];
    }
    return new RgbImage(image.getWidth(), image.getHeight(), rgb);
  }
}
