package io.github.attrimil.demo;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.PatchAuc;
import io.github.attrimil.file.CsvTable;
import io.github.attrimil.file.PatchFile;
import io.github.attrimil.file.Project;
import io.github.attrimil.job.Job;
import io.github.attrimil.job.RunRecord;
import io.github.attrimil.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The demo: a synthetic cohort with planted lesions, the whole pipeline on it, and how well it did.
 */
public final class Demo {

  private final Project project;
  private final Pipeline.Request request;
  private final Job job;

  private Demo(final Project project, final Pipeline.Request request, final Job job) {
    this.project = project;
    this.request = request;
    this.job = job;
  }

  /**
   * Runs the demo.
   *
   * @param project its folder
   * @param slides how many slides
   * @param sizePx width and height of a slide in level-0 pixels
   * @param seed same seed, same slides
   * @param request the pipeline's parameters
   * @param job told of progress
   * @return the report
   */
  public static Path run(
      final Project project,
      final int slides,
      final int sizePx,
      final long seed,
      final Pipeline.Request request,
      final Job job) {
    final List<SyntheticSlide> cohort =
        SyntheticCohort.write(project.root(), slides, sizePx, seed, job);
    final Pipeline.Result result = Pipeline.run(project, request, job);
    final Map<String, SyntheticSlide> byId =
        cohort.stream().collect(Collectors.toMap(SyntheticSlide::slideId, Function.identity()));
    final List<SyntheticSlide> positive =
        result.mapped().stream()
            .map(byId::get)
            .filter(s -> s.label().equals(SyntheticCohort.TUMOR))
            .toList();
    final Demo demo = new Demo(project, request, job);
    final PatchAuc patches = demo.localise(positive);
    final Map<String, String> facts = new LinkedHashMap<>();
    final String slideAuc = result.summary().pooledAuc().map(Interval::text).orElse("undefined");
    final String patchAuc =
        String.format(
            Locale.ROOT,
            "%.4f (average precision %.4f, %d of %d patches are lesion)",
            patches.pooled().auc().orElse(Double.NaN),
            patches.pooled().averagePrecision().orElse(Double.NaN),
            patches.pooled().lesionPatches(),
            patches.pooled().patches());
    facts.put(
        "cohort", slides + " synthetic slides of " + sizePx + " x " + sizePx + " px, seed " + seed);
    facts.put("pooled patch AUC of the tumor score on held-out tumor slides", patchAuc);
    final Path report =
        job.record().slidesWith(RunRecord.Status.DONE).isEmpty()
            ? result.report()
            : Pipeline.report(project, request, result.summary(), facts, job);
    job.info("Test AUC: " + slideAuc);
    job.info("Patch AUC: " + patchAuc);
    job.info("Report: " + report);
    return report;
  }

  /** Compares the maps of positive held-out slides with the planted lesions. */
  private PatchAuc localise(final List<SyntheticSlide> slides) {
    final List<PatchAuc.Patches> all = new ArrayList<>();
    for (final SyntheticSlide slide : slides) {
      all.add(patches(slide));
    }
    final PatchAuc auc = PatchAuc.of(all);
    final CsvTable table =
        CsvTable.of("slide_id", "patches", "lesion_patches", "auc", "average_precision");
    auc.slides().forEach(f -> add(table, f));
    add(table, auc.pooled());
    table.write(project.results(request.train().model()).resolve("localisation.csv"));
    return auc;
  }

  private static void add(final CsvTable table, final PatchAuc.Figures f) {
    table.add(
        f.slideId(),
        f.patches(),
        f.lesionPatches(),
        f.auc().isPresent() ? f.auc().getAsDouble() : null,
        f.averagePrecision().isPresent() ? f.averagePrecision().getAsDouble() : null);
  }

  private PatchAuc.Patches patches(final SyntheticSlide slide) {
    final Path folder = project.maps(request.train().model(), slide.slideId());
    final CsvTable scores = CsvTable.read(folder.resolve("scores.csv"));
    final float[] score = new float[scores.rows()];
    final long[] coords = new long[2 * scores.rows()];
    for (int i = 0; i < score.length; i++) {
      score[i] = (float) scores.number(i, "score_1");
      coords[2 * i] = scores.integer(i, "xLevel0");
      coords[2 * i + 1] = scores.integer(i, "yLevel0");
    }
    final double size =
        PatchFile.read(project.patches(slide.slideId())).attributes().patchSizeLevel0();
    final boolean[] lesion = LesionTruth.of(slide.truth(), coords, size);
    return new PatchAuc.Patches(slide.slideId(), score, lesion);
  }
}
