package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.core.Job;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.attrimil.BranchWatchTest;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.mil.registry.ModelKinds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * What recipes learn on cohorts of several kinds, for src/site/markdown/learning.md: a line for
 * each recipe and cohort with means and standard errors over the seeds. A seed draws the training
 * and, but for the cohort in a folder, the cohort itself.
 *
 * <p>Run from the project's folder with the test class path:
 *
 * <pre>
 * java -cp ... -Dai.djl.pytorch.num_threads=1 -Dcohorts=like,rare,few,noisy,blobs -Dseeds=0-9 \
 *     io.github.attrimil.train.PresetStudy "default" "default rank=0" "official rate=2e-3"
 * </pre>
 *
 * A cohort with a slash in its name is a folder laid out as the authors' cohort; SEED in it stands
 * for the seed. Columns: validation loss at the chosen epoch; AUC of slides held out, and its
 * lowest; AUC of pooled patches of their positive slides by what a map of class 1 shows, and by
 * that less what one of class 0 shows; the former of the validation slides; trainings with a
 * warning. Standard error gets a line for each seed: validation loss, AUC of slides and of patches.
 */
public final class PresetStudy {

  private record Row(
      double validation, StudyBags.Found watched, StudyBags.Found found, boolean warned) {}

  private PresetStudy() {}

  /**
   * @param recipes each a kind (without one, attrimil), a preset (without one, default) and numbers
   *     that replace its own, such as "default rank=0" or "abmil default rate=5e-3"
   */
  public static void main(final String[] recipes) {
    final long[] seeds = seeds(System.getProperty("seeds", "0-9"));
    for (final String cohort : System.getProperty("cohorts", "like").split(",")) {
      for (final String recipe : recipes) {
        final long start = System.nanoTime();
        final List<Row> rows = new ArrayList<>();
        for (final long s : seeds) {
          final Row row = train(cohort(cohort, s), recipe(recipe), s);
          rows.add(row);
          System.err.printf(
              Locale.ROOT,
              "%s | %s | seed %d | %.4f | %.4f | %.4f | %s | %.0f s so far%n",
              cohort,
              recipe,
              s,
              row.validation(),
              row.found().bagAuc(),
              row.found().patchAuc(),
              row.warned() ? "warned" : "",
              (System.nanoTime() - start) / 1e9);
        }
        System.out.printf(
            Locale.ROOT,
            "%s | %s | %s | %s, lowest %.3f | %s | %s | %s | %d of %d | %.0f s%n",
            cohort.replaceFirst(".*/", ""),
            recipe,
            figure(rows, Row::validation),
            figure(rows, r -> r.found().bagAuc()),
            rows.stream().mapToDouble(r -> r.found().bagAuc()).min().orElseThrow(),
            figure(rows, r -> r.found().patchAuc()),
            figure(rows, r -> r.found().differenceAuc()),
            figure(rows, r -> r.watched().patchAuc()),
            rows.stream().filter(Row::warned).count(),
            rows.size(),
            (System.nanoTime() - start) / 1e9);
      }
    }
  }

  /** Such as 0-9, or 3,5,7. */
  private static long[] seeds(final String text) {
    return Arrays.stream(text.split(","))
        .map(part -> part.split("-"))
        .flatMapToLong(
            range ->
                LongStream.rangeClosed(
                    Long.parseLong(range[0]), Long.parseLong(range[range.length - 1])))
        .toArray();
  }

  private static StudyBags cohort(final String name, final long seed) {
    return name.contains("/")
        ? StudyBags.fixture(Path.of(name.replace("SEED", Long.toString(seed))))
        : StudyBags.planted(StudyBags.KINDS.get(name), seed);
  }

  private static Recipe recipe(final String recipe) {
    final String[] words = recipe.split(" ", 2);
    final String rest = words.length > 1 ? words[1] : "";
    if (ModelKinds.all().stream().noneMatch(k -> k.name().equals(words[0]))) {
      return Recipes.attrimil(words[0], rest);
    }
    final String[] parts = rest.split(" ", 2);
    final Recipe preset =
        Recipe.of(ModelKinds.named(words[0]), parts[0].isEmpty() ? "default" : parts[0]);
    return Recipes.changed(preset, parts.length > 1 ? parts[1] : "");
  }

  private static Row train(final StudyBags study, final Recipe recipe, final long seed) {
    final BranchWatchTest.Warnings warnings = new BranchWatchTest.Warnings();
    final Job job = warnings.job();
    final Trainer.Result result =
        new Trainer(recipe, study.bags()::get, study.labels(), Device.cpu(), seed, job)
            .run("fold 0", 2, study.split());
    try (MilModel model =
        Reduction.load(recipe.kind(), result.state(), recipe.options(), Device.cpu())) {
      return new Row(
          result.epochs().get(result.bestEpoch()).validation().loss(),
          study.judge(model, study.split().val()),
          study.test(model),
          !warnings.lines.isEmpty());
    }
  }

  /** Mean and standard error. */
  private static String figure(final List<Row> rows, final ToDoubleFunction<Row> value) {
    final double[] values = rows.stream().mapToDouble(value).toArray();
    final double mean = Arrays.stream(values).average().orElseThrow();
    final double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return String.format(
        Locale.ROOT,
        "%.4f ± %.4f",
        mean,
        Math.sqrt(squares / Math.max(1, values.length - 1) / values.length));
  }
}
