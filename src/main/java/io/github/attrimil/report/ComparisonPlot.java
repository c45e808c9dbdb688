package io.github.attrimil.report;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.summary.ComparedKind;
import io.github.attrimil.evaluate.summary.Comparison;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CombinedRangeXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/**
 * A picture of a comparison by JFreeChart, 1280 x 800 pixels: a row for each kind, the highest AUC
 * at the top, and side by side AUC, accuracy, patch AUC (where there is one) and seconds per epoch,
 * with 95 % intervals. Colors of Okabe and Ito (2008): black for the highest AUC, blue for kinds
 * that DeLong's test does not distinguish from it (p of .05 or more, or no test), orange for kinds
 * that it does; filled and open dots say the same.
 */
final class ComparisonPlot {

  static final int WIDTH = 1280;
  static final int HEIGHT = 800;

  private static final double LEVEL = 0.05;
  private static final double DOT = 10;
  private static final Color INK = new Color(0x222222);
  private static final Color GRID = new Color(0xe2e2e2);

  /** How a kind stands beside the best. */
  private enum Standing {
    BEST(Color.BLACK, true),
    ALIKE(new Color(0x0072b2), true),
    LOWER(new Color(0xd55e00), false);

    private final Color color;
    private final boolean filled;

    Standing(final Color color, final boolean filled) {
      this.color = color;
      this.filled = filled;
    }

    static Standing of(final Comparison.Row row, final boolean first) {
      return first ? BEST : row.toBest().filter(t -> t.p() < LEVEL).isPresent() ? LOWER : ALIKE;
    }
  }

  private final List<Comparison.Row> rows;

  private ComparisonPlot(final List<Comparison.Row> rows) {
    this.rows = rows;
  }

  /**
   * Draws without a display.
   *
   * @param title what is shown
   * @param comparison the kinds; those that failed have a name and no dots
   * @return an RGB image
   * @throws io.github.attrimil.core.AttriMilException when this Java finds no fonts
   */
  static BufferedImage draw(final String title, final Comparison comparison) {
    RocPlot.requireFonts();
    return new ComparisonPlot(comparison.rows()).draw(title, comparison.localized());
  }

  private BufferedImage draw(final String title, final boolean localized) {
    final CombinedRangeXYPlot all = new CombinedRangeXYPlot(names());
    all.setGap(38);
    all.add(panel("AUC", share(), this::auc), 5);
    all.add(
        panel("Accuracy", share(), k -> k.measured().map(m -> m.summary().pooledAccuracy())), 4);
    if (localized) {
      all.add(
          panel("Patch AUC", share(), k -> k.measured().flatMap(ComparedKind.Measured::patchAuc)),
          4);
    }
    all.add(panel("Seconds per epoch", seconds(), this::time), 3);
    all.setInsets(new RectangleInsets(8, 12, 8, 20));
    final JFreeChart chart =
        new JFreeChart(
            "Kinds of MIL model: " + title.replaceAll("\\p{Cntrl}", " "),
            RocPlot.font(Font.BOLD, 20),
            all,
            false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getTitle().setPaint(INK);
    chart.getTitle().setMaximumLinesToDisplay(1);
    chart.getTitle().setPadding(12, 20, 2, 20);
    final TextTitle key =
        new TextTitle(
            "95% confidence intervals. Black: highest AUC. Blue: not distinguished from it"
                + " (DeLong, p ≥ 0.05). Orange, open: AUC differs (p < 0.05).",
            RocPlot.font(Font.PLAIN, 15));
    key.setPaint(INK);
    key.setPadding(2, 20, 8, 20);
    chart.addSubtitle(key);
    chart.setTextAntiAlias(true);
    return chart.createBufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, null);
  }

  private Optional<Interval> auc(final ComparedKind kind) {
    return kind.auc();
  }

  private Optional<Interval> time(final ComparedKind kind) {
    final OptionalDouble seconds =
        kind.measured().map(m -> m.cost().secondsPerEpoch()).orElse(OptionalDouble.empty());
    return seconds.isPresent() && seconds.getAsDouble() > 0
        ? Optional.of(
            new Interval(seconds.getAsDouble(), seconds.getAsDouble(), seconds.getAsDouble()))
        : Optional.empty();
  }

  private XYPlot panel(
      final String label,
      final ValueAxis axis,
      final Function<ComparedKind, Optional<Interval>> value) {
    final XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    final XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDrawYError(false);
    renderer.setCapLength(7);
    renderer.setErrorStroke(new BasicStroke(2));
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < rows.size(); i++) {
      final XYIntervalSeries series = new XYIntervalSeries(i);
      final double y = rows.size() - 1.0 - i;
      final Optional<Interval> of = value.apply(rows.get(i).of());
      if (of.isPresent()) {
        series.add(of.get().estimate(), of.get().low(), of.get().high(), y, y, y);
        least = Math.min(least, Math.min(of.get().low(), of.get().estimate()));
        most = Math.max(most, Math.max(of.get().high(), of.get().estimate()));
      }
      data.addSeries(series);
      final Standing standing = Standing.of(rows.get(i), i == 0);
      renderer.setSeriesPaint(i, standing.color);
      renderer.setSeriesShape(i, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
      renderer.setSeriesShapesFilled(i, standing.filled);
      renderer.setSeriesOutlineStroke(i, new BasicStroke(2));
    }
    axis.setLabel(label);
    final boolean any = least <= most;
    if (axis instanceof LogAxis) {
      renderer.setDrawXError(false);
      // Whole decades, so that at least two have a label.
      axis.setRange(
          0.97 * Math.pow(10, Math.floor(Math.log10(any ? least * 0.95 : 1))),
          1.03 * Math.pow(10, Math.ceil(Math.log10(any ? most * 1.05 : 2))));
    } else {
      axis.setRange(Math.min(0.5, Math.floor((any ? least : 1) * 10) / 10) - 0.01, 1.01);
    }
    final XYPlot plot = new XYPlot(data, axis, null, renderer);
    plot.setDomainAxisLocation(AxisLocation.TOP_OR_LEFT);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    return plot;
  }

  private SymbolAxis names() {
    final String[] names = new String[rows.size()];
    for (int i = 0; i < names.length; i++) {
      final ComparedKind kind = rows.get(i).of();
      names[names.length - 1 - i] = kind.kind() + (kind.measured().isEmpty() ? " (failed)" : "");
    }
    final SymbolAxis axis = new SymbolAxis(null, names);
    axis.setGridBandsVisible(false);
    axis.setRange(-0.6, names.length - 0.4);
    style(axis);
    axis.setTickLabelFont(RocPlot.font(Font.PLAIN, names.length > 20 ? 15 : 18));
    return axis;
  }

  private static NumberAxis share() {
    final NumberAxis axis = new NumberAxis();
    axis.setNumberFormatOverride(
        new DecimalFormat("0.0#", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    style(axis);
    return axis;
  }

  private static LogAxis seconds() {
    final LogAxis axis = new LogAxis();
    axis.setNumberFormatOverride(
        new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    axis.setTickUnit(new NumberTickUnit(1)); // a decade
    style(axis);
    return axis;
  }

  private static void style(final ValueAxis axis) {
    axis.setLabelFont(RocPlot.font(Font.PLAIN, 18));
    axis.setLabelPaint(INK);
    axis.setTickLabelFont(RocPlot.font(Font.PLAIN, 15));
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(INK);
  }
}
