package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Bootstrap;
import io.github.attrimil.evaluate.Calibration;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Intervals;
import io.github.attrimil.evaluate.Metrics;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.PooledScores;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.metrics.Confusion;
import io.github.attrimil.metrics.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Every metric of a set of slides with its interval. Intervals of AUCs are DeLong's and those of
 * proportions Wilson's where every slide is of another patient; all others, and these where
 * patients have several slides, are of a bootstrap over patients.
 */
final class Measuring {

  /** A metric, and the class it is of. */
  private record Key(Metric metric, int c) {}

  private final Assessed slides;
  private final Patients patients;
  private final long seed;
  private final List<Key> keys = new ArrayList<>();
  private final List<PooledScores> byClass = new ArrayList<>();
  private final PooledScores flattened;
  private final Calibration raw;
  private final Optional<Calibration> calibrated;

  /**
   * The slides under three views.
   *
   * @param predictions with the model's own probabilities
   * @param calibrated after temperature scaling, if there is a temperature
   * @param decided predicted by the threshold of validation slides, if there is one
   */
  record Assessed(
      Predictions predictions, Optional<Predictions> calibrated, Optional<Predictions> decided) {}

  /**
   * @param slides n labeled slides
   * @param patients whose they are
   * @param seed of the bootstrap
   */
  Measuring(final Assessed slides, final Patients patients, final long seed) {
    this.slides = slides;
    this.patients = patients;
    this.seed = seed;
    final Predictions p = slides.predictions();
    final int n = p.rows().size();
    final int classes = p.classes();
    final int[] each = IntStream.range(0, n).toArray();
    for (int c = 0; c < classes; c++) {
      byClass.add(new PooledScores(p.probability(c), p.isTruly(c), each));
    }
    final double[] flat = new double[n * classes];
    final boolean[] truly = new boolean[flat.length];
    final int[] unit = new int[flat.length];
    for (int i = 0; i < flat.length; i++) {
      final Predictions.Row row = p.rows().get(i / classes);
      flat[i] = row.probabilities()[i % classes];
      truly[i] = row.truth() == i % classes;
      unit[i] = i / classes;
    }
    flattened = new PooledScores(flat, truly, unit);
    raw = new Calibration(p);
    calibrated = slides.calibrated().map(Calibration::new);
    for (final Metric metric : Metric.values()) {
      switch (metric.of()) {
        case ALL -> keys.add(new Key(metric, Figure.NO_CLASS));
        case CLASS -> IntStream.range(0, classes).forEach(c -> keys.add(new Key(metric, c)));
        case CALIBRATED -> calibrated.ifPresent(x -> keys.add(new Key(metric, Figure.NO_CLASS)));
        case THRESHOLD ->
            slides.decided().ifPresent(x -> keys.add(new Key(metric, Figure.NO_CLASS)));
      }
    }
  }

  /**
   * @return all metrics in the order of {@link Metric}
   */
  List<Figure> figures() {
    final List<Optional<Interval>> sampled =
        Bootstrap.ofPatients(slides.predictions(), patients, seed).run(this::values);
    final boolean independent = patients.distinct(slides.predictions());
    final List<Figure> figures = new ArrayList<>();
    for (int k = 0; k < keys.size(); k++) {
      figures.add(figure(keys.get(k), sampled.get(k), independent));
    }
    return figures;
  }

  private Figure figure(
      final Key key, final Optional<Interval> sampled, final boolean independent) {
    if (sampled.isEmpty()) {
      return new Figure(
          key.metric(), key.c(), OptionalDouble.empty(), Optional.empty(), Method.NONE);
    }
    final double value = sampled.get().estimate();
    Optional<Interval> interval = sampled;
    Method method = Method.BOOTSTRAP;
    final boolean flat = sampled.get().low() == sampled.get().high();
    final Optional<Integer> ranked = ranked(key);
    if (ranked.isPresent()) {
      if (independent) {
        final Ranking ranking = Metrics.ranking(slides.predictions(), ranked.get());
        interval = Intervals.delong(ranking);
        method =
            interval.equals(newcombe(value, slides.predictions(), ranked.get()))
                ? Method.NEWCOMBE
                : Method.DELONG;
      } else if (flat) {
        interval = newcombe(value, onePerPatient(), ranked.get());
        method = Method.NEWCOMBE;
      }
    } else if (Metric.proportions().contains(key.metric())) {
      if (independent || flat) {
        final Predictions counted = independent ? slides.predictions() : onePerPatient();
        final double whole = Math.min(whole(key, counted), counted.rows().size());
        interval = Optional.of(wilson(value, whole));
        method = Method.WILSON;
      }
    } else if (flat) {
      // All samples agree, as where every slide is right: a width of 0 would claim certainty.
      interval = Optional.empty();
      method = Method.NONE;
    }
    return new Figure(key.metric(), key.c(), OptionalDouble.of(value), interval, method);
  }

