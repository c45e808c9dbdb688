package io.github.attrimil.explain.picture;

import io.github.attrimil.explain.MapValues;
import io.github.attrimil.explain.MapView;
import io.github.attrimil.explain.Numbers;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.ScoreColors;
import io.github.attrimil.mil.PatchValues;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The panel that explains how to read a map: class, color bar, range, scale bar, and the logit. */
public final class Legend {

  private static final Color INK = new Color(0x202020);
  private static final Color GRAY = new Color(0x606060);
  private static final int COLUMNS = 16; // width of the panel in font sizes
  private static final int COMPACT_COLUMNS = 11;
  private static final int BAR_LINES = 9; // height of the color bar in lines

  private final PatchScores scores;
  private final int c;
  private final MapValues values;
  private final String smoothing;
  private final ScoreColors colors;
  private final Overview overview;
  private final boolean compact;
  private final int fontSize;
  private final int width;
  private final Font plain;
  private final Font bold;
  private double threshold = MapView.ALL;
  private BufferedImage image;
  private Graphics2D g;
  private int y;

  /** How much is written, and how large. */
  private record Style(boolean compact, int fontSize) {}

  private Legend(
      final PatchScores scores,
      final int c,
      final MapValues values,
      final String smoothing,
      final ScoreColors colors,
      final Overview overview,
      final Style style) {
    this.scores = scores;
    this.c = c;
    this.values = values;
    this.smoothing = smoothing;
    this.colors = colors;
    this.overview = overview;
    this.compact = style.compact();
    this.fontSize = style.fontSize();
    this.width = (compact ? COMPACT_COLUMNS : COLUMNS) * fontSize;
    this.plain = new Font(Font.SANS_SERIF, Font.PLAIN, fontSize);
    this.bold = new Font(Font.SANS_SERIF, Font.BOLD, Math.round(fontSize * 1.2f));
  }

  /**
   * A panel to stand beside the picture, with everything in it.
   *
   * @param scores the patches
   * @param c class
   * @param values what is shown
   * @param smoothing how the map was smoothed, or "none"
   * @param colors how values are colored
   * @param overview the picture
   * @return the panel, white, as high as its text
   */
  static BufferedImage beside(
      final PatchScores scores,
      final int c,
      final MapValues values,
      final String smoothing,
      final ScoreColors colors,
      final Overview overview) {
    final int w = overview.image().width();
    final int h = overview.image().height();
    // Readable over a column of print, and no higher than the picture while it can be.
    final int fontSize = Math.max(13, Math.min(60, Math.min(Math.max(w, h) / 60, h / 27)));
    return new Legend(scores, c, values, smoothing, colors, overview, new Style(false, fontSize))
        .draw();
  }

  /**
   * A panel to lie on the picture: class, colors, model and scale only, and a fifth of its width.
   *
   * @param scores the patches
   * @param view what is shown
   * @param values the same
   * @param smoothing how the map was smoothed, or "none"
   * @param colors how values are colored
   * @param overview the picture
   * @return the panel, white, as high as its text
   */
  public static BufferedImage onTop(
      final PatchScores scores,
      final MapView view,
      final MapValues values,
      final String smoothing,
      final ScoreColors colors,
      final Overview overview) {
    final int w = overview.image().width();
    final int h = overview.image().height();
    final int fontSize = Math.max(8, Math.min(w / (5 * COMPACT_COLUMNS), h / 40));
    final Legend legend =
        new Legend(
            scores, view.c(), values, smoothing, colors, overview, new Style(true, fontSize));
    legend.threshold = view.threshold();
    return legend.draw();
  }

  private BufferedImage draw() {
    // Once to learn the height, once to draw.
    start(1);
    content();
    final int height = y + fontSize / 2;
    g.dispose();
    start(height);
    content();
    g.dispose();
    return image;
  }

