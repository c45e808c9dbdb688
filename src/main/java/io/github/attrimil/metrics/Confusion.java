package io.github.attrimil.metrics;

import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How often slides of each true class were predicted as each class, and the metrics of that: n
 * slides, C classes.
 *
 * @param counts C x C: slides whose true class is the row and whose predicted class is the column
 */
public record Confusion(long[][] counts) {

  /**
   * @param classes C
   * @param truth each slide's class, 0 to C-1
   * @param predicted each slide's predicted class, as many
   * @return their counts
   */
  public static Confusion of(final int classes, final int[] truth, final int[] predicted) {
    final long[][] counts = new long[classes][classes];
    for (int i = 0; i < truth.length; i++) {
      counts[truth[i]][predicted[i]]++;
    }
    return new Confusion(counts);
  }

  /**
   * @return the fraction of slides classified correctly
   */
  public double accuracy() {
    return (double) correct() / total();
  }

  /**
   * @return how many slides were classified correctly
   */
  public long correct() {
    return IntStream.range(0, counts.length).mapToLong(c -> counts[c][c]).sum();
  }

  /**
   * @return n
   */
  public long total() {
    return IntStream.range(0, counts.length).mapToLong(this::actual).sum();
  }

  /**
   * @param c a class
   * @return how many slides are of class c
   */
  public long actual(final int c) {
    return IntStream.range(0, counts.length).mapToLong(j -> counts[c][j]).sum();
  }

  /**
   * @param c a class
   * @return how many slides were predicted as c
   */
  public long predicted(final int c) {
    return IntStream.range(0, counts.length).mapToLong(i -> counts[i][c]).sum();
  }

  /**
   * @param c a class
   * @return the fraction of c's slides that were predicted as c (recall), or nothing when c is
   *     absent
   */
  public OptionalDouble sensitivity(final int c) {
    return ratio(counts[c][c], actual(c));
  }

  /**
   * @param c a class
   * @return the fraction of the other slides that were not predicted as c, or nothing when there
   *     are none
   */
  public OptionalDouble specificity(final int c) {
    final long others = total() - actual(c);
    return ratio(others - (predicted(c) - counts[c][c]), others);
  }

  /**
   * @param c a class
   * @return the harmonic mean of precision and recall, 0 when c is never right, or nothing when it
   *     is neither true nor predicted anywhere
   */
  public OptionalDouble f1(final int c) {
    return ratio(2 * counts[c][c], actual(c) + predicted(c));
  }

  /**
   * @param c a class
   * @return the fraction of slides predicted as c that are (positive predictive value), or nothing
   *     when none is predicted as c
   */
  public OptionalDouble precision(final int c) {
    return ratio(counts[c][c], predicted(c));
  }

  /**
   * @return the mean F1 over the classes, weighted by how many slides are of each
   */
  public double f1Weighted() {
    double sum = 0;
    for (int c = 0; c < counts.length; c++) {
      sum += actual(c) * f1(c).orElse(0);
    }
    return sum / total();
  }

  /**
   * @return the mean F1 over the classes that are true or predicted somewhere
   */
  public double f1Macro() {
    return mean(this::f1);
  }

  /**
   * @return the mean sensitivity over the classes present
   */
  public double balancedAccuracy() {
    return mean(this::sensitivity);
  }

  /**
   * Agreement beyond chance, unweighted (Cohen 1960, doi:10.1177/001316446002000104).
   *
   * @return kappa, or nothing when every slide is of one class and predicted as it
   */
  public OptionalDouble kappa() {
    final double n = total();
    double chance = 0;
    for (int c = 0; c < counts.length; c++) {
      chance += actual(c) / n * (predicted(c) / n);
    }
    final boolean certain = IntStream.range(0, counts.length).anyMatch(c -> counts[c][c] == n);
    return certain
        ? OptionalDouble.empty()
        : OptionalDouble.of((accuracy() - chance) / (1 - chance));
  }

  /**
   * Agreement beyond chance of classes in order, disagreements weighted by the square of their
   * distance (Cohen 1968, doi:10.1037/h0026256).
   *
   * @return quadratic kappa, or nothing when all slides are of one class and predicted as it
   */
  public OptionalDouble kappaQuadratic() {
    double observed = 0;
    double chance = 0;
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts.length; j++) {
        final double square = (i - j) * (i - j);
        observed += square * counts[i][j];
        chance += square * actual(i) * predicted(j) / total();
      }
    }
    return chance == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - observed / chance);
  }

  /**
   * The correlation of true and predicted classes (Gorodkin 2004,
   * doi:10.1016/j.compbiolchem.2004.09.006).
   *
   * @return Matthews' coefficient; 0, as in scikit-learn, where all slides are of one class or
   *     predicted as one
   */
  public double mcc() {
    final double n = total();
    double together = correct() * n;
    double truth = n * n;
    double predicted = n * n;
    for (int c = 0; c < counts.length; c++) {
      together -= (double) actual(c) * predicted(c);
      truth -= (double) actual(c) * actual(c);
      predicted -= (double) predicted(c) * predicted(c);
    }
    return truth == 0 || predicted == 0 ? 0 : together / Math.sqrt(truth * predicted);
  }

  private double mean(final IntFunction<OptionalDouble> metric) {
    return IntStream.range(0, counts.length)
        .mapToObj(metric)
        .flatMapToDouble(OptionalDouble::stream)
        .average()
        .orElseThrow();
  }

  private static OptionalDouble ratio(final long part, final long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
