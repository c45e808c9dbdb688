package io.github.attrimil.demo;

import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.localize.LocalizationStage;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.pipeline.Pipeline;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The demo: a synthetic cohort with planted lesions, the whole pipeline on it, and how well it did.
 */
public final class Demo {

  /**
   * The slides to paint.
   *
   * @param slides how many
   * @param sizePx width and height of a slide in level-0 pixels
   * @param seed same seed, same slides
   */
  public record Cohort(int slides, int sizePx, long seed) {}

  private static final String PATCH_AUC =
      "pooled patch AUC of the tumor score on held-out tumor slides";

  private Demo() {}

  /**
   * Runs the demo.
   *
   * @param project its folder
   * @param cohort which slides are painted
   * @param request the pipeline's parameters
   * @param job receives progress
   * @return the report
   */
  public static Path run(
      final Project project, final Cohort cohort, final Pipeline.Request request, final Job job) {
    SyntheticCohort.write(project.root(), cohort.slides(), cohort.sizePx(), cohort.seed(), job);
    final Pipeline.Result result =
        Pipeline.run(
            project, request, () -> additions(cohort, localize(project, request, job)), job);
    job.info("Test AUC: " + result.summary().pooledAuc().map(Interval::text).orElse("undefined"));
    job.info("Patch AUC: " + result.additions().facts().get(PATCH_AUC));
    job.info("Report: " + result.report());
    return result.report();
  }

  private static Pipeline.Additions additions(
      final Cohort cohort, final Optional<Localization> found) {
    final Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "cohort",
        cohort.slides()
            + " synthetic slides of "
            + cohort.sizePx()
            + " x "
            + cohort.sizePx()
            + " px, seed "
            + cohort.seed());
    facts.put(
        PATCH_AUC,
        found
            .map(Demo::patchAuc)
            .orElse("undefined: the model has no values for and against a class"));
    return new Pipeline.Additions(found, facts);
  }

  /** Nothing where the patches of this kind of model have no values for and against a class. */
  private static Optional<Localization> localize(
      final Project project, final Pipeline.Request request, final Job job) {
    final String model = request.train().model();
    final DeviceChoice device = request.train().device();
    final PatchMeaning meaning = TrainedModel.find(project, model).meaning(device, job);
    if (!meaning.signed()) {
      job.info(
          "localize: nothing to compare, because the model \""
              + model
              + "\" gives \""
              + meaning.words().title()
              + "\"");
      return Optional.empty();
    }
    return Optional.of(
        LocalizationStage.run(
            project,
            model,
            LocalizationStage.Request.of(project.root().resolve("truth")),
            device,
            false,
            job));
  }

  private static String patchAuc(final Localization found) {
    return String.format(
        Locale.ROOT,
        "%s (slides with lesions only; average precision %s, %d of %d patches are lesion)",
        number(found, Localization.PATCH_AUC_LESION),
        number(found, Localization.PATCH_AP_LESION),
        found.slides().stream().mapToInt(r -> r.patches().lesion()).sum(),
        found.slides().stream()
            .filter(r -> r.patches().lesion() > 0)
            .mapToInt(r -> r.patches().count())
            .sum());
  }

  private static String number(final Localization found, final String figure) {
    return found
        .figure(figure)
        .map(f -> String.format(Locale.ROOT, "%.4f", f.estimate()))
        .orElse("undefined");
  }
}