  private void start(final int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width, height);
    y = fontSize / 2;
  }

  private void content() {
    text(scores.mapName(c), bold, INK);
    final String title = values.words().title();
    text(compact ? title.replace(" per patch", "") : title, plain, INK);
    y += fontSize / 2;
    bar();
    if (compact) {
      if (threshold != MapView.ALL) {
        text("colored above " + number(threshold), plain, INK);
        y += fontSize / 2;
      }
      smoothed();
      scale();
      text("model " + scores.model().name(), plain, GRAY);
      if (!scores.model().fold().isEmpty()) {
        text(scores.model().foldText(), plain, GRAY);
      }
      return;
    }
    text(
        "full color at "
            + (values.signed() ? "±" : "")
            + Numbers.number(colors.range())
            + ": "
            + colors.rangeNote(),
        plain,
        GRAY);
    if (!values.words().note().isEmpty()) {
      text(values.words().note(), plain, INK);
    }
    smoothed();
    y += fontSize;
    scale();
    y += fontSize / 2;
    final double logit = scores.logit()[c];
    final Optional<PatchValues.Additive> additive = scores.additive();
    if (additive.isPresent()) {
      final double bias = additive.get().bias()[c];
      text("logit " + Numbers.signed(logit) + " =", plain, INK);
      text(
          "patches " + Numbers.signed(logit - bias) + ", bias " + Numbers.signed(bias), plain, INK);
    } else if (!scores.oneForAll()) {
      text("logit " + Numbers.signed(logit), plain, INK);
    }
    text("predicted: " + scores.classNames().get(scores.predicted()), plain, INK);
    y += fontSize / 2;
    text(scores.patches() + (scores.patches() == 1 ? " patch" : " patches"), plain, GRAY);
    text("model " + scores.model().text(), plain, GRAY);
    text("slide " + scores.slideId(), plain, GRAY);
  }

  private void smoothed() {
    if (!smoothing.equals("none")) {
      text("smoothed: " + smoothing, plain, INK);
      y += fontSize / 2;
    }
  }

  private void bar() {
    final int left = fontSize / 2;
    final int barWidth = fontSize * 3 / 2;
    final int height = BAR_LINES * fontSize;
    y += fontSize / 2;
    for (int row = 0; row < height; row++) {
      final double t = 1 - (row + 0.5) / height;
      g.setColor(new Color(colors.argb(atHeight(t))));
      g.fillRect(left, y + row, barWidth, 1);
    }
    g.setColor(INK);
    g.setStroke(new BasicStroke(Math.max(1, fontSize / 16f)));
    g.drawRect(left, y, barWidth, height);
    g.setFont(plain);
    final FontMetrics metrics = g.getFontMetrics();
    final String[] notes =
        values.signed()
            ? new String[] {
              values.words().most(), "", values.words().zero(), "", values.words().least()
            }
            : new String[] {values.words().most(), "", "", "", values.words().zero()};
    for (int k = 0; k < notes.length; k++) {
      final int at = y + k * height / (notes.length - 1);
      final double value = atHeight(1 - k / (notes.length - 1.0));
      g.setColor(INK);
      g.drawLine(left + barWidth, at, left + barWidth + fontSize / 3, at);
      final String number = number(value);
      final String line = number + "  " + notes[k];
      final int x = left + barWidth + fontSize * 2 / 3;
      final int base = at + metrics.getAscent() * 2 / 5;
      if (x + metrics.stringWidth(line) <= width) {
        g.drawString(line, x, base);
      } else { // Ticks are more than two lines apart.
        g.drawString(number, x, base);
        final boolean lowest = k == notes.length - 1;
        g.drawString(notes[k], x, base + (lowest ? -1 : 1) * metrics.getHeight());
      }
    }
    y += height + fontSize;
  }

  /** With a sign where values have one: shares of attention have none. */
  private String number(final double value) {
    return value == 0 ? "0" : values.signed() ? Numbers.signed(value) : Numbers.number(value);
  }

  /** The value at a height of the bar, 0 to 1: from the lower end of the colors, or from 0. */
  private double atHeight(final double t) {
    return colors.range() * (values.signed() ? 2 * t - 1 : t);
  }

  private void scale() {
    final boolean microns = scores.calibrated();
    final double perPixel = overview.downsampleX() * (microns ? scores.mppX() : 1);
    final double longest = Math.min(width - fontSize, 0.4 * overview.image().width());
    final ScaleBar bar = ScaleBar.atMost(longest, perPixel, microns);
    g.setColor(INK);
    g.fillRect(fontSize / 2, y, (int) Math.round(bar.pixels()), Math.max(2, fontSize / 4));
    y += fontSize / 2;
    text(bar.label() + (microns ? "" : " (pixel size unknown)"), plain, INK);
  }

  private void text(final String text, final Font font, final Color color) {
    g.setFont(font);
    g.setColor(color);
    final FontMetrics metrics = g.getFontMetrics();
    for (final String line : wrap(text, metrics, width - fontSize)) {
      g.drawString(line, fontSize / 2, y + metrics.getAscent());
      y += metrics.getHeight();
    }
  }

  /** Breaks at spaces, and inside words that are too long. */
  public static List<String> wrap(final String text, final FontMetrics metrics, final int width) {
    final List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (final String word : text.split("\\s+")) {
      final String longer = line.isEmpty() ? word : line + " " + word;
      if (metrics.stringWidth(longer) > width && !line.isEmpty()) {
        lines.add(line.toString());
        line = new StringBuilder();
      } else if (!line.isEmpty()) {
        line.append(' ');
      }
      for (int at = 0; at < word.length(); ) {
        final int code = word.codePointAt(at);
        final String next = Character.toString(code);
        if (metrics.stringWidth(line + next) > width && !line.isEmpty()) {
          lines.add(line.toString());
          line = new StringBuilder();
        }
        line.append(next);
        at += next.length();
      }
    }
    lines.add(line.toString());
    return lines;
  }
}
