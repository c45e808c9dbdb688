package io.github.attrimil.map;

import io.github.attrimil.file.PngFile;
import io.github.attrimil.slide.RgbImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Patches side by side, each with its score. */
final class Gallery {

  private static final int SIDE = 224;
  private static final int FONT = 15;
  private static final int GAP = 12;
  private static final int COLUMNS = 5;

  private Gallery() {}

  /**
   * @param images the patches' pixels
   * @param captions a line under each
   * @return at most five patches a row, each 224 pixels wide
   */
  static BufferedImage draw(final List<RgbImage> images, final List<String> captions) {
    final int columns = Math.min(COLUMNS, images.size());
    final int rows = (images.size() + columns - 1) / columns;
    final int cellWidth = SIDE + GAP;
    final int cellHeight = SIDE + 2 * FONT + GAP;
    final BufferedImage all =
        new BufferedImage(
            columns * cellWidth + GAP, rows * cellHeight + GAP, BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = all.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, all.getWidth(), all.getHeight());
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
    g.setColor(new Color(0x202020));
    for (int k = 0; k < images.size(); k++) {
      final int x = GAP + k % columns * cellWidth;
      final int y = GAP + k / columns * cellHeight;
      final RgbImage image = images.get(k);
      g.drawImage(PngFile.rgb(image.width(), image.height(), image.rgb()), x, y, SIDE, SIDE, null);
      if (Fonts.available()) {
        g.drawString(captions.get(k), x, y + SIDE + FONT + 2);
      }
    }
    g.dispose();
    return all;
  }
}
