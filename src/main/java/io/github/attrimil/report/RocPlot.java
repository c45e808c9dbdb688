package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.EvaluationSummary;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Intervals;
import io.github.attrimil.evaluate.Metrics;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Ranking;
import io.github.attrimil.evaluate.RocCurve;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A picture of ROC curves, 800 x 800 pixels: the false positive rate to the right, the true
 * positive rate up, the chance diagonal, and a legend with areas. Colours are those of Okabe and
 * Ito, told apart by the colour-blind; beyond six, dashes tell curves apart.
 */
public final class RocPlot {

  /** Width and height in pixels. */
  public static final int SIZE = 800;

  private static final int LEFT = 90;
  private static final int TOP = 60;
  private static final int SIDE = 650; // of the square between the axes
  private static final int LEGEND_ROWS = 14;

  private static final Color INK = new Color(0x222222);
  private static final Color GRID = new Color(0xe6e6e6);
  private static final Color[] COLORS = {
    new Color(0x0072b2),
    new Color(0xd55e00),
    new Color(0x009e73),
    new Color(0xcc79a7),
    new Color(0xe69f00),
    new Color(0x56b4e9)
  };
  private static final float[][] DASHES = {null, {9, 5}, {3, 4}, {12, 4, 3, 4}};

  /**
   * One curve.
   *
   * @param name what the legend calls it, its area included
   * @param curve its points
   * @param bold whether it stands out, in black; thin ones take the colours in order
   */
  public record Series(String name, RocCurve curve, boolean bold) {}

  private RocPlot() {}

  /**
   * The curves of a summary. Two classes: a thin one a fold and a bold one of all test slides. More
   * classes: a thin one for each class against the rest and a bold micro-average, of all test
   * slides. Curves that are undefined are left out.
   *
   * @param summary K folds
   * @param classNames C names
   * @return the curves, bold ones last
   * @throws AttriMilException when the names are not C
   */
  public static List<Series> series(
      final EvaluationSummary summary, final List<String> classNames) {
    final Predictions pooled = summary.pooled();
    if (classNames.size() != pooled.classes()) {
      throw new AttriMilException(
          "%d class names do not fit predictions of %d classes"
              .formatted(classNames.size(), pooled.classes()));
    }
    final List<Series> series = new ArrayList<>();
    if (pooled.classes() > 2) {
      for (int c = 0; c < pooled.classes(); c++) {
        add(series, classNames.get(c), Metrics.ranking(pooled, c), Optional.empty(), false);
      }
    } else if (summary.folds().size() > 1) {
      for (final EvaluationSummary.Fold fold : summary.folds()) {
        final Ranking ranking = Metrics.ranking(fold.test());
        add(series, "Fold " + fold.number(), ranking, Intervals.delong(ranking), false);
      }
    }
    if (summary.pooledAuc().isPresent()) {
      final String name =
          pooled.classes() > 2
              ? "Micro-average"
              : summary.folds().size() > 1 ? "All folds" : "Test slides";
      add(series, name, Metrics.ranking(pooled), summary.pooledAuc(), true);
    }
    return series;
  }

  private static void add(
      final List<Series> series,
      final String name,
      final Ranking ranking,
      final Optional<Interval> interval,
      final boolean bold) {
    final OptionalDouble auc = ranking.auc();
    RocCurve.of(ranking)
        .ifPresent(
            curve ->
                series.add(
                    new Series(
                        name
                            + ": AUC "
                            + interval
                                .map(Interval::text)
                                .orElseGet(
                                    () -> String.format(Locale.ROOT, "%.3f", auc.getAsDouble())),
                        curve,
                        bold)));
  }

