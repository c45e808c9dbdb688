package io.github.attrimil.evaluate;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.metrics.Ranking;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/** 95 % confidence intervals over slides, which are assumed to be independent. */
public final class Intervals {

  /** Bootstrap samples that make the second digit of a bound stable. */
  public static final int REPEATS = 2000;

  private static final double Z = 1.959963984540054; // the normal distribution's 97.5 % point

  private Intervals() {}

  /**
   * The AUC with DeLong's variance S10/P + S01/N: S10 is the sample variance over positives of the
   * share of negatives below (ties half), S01 that over negatives of the share of positives above;
   * the bounds are the estimate plus and minus 1.96 standard deviations, cut to [0, 1].
   *
   * <p>DeLong et al. 1988, doi:10.2307/2531595; by ranks as in Sun and Xu 2014,
   * doi:10.1109/LSP.2014.2337313. The variance is 0 when the classes are separated entirely or all
   * scores tie, and undefined for one positive or negative; a width of 0 would claim certainty, so
   * there the bounds are {@link #newcombe}'s.
   *
   * @param ranking P positives and N negatives
   * @return the interval, or nothing when P or N is 0
   */
  public static Optional<Interval> delong(final Ranking ranking) {
    final OptionalDouble auc = ranking.auc();
    if (auc.isEmpty()) {
      return Optional.empty();
    }
    final double a = auc.getAsDouble();
    final double p = ranking.positives();
    final double n = ranking.negatives();
    double s10 = 0;
    double s01 = 0;
    for (int g = 0; g < ranking.groups(); g++) {
      final long dp = ranking.positivesIn(g);
      final long dn = ranking.negativesIn(g);
      final double below = (n - ranking.falsePositives(g) + 0.5 * dn) / n - a;
      final double above = (ranking.truePositives(g) - 0.5 * dp) / p - a;
      s10 += dp * below * below;
      s01 += dn * above * above;
    }
    final double variance = s10 / (p - 1) / p + s01 / (n - 1) / n;
    if (!(variance > 0) || p < 2 || n < 2) {
      return Optional.of(newcombe(a, ranking.positives(), ranking.negatives()));
    }
    final double half = Z * Math.sqrt(variance);
    return Optional.of(new Interval(a, Math.max(0, a - half), Math.min(1, a + half)));
  }

  /**
   * A score interval of the AUC that needs only its value: the bounds t solve |t - auc| = 1.96
   * sqrt(V(t)) with V(t) = t(1-t) (1 + m(1-t)/(2-t) + m t/(1+t)) / PN, m = (P+N)/2 - 1.
   *
   * <p>Newcombe 2006, method 5, doi:10.1002/sim.2324.
   *
   * @param auc the estimate, in [0, 1]
   * @param positives P, at least 1
   * @param negatives N, at least 1
   * @return the interval
   */
  public static Interval newcombe(final double auc, final long positives, final long negatives) {
    if (!(auc >= 0 && auc <= 1) || positives < 1 || negatives < 1) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "There is no interval for an AUC of %s of %d positives and %d negatives",
              auc,
              positives,
              negatives));
    }
    // V(t) = V(1 - t), so the upper bound is a lower bound seen from the other end.
    return new Interval(
        auc, lower(auc, positives, negatives), 1 - lower(1 - auc, positives, negatives));
  }

  private static double lower(final double auc, final double p, final double n) {
    final double m = (p + n) / 2 - 1;
    double low = 0;
    double high = auc;
    for (int i = 0; i < 100; i++) { // Halves until no double lies between.
      final double t = (low + high) / 2;
      final double v = t * (1 - t) * (1 + m * (1 - t) / (2 - t) + m * t / (1 + t)) / (p * n);
      if (auc - t > Z * Math.sqrt(v)) {
        low = t;
      } else {
        high = t;
      }
    }
    return low;
  }

  /**
   * The interval of a proportion, such as an accuracy (Wilson 1927,
   * doi:10.1080/01621459.1927.10502953).
   *
   * @param part how many of
   * @param whole how many, at least 1
   * @return the score interval
   */
  public static Interval wilson(final long part, final long whole) {
    if (part < 0 || whole < 1 || part > whole) {
      throw new AttriMilException(
          String.format(Locale.ROOT, "%d of %d is not a fraction", part, whole));
    }
    final double share = (double) part / whole;
    final double z2 = Z * Z;
    final double middle = (part + z2 / 2) / (whole + z2);
    final double half = Z / (whole + z2) * Math.sqrt(whole * share * (1 - share) + z2 / 4);
    return new Interval(share, Math.max(0, middle - half), Math.min(1, middle + half));
  }

  /** The interval between the 2.5 % points of a bootstrap's values. */
  static Interval percentiles(final double estimate, final double[] values) {
    final Percentile percentile =
        new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(values);
    return new Interval(estimate, percentile.evaluate(2.5), percentile.evaluate(97.5));
  }
}
