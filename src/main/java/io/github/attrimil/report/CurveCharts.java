package io.github.attrimil.report;

import io.github.attrimil.evaluate.summary.Assessment;
import io.github.attrimil.evaluate.summary.Curve;
import io.github.attrimil.evaluate.summary.Curve.Kind;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Figure;
import io.github.attrimil.evaluate.summary.Metric;
import io.github.attrimil.report.chart.Axis;
import io.github.attrimil.report.chart.Line;
import io.github.attrimil.report.chart.Line.Style;
import io.github.attrimil.report.chart.LineChart;
import io.github.attrimil.report.page.HtmlReport.Drawing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** ROC, precision-recall, reliability and decision curves of an evaluation, with their bands. */
final class CurveCharts {

  private static final double[] UNIT = {0, 1};

  /** Bands of more classes than these would hide each other. */
  private static final int BANDS = 3;

  /** The lowest net benefit that is shown: below, a model is of no use whatever it is. */
  private static final double LEAST_BENEFIT = -0.1;

  private final EvaluationSummary summary;
  private final Assessment all;
  private final List<String> classes;
  private final boolean two;

  CurveCharts(final EvaluationSummary summary, final List<String> classes) {
    this.summary = summary;
    this.all = summary.all();
    this.classes = classes.stream().map(Digits::shortened).toList();
    this.two = classes.size() == 2;
  }

  /** Those that are defined, but decision curves of more than two classes. */
  List<Drawing> main() {
    final List<Drawing> drawings = new ArrayList<>();
    roc().ifPresent(drawings::add);
    precisionRecall().ifPresent(drawings::add);
    reliability().ifPresent(drawings::add);
    if (two) {
      decision(1).ifPresent(drawings::add);
    }
    return drawings;
  }