  /**
   * Draws without a display.
   *
   * @param title what is shown, for example the model's name
   * @param series the curves; may be none
   * @return an RGB image
   * @throws AttriMilException when this Java finds no fonts
   */
  public static BufferedImage draw(final String title, final List<Series> series) {
    final BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, SIZE, SIZE);
      requireFonts(g);
      axes(g, title);
      int thin = 0;
      final List<Style> styles = new ArrayList<>();
      for (final Series s : series) {
        styles.add(s.bold() ? Style.boldOne() : Style.thinOne(thin++));
      }
      for (int i = 0; i < series.size(); i++) {
        curve(g, series.get(i).curve(), styles.get(i));
      }
      legend(g, series, styles);
    } finally {
      g.dispose();
    }
    return image;
  }

  private static void requireFonts(final Graphics2D g) {
    try {
      g.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 16)).stringWidth("0");
    } catch (final RuntimeException | LinkageError | InternalError e) {
      // What Java's font classes throw on servers without fontconfig differs by version.
      throw new AttriMilException(
          "Cannot draw ROC curves: Java finds no fonts; install fontconfig and a font", e);
    }
  }

  private record Style(Color color, BasicStroke stroke) {

    static Style boldOne() {
      return new Style(Color.BLACK, stroke(3.4f, null));
    }

    static Style thinOne(final int i) {
      return new Style(
          COLORS[i % COLORS.length], stroke(1.7f, DASHES[i / COLORS.length % DASHES.length]));
    }

    private static BasicStroke stroke(final float width, final float[] dash) {
      return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
    }
  }

  private static double x(final double fpr) {
    return LEFT + SIDE * fpr;
  }

  private static double y(final double tpr) {
    return TOP + SIDE * (1 - tpr);
  }

  private static void axes(final Graphics2D g, final String title) {
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    g.setStroke(new BasicStroke(1));
    for (int i = 0; i <= 5; i++) {
      final double v = i / 5.0;
      g.setColor(GRID);
      g.draw(new Line2D.Double(x(v), y(0), x(v), y(1)));
      g.draw(new Line2D.Double(x(0), y(v), x(1), y(v)));
      g.setColor(INK);
      final String text = String.format(Locale.ROOT, "%.1f", v);
      final FontMetrics m = g.getFontMetrics();
      g.drawString(text, (float) x(v) - m.stringWidth(text) / 2f, (float) y(0) + 24);
      g.drawString(text, (float) x(0) - m.stringWidth(text) - 10, (float) y(v) + 6);
    }
    g.setColor(Color.GRAY);
    g.setStroke(Style.stroke(1.2f, new float[] {6, 6}));
    g.draw(new Line2D.Double(x(0), y(0), x(1), y(1)));
    g.setColor(INK);
    g.setStroke(new BasicStroke(1.2f));
    g.draw(new Line2D.Double(x(0), y(0), x(1), y(0)));
    g.draw(new Line2D.Double(x(0), y(0), x(0), y(1)));

    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18));
    centred(g, "False positive rate (1 − specificity)", x(0.5), y(0) + 58);
    final AffineTransform upright = g.getTransform();
    g.rotate(-Math.PI / 2, 28, y(0.5));
    centred(g, "True positive rate (sensitivity)", 28, y(0.5));
    g.setTransform(upright);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
    centred(g, fitted(title, g.getFontMetrics(), SIZE - 40), SIZE / 2.0, 38);
  }

  private static void centred(
      final Graphics2D g, final String text, final double x, final double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
  }

  private static void curve(final Graphics2D g, final RocCurve curve, final Style style) {
    final Path2D path = new Path2D.Double();
    path.moveTo(x(0), y(0));
    for (int i = 1; i < curve.thresholds().length; i++) {
      path.lineTo(x(curve.falsePositiveRate()[i]), y(curve.truePositiveRate()[i]));
    }
    g.setColor(style.color());
    g.setStroke(style.stroke());
    g.draw(path);
  }

  /** At the lower right, where good curves do not pass; bold ones first. */
  private static void legend(
      final Graphics2D g, final List<Series> series, final List<Style> styles) {
    final List<Integer> order = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      order.add(series.get(i).bold() ? 0 : order.size(), i);
    }
    final int left = (int) x(0.4);
    final int step = 23;
    final boolean all = order.size() <= LEGEND_ROWS;
    final int shown = all ? order.size() : LEGEND_ROWS - 1;
    final int rows = Math.min(order.size(), LEGEND_ROWS);
    if (rows == 0) {
      return;
    }
    final int top = (int) y(0) - 14 - step * rows;
    g.setColor(new Color(255, 255, 255, 225));
    g.fillRect(left - 8, top - 6, (int) x(1) - left + 4, step * rows + 10);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    for (int r = 0; r < rows; r++) {
      final int baseline = top + step * r + 16;
      final String text;
      if (r < shown) {
        final Style style = styles.get(order.get(r));
        g.setColor(style.color());
        g.setStroke(style.stroke());
        g.draw(new Line2D.Double(left, baseline - 5, left + 34, baseline - 5));
        text = series.get(order.get(r)).name();
      } else {
        text = "and " + (order.size() - shown) + " more";
      }
      g.setColor(INK);
      g.drawString(fitted(text, g.getFontMetrics(), (int) x(1) - left - 52), left + 44, baseline);
    }
  }

  /** Cuts at the front half's end, so that areas at a name's end stay. */
  private static String fitted(final String text, final FontMetrics m, final int width) {
    final String line = text.replaceAll("\\p{Cntrl}", " ");
    if (m.stringWidth(line) <= width) {
      return line;
    }
    final int area = line.lastIndexOf(": AUC ");
    final String tail = area < 0 ? "" : line.substring(area);
    int keep = area < 0 ? line.length() : area;
    while (keep > 0 && m.stringWidth(line.substring(0, keep) + "…" + tail) > width) {
      keep--;
    }
    return line.substring(0, keep) + "…" + tail;
  }
}
