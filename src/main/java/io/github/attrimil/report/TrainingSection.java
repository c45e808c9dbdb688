package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.report.chart.Axis;
import io.github.attrimil.report.chart.Line;
import io.github.attrimil.report.chart.LineChart;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlReport.Drawing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Learning curves, from the model's log.csv. */
final class TrainingSection {

  private static final Map<String, String> CURVES = new LinkedHashMap<>();

  static {
    CURVES.put("loss", "Training loss");
    CURVES.put("val_loss", "Validation loss");
    CURVES.put("val_auc", "Validation AUC");
    CURVES.put("val_acc", "Validation accuracy");
  }

  private TrainingSection() {}

  /** Adds the section where there is a log. */
  static void add(final HtmlReport html, final Subject of) {
    final Path file = of.log();
    if (!Files.exists(file)) {
      return;
    }
    html.section("Training");
    try {
      final CsvTable log = CsvTable.read(file).require("fold", "epoch");
      html.paragraph(
          "A line for each fold. Training loss should fall. Where validation loss rises while"
              + " training loss falls, the model overfits; the epoch that was best on validation"
              + " slides is the one that is kept.");
      final List<Drawing> drawings = new ArrayList<>();
      CURVES.forEach(
          (column, title) -> {
            if (log.has(column)) {
              drawings.add(curve(log, column, title, drawings.isEmpty()));
            }
          });
      html.drawings(drawings);
    } catch (final AttriMilException e) {
      html.paragraph("The learning curves cannot be shown. " + AttriMilException.oneLine(e));
    }
  }

  private static Drawing curve(
      final CsvTable log, final String column, final String title, final boolean named) {
    final Map<Long, List<double[]>> folds = new LinkedHashMap<>();
    for (int row = 0; row < log.rows(); row++) {
      folds
          .computeIfAbsent(log.integer(row, "fold"), f -> new ArrayList<>())
          .add(
              new double[] {
                log.integer(row, "epoch"),
                log.find(row, column).isPresent() ? number(log, row, column) : Double.NaN
              });
    }
    final List<Line> lines = new ArrayList<>();
    folds.forEach(
        (fold, points) ->
            lines.add(
                new Line(
                    named ? "Fold " + fold : "",
                    points.stream().mapToDouble(p -> p[0]).toArray(),
                    points.stream().mapToDouble(p -> p[1]).toArray(),
                    Line.Style.THIN)));
    final double[] values = lines.stream().flatMapToDouble(l -> Arrays.stream(l.y())).toArray();
    final double[] epochs = lines.stream().flatMapToDouble(l -> Arrays.stream(l.x())).toArray();
    final int first = (int) Arrays.stream(epochs).min().orElse(0);
    final int last = (int) Arrays.stream(epochs).max().orElse(1);
    final boolean share = !column.endsWith("loss");
    return new Drawing(
        LineChart.wide(
            Axis.whole("Epoch", first, last),
            share ? Axis.share(title) : Axis.around(title, values),
            lines,
            title
                + " by epoch, a line for each of "
                + folds.size()
                + " folds. At the end: "
                + ends(lines)
                + "."),
        title + ".",
        named ? "" : "Lines as in the first picture.");
  }

  private static double number(final CsvTable log, final int row, final String column) {
    try {
      return log.number(row, column);
    } catch (final AttriMilException e) {
      return Double.NaN; // a loss that is not a number is a gap
    }
  }

  private static String ends(final List<Line> lines) {
    return String.join(
        "; ",
        lines.stream()
            .limit(20)
            .map(
                l -> {
                  final int n = IntStream.range(0, l.y().length).reduce(0, (a, b) -> b);
                  return Digits.of(l.y()[n]);
                })
            .toList());
  }
}
