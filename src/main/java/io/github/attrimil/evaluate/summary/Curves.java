package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Bootstrap;
import io.github.attrimil.evaluate.Calibration;
import io.github.attrimil.evaluate.DecisionCurve;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Metrics;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.PooledScores;
import io.github.attrimil.evaluate.PrecisionRecallCurve;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.RocCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Draws the points of all curves of a set of slides; bands are over patients, pointwise. */
final class Curves {

  private static final double[] NONE = {};
  private static final long[] ALL = {};

  /** Of one curve. */
  static final int MOST_POINTS = 2000;

  private final Predictions slides;
  private final Optional<Bootstrap> bands;
  private final List<Curve> curves = new ArrayList<>();

  private Curves(final Predictions slides, final Optional<Bootstrap> bands) {
    this.slides = slides;
    this.bands = bands;
  }

  /**
   * @param of the slides
   * @param patients whose they are
   * @param seed of the bands
   * @param banded whether ROC and precision-recall curves have bands
   * @return curves that are defined: ROC and precision-recall of class 1, or of each of more than
   *     two classes, and of all of these together; reliability; net benefit
   */
  static List<Curve> of(
      final Measuring.Assessed of, final Patients patients, final long seed, final boolean banded) {
    final Predictions slides = of.predictions();
    final Curves curves =
        new Curves(
            slides,
            banded ? Optional.of(Bootstrap.ofPatients(slides, patients, seed)) : Optional.empty());
    final int first = slides.classes() == 2 ? 1 : 0;
    for (int c = first; c < slides.classes(); c++) {
      curves.ranked(c);
    }
    if (slides.classes() > 2) {
      curves.micro();
    }
    curves.reliability(Curve.Kind.RELIABILITY, slides);
    of.calibrated().ifPresent(p -> curves.reliability(Curve.Kind.RELIABILITY_CALIBRATED, p));
    for (int c = first; c < slides.classes(); c++) {
      curves.benefit(c, of.calibrated());
    }
    return curves.curves;
  }

  private void ranked(final int c) {
    final int[] each = IntStream.range(0, slides.rows().size()).toArray();
    final PooledScores scores = new PooledScores(slides.probability(c), slides.isTruly(c), each);
    RocCurve.of(Metrics.ranking(slides, c))
        .ifPresent(
            roc -> {
              final double[][] points =
                  thinned(roc.falsePositiveRate(), roc.truePositiveRate(), roc.thresholds());
              add(
                  Curve.Kind.ROC,
                  c,
                  points,
                  bands.map(b -> b.run(w -> scores.truePositiveRates(w, points[0]))));
            });
    PrecisionRecallCurve.of(Metrics.ranking(slides, c))
        .ifPresent(
            pr -> {
              final double[][] points = thinned(pr.recall(), pr.precision(), pr.thresholds());
              add(
                  Curve.Kind.PRECISION_RECALL,
                  c,
                  points,
                  bands.map(b -> b.run(w -> scores.precisions(w, points[0]))));
            });
  }

  /**
   * Every point of a curve of few slides; of many as many as a picture can show, the first and the
   * last among them. The bands of all would need gigabytes for 100,000 slides.
   */
  static double[][] thinned(final double[]... points) {
    final int n = points[0].length;
    if (n <= MOST_POINTS) {
      return points;
    }
    final int[] kept =
        IntStream.range(0, MOST_POINTS)
            .map(k -> (int) Math.round(k * (n - 1.0) / (MOST_POINTS - 1)))
            .toArray();
    return Arrays.stream(points)
        .map(all -> Arrays.stream(kept).mapToDouble(i -> all[i]).toArray())
        .toArray(double[][]::new);
  }

  private void micro() {
    if (Metrics.auc(slides).isPresent()) {
      RocCurve.of(Metrics.ranking(slides))
          .ifPresent(
              roc ->
                  add(
                      Curve.Kind.ROC,
                      Figure.NO_CLASS,
                      thinned(roc.falsePositiveRate(), roc.truePositiveRate(), roc.thresholds()),
                      Optional.empty()));
    }
  }

  private void reliability(final Curve.Kind kind, final Predictions predictions) {
    final List<Calibration.Bin> bins = new Calibration(predictions).bins();
    curves.add(
        new Curve(
            kind,
            slides.classes() == 2 ? 1 : Figure.NO_CLASS,
            bins.stream().mapToDouble(Calibration.Bin::mean).toArray(),
            bins.stream().mapToDouble(b -> b.observed().estimate()).toArray(),
            bins.stream().mapToDouble(b -> b.observed().low()).toArray(),
            bins.stream().mapToDouble(b -> b.observed().high()).toArray(),
            NONE,
            bins.stream().mapToLong(Calibration.Bin::slides).toArray()));
  }

  private void benefit(final int c, final Optional<Predictions> calibrated) {
    final DecisionCurve raw = DecisionCurve.of(slides, c);
    final double[] t = raw.threshold();
    add(Curve.Kind.NET_BENEFIT, c, new double[][] {t, raw.model(), t}, Optional.empty());
    calibrated.ifPresent(
        p ->
            add(
                Curve.Kind.NET_BENEFIT_CALIBRATED,
                c,
                new double[][] {t, DecisionCurve.of(p, c).model(), t},
                Optional.empty()));
    add(Curve.Kind.NET_BENEFIT_ALL, c, new double[][] {t, raw.all(), t}, Optional.empty());
  }

  /** Takes x, y and thresholds. */
  private void add(
      final Curve.Kind kind,
      final int c,
      final double[][] points,
      final Optional<List<Optional<Interval>>> band) {
    final double[] low =
        band.map(b -> b.stream().mapToDouble(i -> i.map(Interval::low).orElse(Double.NaN)))
            .map(java.util.stream.DoubleStream::toArray)
            .orElse(NONE);
    final double[] high =
        band.map(b -> b.stream().mapToDouble(i -> i.map(Interval::high).orElse(Double.NaN)))
            .map(java.util.stream.DoubleStream::toArray)
            .orElse(NONE);
    curves.add(new Curve(kind, c, points[0], points[1], low, high, points[2], ALL));
  }
}
