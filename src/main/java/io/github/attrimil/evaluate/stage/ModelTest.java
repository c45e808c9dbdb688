package io.github.attrimil.evaluate.stage;

import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Bootstrap;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.PairedDelong;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.PooledScores;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether two models differ in AUC on the same slides: DeLong's test, and the difference with a
 * bootstrap over patients, which holds where patients have several slides, too. Writes
 * results/NAME/against_OTHER.csv, a row a class (for two classes, class 1).
 */
public final class ModelTest {

  private ModelTest() {}

  /**
   * Evaluates the other model on the same slides and tests.
   *
   * @param project the project
   * @param request what was evaluated
   * @param summary what came of it
   * @param against the other model, as {@link TrainedModel#find} takes it
   * @param job shown the result
   * @return the table
   * @throws io.github.attrimil.core.AttriMilException when the slides differ
   */
  public static Path run(
      final Project project,
      final EvaluateStage.Request request,
      final EvaluationSummary summary,
      final String against,
      final Job job) {
    final EvaluationSummary other =
        EvaluateStage.run(
            project,
            new EvaluateStage.Request(
                against,
                request.fold(),
                request.external(),
                request.subgroups(),
                request.leaks(),
                request.device(),
                request.redo()),
            job);
    final String name = TrainedModel.find(project, against).card().name();
    final String own = TrainedModel.find(project, request.model()).card().name();
    final Predictions first = summary.pooled();
    final Predictions second = inOrder(first, other.pooled());
    final Patients patients = patients(project, request);
    final CsvTable table =
        CsvTable.of(
            "class",
            "model",
            "auc",
            "against",
            "auc_against",
            "difference",
            "low",
            "high",
            "deviation",
            "delong_p",
            "slides",
            "patients");
    final int from = first.classes() == 2 ? 1 : 0;
    for (int c = from; c < first.classes(); c++) {
      final boolean[] truly = first.isTruly(c);
      final double[] a = first.probability(c);
      final double[] b = second.probability(c);
      final Optional<PairedDelong> test = PairedDelong.of(truly, a, b);
      final List<Optional<Interval>> sampled = sampled(first, patients, truly, a, b);
      final Optional<Interval> difference = sampled.get(2);
      table.add(
          c,
          own,
          sampled.get(0).<Object>map(Interval::estimate).orElse(""),
          name,
          sampled.get(1).<Object>map(Interval::estimate).orElse(""),
          difference.<Object>map(Interval::estimate).orElse(""),
          difference.<Object>map(Interval::low).orElse(""),
          difference.<Object>map(Interval::high).orElse(""),
          test.<Object>map(PairedDelong::deviation).orElse(""),
          test.<Object>map(PairedDelong::p).orElse(""),
          a.length,
          patients.count(first));
      if (difference.isPresent()) {
        job.info(
            String.format(
                Locale.ROOT,
                "evaluate: AUC of \"%s\" minus that of \"%s\"%s: %+.3f (%.3f to %.3f), DeLong's p"
                    + " %s",
                own,
                name,
                from == 0 ? " for class " + c : "",
                difference.get().estimate(),
                difference.get().low(),
                difference.get().high(),
                test.map(t -> String.format(Locale.ROOT, "%.4f", t.p())).orElse("undefined")));
      }
    }
    final Path csv = project.results(summary.name()).resolve("against_" + name + ".csv");
    table.write(csv);
    return csv;
  }

  /** The AUCs of both and their difference, with intervals over patients. */
  private static List<Optional<Interval>> sampled(
      final Predictions slides,
      final Patients patients,
      final boolean[] truly,
      final double[] a,
      final double[] b) {
    final int[] each = IntStream.range(0, a.length).toArray();
    final PooledScores first = new PooledScores(a, truly, each);
    final PooledScores second = new PooledScores(b, truly, each);
    return Bootstrap.ofPatients(slides, patients, 1)
        .run(
            weights -> {
              final double x = first.auc(weights).orElse(Double.NaN);
              final double y = second.auc(weights).orElse(Double.NaN);
              return new double[] {x, y, x - y};
            });
  }

  private static Patients patients(final Project project, final EvaluateStage.Request request) {
    final Project cohort = request.external().map(Project::existing).orElse(project);
    return new LabeledSlides(cohort, TrainedModel.find(project, request.model()).card()).patients();
  }

  /** The second model's rows in the order of the first's. */
  private static Predictions inOrder(final Predictions first, final Predictions second) {
    PairedDelong.requireSame(first, second);
    final Map<String, Predictions.Row> rows = new HashMap<>();
    second.rows().forEach(r -> rows.put(r.slideId(), r));
    final List<Predictions.Row> ordered = new ArrayList<>();
    first.rows().forEach(r -> ordered.add(rows.get(r.slideId())));
    return new Predictions(ordered);
  }
}
