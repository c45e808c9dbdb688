package io.github.attrimil.evaluate.localize;

import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Bootstrap;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.PooledScores;
import io.github.attrimil.metrics.Ranking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Sums up compared slides: one row per slide, and metrics with intervals over slides. */
final class LocalizationMetrics {

  private LocalizationMetrics() {}

  /**
   * @param compared the slides
   * @param seed of the bootstrap
   * @param job asked whether to stop
   * @return rows and metrics
   */
  static Localization of(final List<ComparedSlide> compared, final long seed, final Job job) {
    final List<double[]> scores = compared.stream().map(ComparedSlide::scores).toList();
    final List<boolean[]> truths = compared.stream().map(ComparedSlide::lesionPatches).toList();
    final List<PatchDice> dice = new ArrayList<>();
    final List<Localization.Row> rows = new ArrayList<>();
    final int n = compared.size();
    final boolean[] withLesion = new boolean[n];
    for (int s = 0; s < n; s++) {
      final ComparedSlide c = compared.get(s);
      withLesion[s] = c.hasLesion();
      dice.add(PatchDice.of(scores.get(s), truths.get(s), c.threshold()));
      rows.add(row(c, dice.get(s)));
    }
    final PooledScores patches = PooledScores.of(scores, truths);
    final Froc froc = new Froc(compared.stream().map(ComparedSlide::froc).toList());
    final Map<String, Function<int[], OptionalDouble>> metrics = new LinkedHashMap<>();
    metrics.put(Localization.PATCH_AUC, patches::auc);
    metrics.put(Localization.PATCH_AUC_LESION, w -> patches.auc(masked(w, withLesion)));
    metrics.put(Localization.PATCH_AP, patches::averagePrecision);
    metrics.put(Localization.PATCH_AP_LESION, w -> patches.averagePrecision(masked(w, withLesion)));
    metrics.put(Localization.DICE, w -> pooled(dice, w));
    metrics.put(Localization.MEAN_AUC, w -> mean(rows, Localization.Patches::auc, w));
    metrics.put(Localization.MEAN_AP, w -> mean(rows, Localization.Patches::averagePrecision, w));
    metrics.put(
        Localization.MEAN_DICE, w -> mean(rows, Localization.Patches::dice, masked(w, withLesion)));
    metrics.put(Localization.FROC, w -> value(froc.curve(w, false).map(Froc.Curve::score)));
    metrics.put(Localization.FROC_ALL, w -> value(froc.curve(w, true).map(Froc.Curve::score)));
    for (final double rate : Froc.RATES) {
      metrics.put(
          "sensitivity_at_" + (rate < 1 ? Double.toString(rate) : Integer.toString((int) rate)),
          w -> value(froc.curve(w, false).map(c -> c.at(rate))));
    }
    final Map<String, Interval> figures = Bootstrap.ofSlides(withLesion, seed, job).run(metrics);
    return new Localization(rows, figures, n);
  }

  private static Localization.Row row(final ComparedSlide c, final PatchDice dice) {
    final boolean[] lesion = c.lesionPatches();
    final Optional<Ranking> ranking = c.mapped().map().map(m -> Ranking.of(lesion, m.score()));
    int lesionPatches = 0;
    for (final boolean is : lesion) {
      lesionPatches += is ? 1 : 0;
    }
    int found = 0;
    for (final double best : c.froc().lesions()) {
      found += best > 0 ? 1 : 0;
    }
    return new Localization.Row(
        c.slideId(),
        c.mapped().fold(),
        new Localization.Patches(
            lesion.length,
            lesionPatches,
            ranking.map(Ranking::auc).orElse(OptionalDouble.empty()),
            ranking.map(Ranking::averagePrecision).orElse(OptionalDouble.empty()),
            c.mapped().map().isPresent() ? c.threshold() : Double.NaN,
            dice.value()),
        new Localization.Found(
            c.froc().lesions().length,
            found,
            c.froc().isolated(),
            c.froc().falsePositives().length));
  }

  private static int[] masked(final int[] weights, final boolean[] kept) {
    final int[] masked = new int[weights.length];
    for (int s = 0; s < masked.length; s++) {
      masked[s] = kept[s] ? weights[s] : 0;
    }
    return masked;
  }

  private static OptionalDouble pooled(final List<PatchDice> dice, final int[] weights) {
    PatchDice sum = new PatchDice(0, 0, 0);
    for (int s = 0; s < weights.length; s++) {
      sum = sum.plus(dice.get(s), weights[s]);
    }
    return sum.value();
  }

  private static OptionalDouble mean(
      final List<Localization.Row> rows,
      final Function<Localization.Patches, OptionalDouble> of,
      final int[] weights) {
    double sum = 0;
    double count = 0;
    for (int s = 0; s < weights.length; s++) {
      final OptionalDouble value = of.apply(rows.get(s).patches());
      if (value.isPresent()) {
        sum += weights[s] * value.getAsDouble();
        count += weights[s];
      }
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }

  private static OptionalDouble value(final Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
