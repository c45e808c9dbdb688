package io.github.attrimil.evaluate;

import io.github.attrimil.core.Job;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Percentile intervals of metrics over slides: slides are drawn with replacement, those with
 * lesions and those without separately, and every metric is computed on the same samples (Efron
 * 1979, doi:10.1214/aos/1176344552).
 */
public final class SlideBootstrap {

  private final boolean[] withLesion;
  private final long seed;
  private final Job job;

  /**
   * @param withLesion for each slide, whether it has lesions
   * @param seed the same seed gives the same intervals
   * @param job asked between samples whether it was canceled
   */
  public SlideBootstrap(final boolean[] withLesion, final long seed, final Job job) {
    this.withLesion = withLesion;
    this.seed = seed;
    this.job = job;
  }

  /**
   * @param metrics each takes how often a slide is in the sample
   * @return each metric of the slides themselves with its interval; those undefined on the slides
   *     are excluded
   */
  public Map<String, Interval> run(final Map<String, Function<int[], OptionalDouble>> metrics) {
    final int[] once = new int[withLesion.length];
    Arrays.fill(once, 1);
    final Map<String, Double> estimates = new LinkedHashMap<>();
    metrics.forEach(
        (name, metric) -> metric.apply(once).ifPresent(value -> estimates.put(name, value)));
    final int[][] strata = {strata(true), strata(false)};
    final SplittableRandom random = new SplittableRandom(seed);
    final Map<String, double[]> values = new LinkedHashMap<>();
    estimates.keySet().forEach(name -> values.put(name, new double[Intervals.REPEATS]));
    for (int b = 0; b < Intervals.REPEATS; b++) {
      job.checkCanceled();
      final int[] weights = new int[withLesion.length];
      for (final int[] stratum : strata) {
        for (int i = 0; i < stratum.length; i++) {
          weights[stratum[random.nextInt(stratum.length)]]++;
        }
      }
      for (final Map.Entry<String, double[]> of : values.entrySet()) {
        of.getValue()[b] = metrics.get(of.getKey()).apply(weights).orElse(Double.NaN);
      }
    }
    final Map<String, Interval> intervals = new LinkedHashMap<>();
    values.forEach(
        (name, sample) -> {
          final double[] defined = Arrays.stream(sample).filter(v -> !Double.isNaN(v)).toArray();
          final double estimate = estimates.get(name);
          intervals.put(
              name,
              Optional.of(defined)
                  .filter(d -> d.length > 0)
                  .map(d -> Intervals.percentiles(estimate, d))
                  .orElse(new Interval(estimate, estimate, estimate)));
        });
    return intervals;
  }

  private int[] strata(final boolean lesion) {
    return IntStream.range(0, withLesion.length).filter(s -> withLesion[s] == lesion).toArray();
  }
}
