package io.github.attrimil.explain.map;

import io.github.attrimil.explain.picture.Fonts;
import io.github.attrimil.explain.picture.Legend;
import io.github.attrimil.explain.picture.ScaleBar;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
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
  private static final int LINE = FONT * 3 / 2;
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, FONT);

  /**
   * One part.
   *
   * @param heading what its patches have in common
   * @param images the patches as {@link #small} makes them
   * @param captions a line under each
   */
  record Part(String heading, List<BufferedImage> images, List<String> captions) {}

  /**
   * How wide patches are.
   *
   * @param length in micrometers or level-0 pixels
   * @param microns which of these
   */
  record Width(double length, boolean microns) {}

  private Gallery() {}

  /**
   * @param patch a patch
   * @return it as large as galleries show it
   */
  static BufferedImage small(final RgbImage patch) {
    final BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = small.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.drawImage(PngFile.rgb(patch.width(), patch.height(), patch.rgb()), 0, 0, SIDE, SIDE, null);
    g.dispose();
    return small;
  }

  /**
   * @param parts one below the other
   * @param foot where the patches are from
   * @param patch how wide each is, for the scale bar
   * @return at most five patches a row, each 224 pixels wide, and a line with scale bar below
   */
  static BufferedImage draw(final List<Part> parts, final String foot, final Width patch) {
    int columns = 2; // room for a heading
    int height = GAP;
    for (final Part part : parts) {
      columns = Math.max(columns, Math.min(COLUMNS, part.images().size()));
      height += HEADING + rows(part) * cellHeight();
    }
    final int width = columns * (SIDE + GAP) + GAP;
    final List<String> lines = Fonts.available() ? lines(foot, width) : List.of();
    height += (lines.size() + 1) * LINE + GAP;
    final BufferedImage all = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = all.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, all.getWidth(), all.getHeight());
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(new Color(0x202020));
    int top = GAP;
    for (final Part part : parts) {
      if (Fonts.available()) {
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, FONT * 6 / 5));
        g.drawString(part.heading(), GAP, top + FONT + 4);
        g.setFont(TEXT);
      }
      top += HEADING;
      draw(g, part, columns, top);
      top += rows(part) * cellHeight();
    }
    foot(g, top, lines, ScaleBar.atMost(SIDE, patch.length() / SIDE, patch.microns()));
    g.dispose();
    return all;
  }

  private static List<String> lines(final String foot, final int width) {
    final Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    g.setFont(TEXT);
    final List<String> lines = Legend.wrap(foot, g.getFontMetrics(), width - 2 * GAP);
    g.dispose();
    return lines;
  }

  private static void foot(
      final Graphics2D g, final int top, final List<String> lines, final ScaleBar bar) {
    final int length = (int) Math.round(bar.pixels());
    g.fillRect(GAP, top + LINE / 2 - 2, length, 4);
    if (Fonts.available()) {
      g.setFont(TEXT);
      g.drawString(bar.label(), GAP + length + GAP, top + FONT);
      for (int k = 0; k < lines.size(); k++) {
        g.drawString(lines.get(k), GAP, top + (k + 1) * LINE + FONT);
      }
    }
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
      g.drawImage(part.images().get(k), x, y, null);
      if (Fonts.available()) {
        g.drawString(part.captions().get(k), x, y + SIDE + FONT + 2);
      }
    }
  }
}