  private Optional<Drawing> roc() {
    final List<Line> lines = new ArrayList<>();
    for (final Curve curve : all.curves(Kind.ROC)) {
      final boolean main = curve.c() == Figure.NO_CLASS || two;
      final Metric metric = main ? Metric.AUC : Metric.AUC_CLASS;
      final String name = main ? two ? everything() : "Micro-average" : classes.get(curve.c());
      lines.add(
          line(
              name + ": AUC " + figure(all, metric, main ? Figure.NO_CLASS : curve.c()),
              curve,
              main ? Style.BOLD : Style.THIN));
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    if (two && summary.perFold().size() > 1) {
      for (final Assessment fold : summary.perFold()) {
        final String name = upper(fold.scope()) + ": AUC " + figure(fold, Metric.AUC, -1);
        fold.curves(Kind.ROC).forEach(c -> lines.add(line(name, c, Style.THIN)));
      }
    }
    final String alt = "ROC curves. " + names(lines);
    lines.add(new Line("", UNIT, UNIT, Style.REFERENCE));
    return Optional.of(
        new Drawing(
            LineChart.square(
                Axis.share("False positive rate (1 − specificity)"),
                Axis.share("True positive rate (sensitivity)"),
                lines,
                alt),
            "ROC curve.",
            "Each point is a threshold. A good model runs near the upper left corner; the dashed"
                + " line is guessing. "
                + bands()));
  }

  private Optional<Drawing> precisionRecall() {
    final List<Line> lines = new ArrayList<>();
    for (final Curve curve : all.curves(Kind.PRECISION_RECALL)) {
      final String name = two ? everything() : classes.get(curve.c());
      lines.add(
          line(
              two
                  ? name + ": average precision " + figure(all, Metric.AVERAGE_PRECISION, -1)
                  : name,
              curve,
              two ? Style.BOLD : Style.THIN));
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    final String alt = "Precision-recall curves. " + names(lines);
    if (two) {
      final double share = all.confusion().actual(1) / (double) all.slides();
      lines.add(new Line("", UNIT, new double[] {share, share}, Style.REFERENCE));
    }
    return Optional.of(
        new Drawing(
            LineChart.square(
                Axis.share("Recall (sensitivity)"),
                Axis.share("Precision (positive predictive value)"),
                lines,
                alt),
            "Precision-recall curve.",
            "Fraction of the slides predicted as "
                + (two ? classes.get(1) : "a class")
                + " that are correct, as more and more slides of the class are found."
                + (two ? " The dashed line is guessing." : "")
                + " "
                + bands()));
  }

  private String bands() {
    final boolean banded = two || classes.size() <= BANDS;
    return banded ? "Gray or colored: 95% bands over patients." : "";
  }

  private Optional<Drawing> reliability() {
    final List<Curve> raw = all.curves(Kind.RELIABILITY);
    final List<Curve> calibrated = all.curves(Kind.RELIABILITY_CALIBRATED);
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    final List<Line> lines = new ArrayList<>();
    calibrated.forEach(
        c ->
            lines.add(
                line(
                    "Calibrated: error " + figure(all, Metric.ECE_CALIBRATED, -1), c, Style.DOTS)));
    raw.forEach(
        c ->
            lines.add(
                calibrated.isEmpty()
                    ? line("As predicted: error " + figure(all, Metric.ECE, -1), c, Style.DOTS)
                    : new Line(
                        "As predicted: error " + figure(all, Metric.ECE, -1),
                        c.x(),
                        c.y(),
                        Style.OPEN)));
    final String alt = "Reliability diagram. " + names(lines);
    lines.add(new Line("", UNIT, UNIT, Style.REFERENCE));
    final String of = two ? classes.get(1) : "the predicted class";
    return Optional.of(
        new Drawing(
            LineChart.square(
                Axis.share("Mean predicted probability of " + of),
                Axis.share(two ? "Fraction that is " + of : "Fraction predicted correctly"),
                lines,
                alt),
            "Calibration.",
            "Whether probabilities are reliable: on the dashed line they are; below it they"
                + " are too high. Slides in ten bins, with 95% intervals."
                + (calibrated.isEmpty()
                    ? ""
                    : " Calibrated: after temperature scaling on validation slides.")));
  }

  /**
   * @param c the class to act on
   * @return its decision curve
   */
  Optional<Drawing> decision(final int c) {
    final Optional<Curve> act = of(Kind.NET_BENEFIT, c);
    final Optional<Curve> everyone = of(Kind.NET_BENEFIT_ALL, c);
    if (act.isEmpty() || everyone.isEmpty()) {
      return Optional.empty();
    }
    final List<Line> lines = new ArrayList<>();
    of(Kind.NET_BENEFIT_CALIBRATED, c)
        .ifPresent(curve -> lines.add(line("Model, calibrated", curve, Style.BOLD)));
    lines.add(line("Model", act.get(), lines.isEmpty() ? Style.BOLD : Style.THIN));
    lines.add(shown("Act on every slide", everyone.get()));
    lines.add(new Line("Act on none", UNIT, new double[2], Style.REFERENCE));
    final double most =
        lines.stream()
            .flatMapToDouble(l -> Arrays.stream(l.y()))
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    return Optional.of(
        new Drawing(
            LineChart.square(
                Axis.share("Threshold probability of " + classes.get(c)),
                Axis.around("Net benefit", LEAST_BENEFIT, Math.max(0.1, most)),
                lines,
                "Decision curve of " + classes.get(c) + ": " + names(lines)),
            "Decision curve" + (two ? "." : ", " + classes.get(c) + "."),
            "Net benefit of acting on slides above a threshold, such as a second look. The model is"
                + " of use where its line is above the two others."));
  }

  /** Ends where it leaves the axis. */
  private static Line shown(final String name, final Curve curve) {
    return new Line(
        name,
        curve.x(),
        Arrays.stream(curve.y()).map(y -> y < LEAST_BENEFIT ? Double.NaN : y).toArray(),
        Style.THIN);
  }

  private Optional<Curve> of(final Kind kind, final int c) {
    return all.curves(kind).stream().filter(curve -> curve.c() == c).findFirst();
  }

  private String everything() {
    return summary.folds().size() == 1 ? "All slides" : "All folds";
  }

  private Line line(final String name, final Curve c, final Style style) {
    final boolean banded = c.banded() && (style != Style.THIN || classes.size() <= BANDS && !two);
    return new Line(
        name,
        c.x(),
        c.y(),
        style,
        banded ? Optional.of(new Line.Band(c.x(), c.low(), c.high())) : Optional.empty());
  }

  private static String figure(final Assessment of, final Metric metric, final int c) {
    return of.figure(metric, c).map(Figure::text).orElse("undefined");
  }

  private static String names(final List<Line> lines) {
    return lines.stream().map(Line::label).collect(Collectors.joining("; "));
  }

  private static String upper(final String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
