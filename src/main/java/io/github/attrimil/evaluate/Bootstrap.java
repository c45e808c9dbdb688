package io.github.attrimil.evaluate;

import io.github.attrimil.core.Job;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Percentile intervals (Efron 1979, doi:10.1214/aos/1176344552). Units, such as patients, are drawn
 * with replacement within strata, with all slides of each, and every metric is computed on the same
 * samples.
 */
public final class Bootstrap {

  private final int[][][] strata;
  private final int slides;
  private final long seed;
  private final Job job;

  private Bootstrap(final int[][][] strata, final int slides, final long seed, final Job job) {
    this.strata = strata;
    this.slides = slides;
    this.seed = seed;
    this.job = job;
  }

  /**
   * Draws slides, those with lesions and those without separately.
   *
   * @param withLesion for each slide, whether it has lesions
   * @param seed the same seed gives the same intervals
   * @param job asked between samples whether it was canceled
   * @return the samples
   */
  public static Bootstrap ofSlides(final boolean[] withLesion, final long seed, final Job job) {
    final int[][][] strata = new int[2][][];
    for (int s = 0; s < 2; s++) {
      final boolean lesion = s == 0;
      strata[s] =
          IntStream.range(0, withLesion.length)
              .filter(i -> withLesion[i] == lesion)
              .mapToObj(i -> new int[] {i})
              .toArray(int[][]::new);
    }
    return new Bootstrap(strata, withLesion.length, seed, job);
  }

  /**
   * Draws patients, those whose slides have the same classes separately, so that every sample has
   * as many patients of each class.
   *
   * @param predictions labeled slides
   * @param patients whose they are
   * @param seed the same seed gives the same intervals
   * @return the samples
   */
  public static Bootstrap ofPatients(
      final Predictions predictions, final Patients patients, final long seed) {
    final Map<String, List<Integer>> slides = new LinkedHashMap<>();
    final Map<String, TreeSet<Integer>> classes = new LinkedHashMap<>();
    for (int i = 0; i < predictions.rows().size(); i++) {
      final Predictions.Row row = predictions.rows().get(i);
      final String patient = patients.of(row.slideId());
      slides.computeIfAbsent(patient, p -> new ArrayList<>()).add(i);
      classes.computeIfAbsent(patient, p -> new TreeSet<>()).add(row.truth());
    }
    final Map<String, List<int[]>> strata = new TreeMap<>();
    slides.forEach(
        (patient, of) ->
            strata
                .computeIfAbsent(classes.get(patient).toString(), c -> new ArrayList<>())
                .add(of.stream().mapToInt(Integer::intValue).toArray()));
    return new Bootstrap(
        strata.values().stream().map(s -> s.toArray(int[][]::new)).toArray(int[][][]::new),
        predictions.rows().size(),
        seed,
        Job.silent());
  }

  /**
   * @param each takes, {@link Intervals#REPEATS} times, how often every slide is in a sample
   */
  public void samples(final Consumer<int[]> each) {
    final SplittableRandom random = new SplittableRandom(seed);
    for (int b = 0; b < Intervals.REPEATS; b++) {
      job.checkCanceled();
      final int[] weights = new int[slides];
      for (final int[][] stratum : strata) {
        for (int i = 0; i < stratum.length; i++) {
          for (final int slide : stratum[random.nextInt(stratum.length)]) {
            weights[slide]++;
          }
        }
      }
      each.accept(weights);
    }
  }

  /**
   * @param metrics takes how often each slide is in the sample, gives a number for each metric, not
   *     a number where it is undefined; the same metrics every time
   * @return each metric of the slides themselves with its interval; nothing where it is undefined
   */
  public List<Optional<Interval>> run(final Function<int[], double[]> metrics) {
    final int[] once = new int[slides];
    Arrays.fill(once, 1);
    final double[] estimates = metrics.apply(once);
    final double[][] values = new double[estimates.length][Intervals.REPEATS];
    final int[] b = {0};
    samples(
        weights -> {
          final double[] sample = metrics.apply(weights);
          for (int m = 0; m < sample.length; m++) {
            values[m][b[0]] = sample[m];
          }
          b[0]++;
        });
    final List<Optional<Interval>> intervals = new ArrayList<>();
    for (int m = 0; m < estimates.length; m++) {
      intervals.add(
          Double.isNaN(estimates[m])
              ? Optional.empty()
              : Optional.of(interval(estimates[m], values[m])));
    }
    return intervals;
  }

  /**
   * @param metrics by name; each takes how often a slide is in the sample
   * @return each metric of the slides themselves with its interval; those undefined on the slides
   *     are excluded
   */
  public Map<String, Interval> run(final Map<String, Function<int[], OptionalDouble>> metrics) {
    final List<Function<int[], OptionalDouble>> functions = List.copyOf(metrics.values());
    final List<Optional<Interval>> intervals =
        run(
            weights ->
                functions.stream().mapToDouble(f -> f.apply(weights).orElse(Double.NaN)).toArray());
    final Map<String, Interval> named = new LinkedHashMap<>();
    int m = 0;
    for (final String name : metrics.keySet()) {
      final Optional<Interval> interval = intervals.get(m++);
      interval.ifPresent(i -> named.put(name, i));
    }
    return named;
  }

  /** Samples where the metric is undefined, such as those without a class, are left out. */
  private static Interval interval(final double estimate, final double[] sample) {
    final double[] defined = Arrays.stream(sample).filter(v -> !Double.isNaN(v)).toArray();
    return defined.length > 0
        ? Intervals.percentiles(estimate, defined)
        : new Interval(estimate, estimate, estimate);
  }
}
