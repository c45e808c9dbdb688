package io.github.attrimil.report;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Subgroup;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a report is about: facts that are read, none that are written by hand.
 *
 * @param project where maps of the model and records of runs are read
 * @param slides where pictures of slides are read
 * @param log the model's log.csv, which need not be there
 * @param card the model
 * @param summary its metrics on test slides
 * @param localization how well lesions are found, if it was measured
 * @param cohort the table of slides, if there is one
 * @param splits what each fold trained on and tested; empty where it is not known
 * @param warnings what a reader should look at, from training and evaluation; may be none
 * @param more further facts, in order
 */
record Subject(
    Project project,
    Project slides,
    Path log,
    ModelCard card,
    EvaluationSummary summary,
    Optional<Localization> localization,
    Optional<Cohort> cohort,
    List<Split> splits,
    List<String> warnings,
    Map<String, String> more) {

  /** Checks that the classes fit. */
  Subject {
    if (card.classes().size() != summary.pooled().classes()) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "%d class names do not fit predictions of %d classes",
              card.classes().size(),
              summary.pooled().classes()));
    }
  }

  List<String> classes() {
    return card.classes();
  }

  Predictions pooled() {
    return summary.pooled();
  }

  /** The kind of model, unless it is of a package that is not installed. */
  Optional<ModelKind> kind() {
    return ModelKinds.all().stream().filter(k -> k.name().equals(card.kind())).findFirst();
  }

  /**
   * @return the patient of each slide by the table of slides; a row of predictions that is not in
   *     it is a patient itself
   */
  Map<String, String> patients() {
    final Map<String, String> patients = new HashMap<>();
    cohort.ifPresent(c -> patients.putAll(c.patients()));
    pooled().rows().forEach(r -> patients.putIfAbsent(r.slideId(), r.slideId()));
    return patients;
  }

  /**
   * @param id of a row of predictions
   * @return its slides: itself, or where it is a patient those of the patient
   */
  List<String> slidesOf(final String id) {
    final List<Cohort.LabeledSlide> all = cohort.map(Cohort::slides).orElse(List.of());
    final List<String> own =
        all.stream().filter(s -> s.caseId().equals(id)).map(Cohort.LabeledSlide::slideId).toList();
    return own.isEmpty() || all.stream().anyMatch(s -> s.slideId().equals(id)) ? List.of(id) : own;
  }

  /**
   * @return how many patients were tested
   */
  int testPatients() {
    return summary.all().patients();
  }

  /**
   * @return columns of slides.csv that results are broken down by, each once
   */
  List<String> subgroupColumns() {
    return summary.subgroups().stream().map(Subgroup::column).distinct().toList();
  }
}
