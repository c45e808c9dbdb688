package io.github.attrimil.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.metrics.Ranking;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class IntervalsTest {

  private static final double Z = new NormalDistribution().inverseCumulativeProbability(0.975);

  @Test
  void delongOfFourScoresByHand() {
    // Positives 4 and 2, negatives 3 and 1: shares below 1 and .5, shares above .5 and 1.
    final Interval i =
        Intervals.delong(
                Ranking.of(new boolean[] {true, true, false, false}, new double[] {4, 2, 3, 1}))
            .orElseThrow();
    final double sd = Math.sqrt(0.125 / 2 + 0.125 / 2);
    assertEquals(0.75, i.estimate(), 1e-15);
    assertEquals(0.75 - Z * sd, i.low(), 1e-12);
    assertEquals(1, i.high());
  }

  @Test
  void delongEqualsItsDefinitionOverAllPairs() {
    final Random random = new Random(1);
    final boolean[] positive = new boolean[70];
    final double[] score = new double[70];
    for (int i = 0; i < 70; i++) {
      positive[i] = i < 30;
      score[i] = random.nextInt(12) + (positive[i] ? 3 : 0);
    }
    final double[] v10 = new double[30];
    final double[] v01 = new double[40];
    for (int i = 0; i < 30; i++) {
      for (int j = 0; j < 40; j++) {
        final double psi = Math.signum(score[i] - score[30 + j]) / 2 + 0.5;
        v10[i] += psi / 40;
        v01[j] += psi / 30;
      }
    }
    final org.apache.commons.math3.stat.descriptive.moment.Variance variance =
        new org.apache.commons.math3.stat.descriptive.moment.Variance();
    final double sd = Math.sqrt(variance.evaluate(v10) / 30 + variance.evaluate(v01) / 40);
    final Interval i = Intervals.delong(Ranking.of(positive, score)).orElseThrow();
    assertEquals(i.estimate() - Z * sd, i.low(), 1e-12);
    assertEquals(i.estimate() + Z * sd, i.high(), 1e-12);
  }

  @Test
  void separatedTiedAndSingleScoresStillLeaveDoubt() {
    final boolean[] labels = {true, true, true, false, false};
    final Interval separated =
        Intervals.delong(Ranking.of(labels, new double[] {5, 4, 3, 2, 1})).orElseThrow();
    assertEquals(1, separated.high(), 1e-12);
    assertTrue(separated.low() > 0.3 && separated.low() < 0.8, separated.text());
    final Interval tied = Intervals.delong(Ranking.of(labels, new double[5])).orElseThrow();
    assertTrue(tied.low() < 0.3 && tied.high() > 0.7, tied.text());
    final Interval single =
        Intervals.delong(Ranking.of(new boolean[] {true, false, false}, new double[] {2, 3, 1}))
            .orElseThrow();
    assertTrue(single.low() < 0.2 && single.high() > 0.8, single.text());
    assertEquals(
        Optional.empty(), Intervals.delong(Ranking.of(new boolean[2], new double[] {1, 2})));
  }

  @Test
  void newcombeBoundsSolveTheirEquation() {
    final Interval i = Intervals.newcombe(0.9, 12, 20);
    for (final double t : new double[] {i.low(), i.high()}) {
      final double v = t * (1 - t) * (1 + 15 * (1 - t) / (2 - t) + 15 * t / (1 + t)) / 240;
      assertEquals(Z * Math.sqrt(v), Math.abs(t - 0.9), 1e-9);
    }
    assertEquals(0, Intervals.newcombe(0, 5, 5).low());
    assertThrows(AttriMilException.class, () -> Intervals.newcombe(1.1, 5, 5));
  }

  @Test
  void wilsonOfKnownShares() {
    // Newcombe 1998, Statist. Med. 17:857, table I, method 3: 81/263 and 0/20.
    final Interval i = Intervals.wilson(81, 263);
    assertEquals(0.2553, i.low(), 5e-5);
    assertEquals(0.3662, i.high(), 5e-5);
    assertEquals(0.1611, Intervals.wilson(0, 20).high(), 5e-5);
    assertThrows(AttriMilException.class, () -> Intervals.wilson(3, 2));
  }

  @Test
  void intervalsCoverTheTrueAreaOfNormalScoresAboutAsOftenAsTheySay() {
    // Scores N(0,1) and N(d,1) have AUC = Phi(d / sqrt 2).
    final double shift = 1.2;
    final double truth = new NormalDistribution().cumulativeProbability(shift / Math.sqrt(2));
    final Random random = new Random(11);
    final int trials = 2000;
    int delong = 0;
    int newcombe = 0;
    for (int t = 0; t < trials; t++) {
      final boolean[] positive = new boolean[100];
      final double[] score = new double[100];
      for (int i = 0; i < 100; i++) {
        positive[i] = i < 40;
        score[i] = random.nextGaussian() + (positive[i] ? shift : 0);
      }
      final Interval d = Intervals.delong(Ranking.of(positive, score)).orElseThrow();
      delong += d.low() <= truth && truth <= d.high() ? 1 : 0;
      final Interval n = Intervals.newcombe(d.estimate(), 40, 60);
      newcombe += n.low() <= truth && truth <= n.high() ? 1 : 0;
    }
    assertEquals(0.95, (double) delong / trials, 0.02);
    assertEquals(0.95, (double) newcombe / trials, 0.025);
  }

  @Test
  void bootstrapCoversAndAgreesWithDelong() {
    final Random random = new Random(12);
    final double truth = new NormalDistribution().cumulativeProbability(1.2 / Math.sqrt(2));
    final int trials = 100;
    int covered = 0;
    double widths = 0;
    for (int t = 0; t < trials; t++) {
      final int[] y = new int[80];
      final double[] p = new double[80];
      for (int i = 0; i < 80; i++) {
        y[i] = i % 2;
        p[i] = 1 / (1 + Math.exp(-random.nextGaussian() - 1.2 * y[i]));
      }
      final Predictions table = Tables.binary(y, p);
      final Interval b = sampled(table, t);
      final Interval d = Intervals.delong(Metrics.ranking(table)).orElseThrow();
      covered += b.low() <= truth && truth <= b.high() ? 1 : 0;
      widths += (b.high() - b.low()) / (d.high() - d.low()) / trials;
    }
    assertTrue(covered >= 0.89 * trials, "covered " + covered + " of " + trials);
    assertEquals(1, widths, 0.08);
  }

  /** The AUC's interval by bootstrap, every slide being of another patient. */
  private static Interval sampled(final Predictions p, final long seed) {
    final int[] each = IntStream.range(0, p.rows().size()).toArray();
    final PooledScores scores = new PooledScores(p.probability(1), p.isTruly(1), each);
    return Bootstrap.ofPatients(p, Patients.unknown(), seed)
        .run(w -> new double[] {scores.auc(w).orElse(Double.NaN)})
        .get(0)
        .orElseThrow();
  }

  @Test
  void bootstrapIsSeededAndKeepsClasses() {
    final Predictions p = Tables.random(4, "s", 30, 3, 0.8);
    final Interval a = sampled(p, 7);
    assertEquals(a, sampled(p, 7));
    assertNotEquals(a, sampled(p, 8));
    assertTrue(a.low() < a.estimate() && a.estimate() < a.high());
    Bootstrap.ofPatients(p, Patients.unknown(), 1)
        .samples(
            w -> {
              int first = 0;
              for (int i = 0; i < w.length; i++) {
                first += p.rows().get(i).truth() == 0 ? w[i] : 0;
              }
              assertEquals(10, first);
            });
    assertEquals(
        Optional.empty(),
        Bootstrap.ofPatients(p, Patients.unknown(), 1).run(w -> new double[] {Double.NaN}).get(0));
  }
}