  /** The class whose ranking gives the metric, where there is one. */
  private Optional<Integer> ranked(final Key key) {
    final boolean two = slides.predictions().classes() == 2;
    return switch (key.metric()) {
      case AUC_CLASS -> Optional.of(key.c());
      case AUC, AUC_MACRO -> two ? Optional.of(1) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Interval> newcombe(
      final double value, final Predictions slides, final int c) {
    final boolean[] truly = slides.isTruly(c);
    long positives = 0;
    for (final boolean is : truly) {
      positives += is ? 1 : 0;
    }
    return positives == 0 || positives == truly.length
        ? Optional.empty()
        : Optional.of(Intervals.newcombe(value, positives, truly.length - positives));
  }

  /** The first slide of each patient: as many as there are independent observations. */
  private Predictions onePerPatient() {
    final List<String> seen = new ArrayList<>();
    return new Predictions(
        slides.predictions().rows().stream()
            .filter(
                r -> {
                  final String patient = patients.of(r.slideId());
                  return !seen.contains(patient) && seen.add(patient);
                })
            .toList());
  }

  /** Wilson's interval of a share of a whole that, where slides are dependent, is approximate. */
  private static Interval wilson(final double share, final double whole) {
    final long n = Math.max(1, Math.round(whole));
    final Interval of = Intervals.wilson(Math.round(share * n), n);
    return new Interval(share, of.low(), of.high());
  }

  /** How many slides a proportion is of. */
  private double whole(final Key key, final Predictions counted) {
    final Confusion c = counted.confusion();
    return switch (key.metric()) {
      case SENSITIVITY -> c.actual(key.c());
      case SPECIFICITY -> c.total() - c.actual(key.c());
      case PRECISION -> c.predicted(key.c());
      case SENSITIVITY_YOUDEN -> c.actual(1);
      case SPECIFICITY_YOUDEN -> c.actual(0);
      case PPV_YOUDEN -> slides.decided().orElseThrow().confusion().predicted(1);
      case NPV_YOUDEN -> slides.decided().orElseThrow().confusion().predicted(0);
      default -> c.total();
    };
  }

  /** All metrics of slides that count several times, not a number where undefined. */
  private double[] values(final int[] weights) {
    final Confusion counts = confusion(slides.predictions(), weights);
    final Optional<Confusion> decided = slides.decided().map(d -> confusion(d, weights));
    final double[] values = new double[keys.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = value(keys.get(k), weights, counts, decided).orElse(Double.NaN);
    }
    return values;
  }

  private OptionalDouble value(
      final Key key,
      final int[] weights,
      final Confusion counts,
      final Optional<Confusion> decided) {
    final int c = key.c();
    return switch (key.metric()) {
      case AUC -> auc(weights, counts);
      case AUC_MACRO -> mean(byClass.stream().map(s -> s.auc(weights)).toList());
      case AUC_MICRO -> flattened.auc(weights);
      case AUC_CLASS -> byClass.get(c).auc(weights);
      case AVERAGE_PRECISION ->
          byClass.size() == 2
              ? byClass.get(1).averagePrecision(weights)
              : mean(byClass.stream().map(s -> s.averagePrecision(weights)).toList());
      case BRIER -> raw.brier(weights);
      case LOG_LOSS -> raw.logLoss(weights);
      case ECE -> raw.error(weights);
      case BRIER_CALIBRATED -> calibrated.orElseThrow().brier(weights);
      case LOG_LOSS_CALIBRATED -> calibrated.orElseThrow().logLoss(weights);
      case ECE_CALIBRATED -> calibrated.orElseThrow().error(weights);
      default ->
          key.metric().of() == Metric.Of.THRESHOLD
              ? counted(key, decided.orElseThrow())
              : counted(key, counts);
    };
  }

  /** The official AUC: undefined where one class is present, also where it is a micro average. */
  private OptionalDouble auc(final int[] weights, final Confusion counts) {
    if (byClass.size() == 2) {
      return byClass.get(1).auc(weights);
    }
    final long present =
        IntStream.range(0, byClass.size()).filter(c -> counts.actual(c) > 0).count();
    return present < 2 ? OptionalDouble.empty() : flattened.auc(weights);
  }

  private static OptionalDouble counted(final Key key, final Confusion counts) {
    final int c = key.c();
    return switch (key.metric()) {
      case ACC, ACC_YOUDEN -> OptionalDouble.of(counts.accuracy());
      case BALANCED_ACC -> OptionalDouble.of(counts.balancedAccuracy());
      case F1_MACRO -> OptionalDouble.of(counts.f1Macro());
      case F1_WEIGHTED -> OptionalDouble.of(counts.f1Weighted());
      case KAPPA -> counts.kappa();
      case KAPPA_QUADRATIC -> counts.kappaQuadratic();
      case MCC -> OptionalDouble.of(counts.mcc());
      case SENSITIVITY -> counts.sensitivity(c);
      case SPECIFICITY -> counts.specificity(c);
      case PRECISION -> counts.precision(c);
      case F1 -> counts.f1(c);
      case SENSITIVITY_YOUDEN -> counts.sensitivity(1);
      case SPECIFICITY_YOUDEN -> counts.specificity(1);
      case PPV_YOUDEN -> counts.precision(1);
      case NPV_YOUDEN -> counts.precision(0);
      case F1_YOUDEN -> counts.f1(1);
      default -> throw new IllegalArgumentException(key.metric() + " is not of counts");
    };
  }

  private static Confusion confusion(final Predictions predictions, final int[] weights) {
    final long[][] counts = new long[predictions.classes()][predictions.classes()];
    for (int i = 0; i < weights.length; i++) {
      final Predictions.Row row = predictions.rows().get(i);
      counts[row.truth()][row.predicted()] += weights[i];
    }
    return new Confusion(counts);
  }

  private static OptionalDouble mean(final List<OptionalDouble> values) {
    return values.stream().flatMapToDouble(OptionalDouble::stream).average();
  }
}
