package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.annotations.XYTitleAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * A picture of ROC curves by JFreeChart, 800 x 800 pixels: the false positive rate to the right,
 * the true positive rate up, the chance diagonal, and a legend with areas. Bold curves are black;
 * thin ones take the colors of Okabe and Ito (2008), which color-blind readers can distinguish, and
 * dashes beyond six. The axes go a hundredth beyond 0 and 1, as scikit-learn's do, so that curves
 * along the border are drawn in full width.
 */
final class RocPlot {

  /** Width and height in pixels. */
  static final int SIZE = 800;

  /** The square between the axes, in pixels, whatever the fonts of the machine. */
  static final Rectangle2D SQUARE = new Rectangle2D.Double(84, 48, 690, 690);

  /** How far the axes go beyond 0 and 1. */
  static final double MARGIN = 0.01;

  private static final int LEGEND_ROWS = 14;

  private static final Line2D LINE = new Line2D.Double(-17, 0, 17, 0); // in the legend

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

  private RocPlot() {}

  /**
   * Draws without a display.
   *
   * @param title what is shown, for example the model's name
   * @param series the curves; may be none
   * @return an RGB image
   * @throws AttriMilException when this Java finds no fonts
   */
  static BufferedImage draw(final String title, final List<RocSeries> series) {
    requireFonts();
    final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    final DefaultXYDataset data = new DefaultXYDataset();
    final LegendItemCollection thin = new LegendItemCollection();
    final LegendItemCollection legend = new LegendItemCollection();
    for (int i = 0; i < series.size(); i++) {
      final RocSeries s = series.get(i);
      final int number = thin.getItemCount();
      final Color color = s.bold() ? Color.BLACK : COLORS[number % COLORS.length];
      final BasicStroke stroke =
          s.bold()
              ? stroke(3.4f, null)
              : stroke(1.7f, DASHES[number / COLORS.length % DASHES.length]);
      data.addSeries(
          i, new double[][] {s.curve().falsePositiveRate(), s.curve().truePositiveRate()});
      renderer.setSeriesPaint(i, color);
      renderer.setSeriesStroke(i, stroke);
      final LegendItem item = new LegendItem(s.label(), null, null, null, LINE, stroke, color);
      (s.bold() ? legend : thin).add(item);
    }
    renderer.addAnnotation(
        new XYLineAnnotation(0, 0, 1, 1, stroke(1.2f, new float[] {6, 6}), Color.GRAY),
        Layer.BACKGROUND);
    final XYPlot plot =
        new XYPlot(
            data,
            axis("False positive rate (1 − specificity)"),
            axis("True positive rate (sensitivity)"),
            renderer);
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setInsets(RectangleInsets.ZERO_INSETS);
    if (!series.isEmpty()) {
      legend.addAll(thin);
      plot.addAnnotation(legend(legend));
    }
    return image(title, plot);
  }

  /** At the lower right, where good curves do not pass. */
  private static XYTitleAnnotation legend(final LegendItemCollection items) {
    final LegendItemCollection shown = new LegendItemCollection();
    final int all = items.getItemCount();
    final int rows = all <= LEGEND_ROWS ? all : LEGEND_ROWS - 1;
    for (int i = 0; i < rows; i++) {
      shown.add(items.get(i));
    }
    if (rows < all) {
      final Color none = new Color(0, true);
      shown.add(
          new LegendItem(
              "and " + (all - rows) + " more", null, null, null, LINE, stroke(1, null), none));
    }
    final LegendTitle legend = new LegendTitle(() -> shown);
    legend.setPosition(RectangleEdge.RIGHT); // one below the other
    legend.setItemFont(font(Font.PLAIN, 15));
    legend.setItemPaint(INK);
    legend.setItemLabelPadding(new RectangleInsets(2, 8, 2, 6));
    legend.setLegendItemGraphicPadding(new RectangleInsets(2, 6, 2, 2));
    legend.setLegendItemGraphicLocation(RectangleAnchor.CENTER);
    legend.setBackgroundPaint(new Color(255, 255, 255, 225));
    return new XYTitleAnnotation(0.99, 0.02, legend, RectangleAnchor.BOTTOM_RIGHT);
  }

  private static NumberAxis axis(final String label) {
    final NumberAxis axis = new NumberAxis(label);
    axis.setRange(-MARGIN, 1 + MARGIN);
    axis.setTickUnit(
        new NumberTickUnit(
            0.2, new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT))));
    axis.setLabelFont(font(Font.PLAIN, 18));
    axis.setLabelPaint(INK);
    axis.setTickLabelFont(font(Font.PLAIN, 16));
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(INK);
    axis.setAxisLineStroke(new BasicStroke(1.2f));
    return axis;
  }

  /** Draws twice: the first time shows how much room the texts take around the square. */
  private static BufferedImage image(final String title, final XYPlot plot) {
    final String line = title.replaceAll("\\p{Cntrl}", " ");
    final JFreeChart chart = new JFreeChart(line, font(Font.BOLD, 20), plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    chart.getTitle().setPaint(INK);
    chart.getTitle().setMaximumLinesToDisplay(1);
    chart.getTitle().setPadding(12, 20, 0, 20);
    chart.setTextAntiAlias(true);
    final ChartRenderingInfo info = new ChartRenderingInfo();
    paint(chart, info);
    final Rectangle2D first = info.getPlotInfo().getDataArea();
    plot.setInsets(
        new RectangleInsets(
            SQUARE.getMinY() - first.getMinY(),
            SQUARE.getMinX() - first.getMinX(),
            first.getMaxY() - SQUARE.getMaxY(),
            first.getMaxX() - SQUARE.getMaxX()));
    return paint(chart, info);
  }

  private static BufferedImage paint(final JFreeChart chart, final ChartRenderingInfo info) {
    return chart.createBufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB, info);
  }

  static Font font(final int style, final int points) {
    return new Font(Font.SANS_SERIF, style, points);
  }

  private static BasicStroke stroke(final float width, final float[] dash) {
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
  }

  static void requireFonts() {
    final Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      g.getFontMetrics(font(Font.PLAIN, 16)).stringWidth("0");
    } catch (final RuntimeException | LinkageError | InternalError e) {
      // What Java's font classes throw on servers without fontconfig differs by version.
      throw new AttriMilException(
          "Cannot draw plots: Java finds no fonts; install fontconfig and a font", e);
    } finally {
      g.dispose();
    }
  }
}
