package io.github.attrimil.map;

import io.github.attrimil.file.PngFile;
import io.github.attrimil.slide.RgbImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Patches side by side, each with its score, in parts with a heading each. */
final class Gallery {

  private static final int SIDE = 224;
  private static final int FONT = 15;
  private static final int GAP = 12;
  private static final int COLUMNS = 5;
  private static final int HEADING = 3 * FONT;

  /**
   * One part.
   *
   * @param heading what its patches have in common
   * @param images the patches' pixels
   * @param captions a line under each
   */
  record Part(String heading, List<RgbImage> images, List<String> captions) {}

  private Gallery() {}

  /**
   * @param parts one below the other
   * @return at most five patches a row, each 224 pixels wide
   */
  static BufferedImage draw(final List<Part> parts) {
    int columns = 2; // room for a heading
    int height = GAP;
    for (final Part part : parts) {
      columns = Math.max(columns, Math.min(COLUMNS, part.images().size()));
      height += HEADING + rows(part) * cellHeight();
    }
    final BufferedImage all =
        new BufferedImage(columns * (SIDE + GAP) + GAP, height, BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = all.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, all.getWidth(), all.getHeight());
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(new Color(0x202020));
    int top = GAP;
    for (final Part part : parts) {
      if (Fonts.available()) {
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, FONT * 6 / 5));
        g.drawString(part.heading(), GAP, top + FONT + 4);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
      }
      top += HEADING;
      draw(g, part, columns, top);
      top += rows(part) * cellHeight();
    }
    g.dispose();
    return all;
  }

  private static int rows(final Part part) {
    return (part.images().size() + COLUMNS - 1) / COLUMNS;
  }

  private static int cellHeight() {
    return SIDE + 2 * FONT + GAP;
  }

  private static void draw(final Graphics2D g, final Part part, final int columns, final int top) {
    for (int k = 0; k < part.images().size(); k++) {
      final int x = GAP + k % columns * (SIDE + GAP);
      final int y = top + k / columns * cellHeight();
      final RgbImage image = part.images().get(k);
      g.drawImage(PngFile.rgb(image.width(), image.height(), image.rgb()), x, y, SIDE, SIDE, null);
      if (Fonts.available()) {
        g.drawString(part.captions().get(k), x, y + SIDE + FONT + 2);
      }
    }
  }
}
