package io.github.attrimil.evaluate.stage;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Bagging;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.summary.OperatingPoint;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.mil.registry.Origin;
import io.github.attrimil.mil.registry.SharedNetworks;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Made;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideWork;
import io.github.attrimil.project.Stage;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The stage from a model and features to predictions, without labels: writes
 * results/NAME/predictions.csv, and known_classes.csv, the curve of the rule that finds slides of
 * none of the known classes. A model of several folds predicts as {@link Ensemble} says.
 */
public final class PredictStage {

  private static final String STAGE = "predict";

  /** What stands in predictions.csv where every bag score is below the threshold. */
  public static final String NONE = "none of the known classes";

  private final Project project;
  private final TrainedModel model;
  private final Job job;

  private PredictStage(final Project project, final TrainedModel model, final Job job) {
    this.project = project;
    this.model = model;
    this.job = job;
  }

  /**
   * Predicts slides.
   *
   * @param project the project
   * @param modelName as {@link TrainedModel#find} takes it
   * @param slides slide ids, or empty for all that have features
   * @param device where networks compute
   * @param job shows progress
   * @return the table
   */
  public static Path run(
      final Project project,
      final String modelName,
      final List<String> slides,
      final DeviceChoice device,
      final Job job) {
    final TrainedModel model = TrainedModel.find(project, modelName);
    return new PredictStage(project, model, job)
        .run(slides.isEmpty() ? withFeatures(project) : slides, device);
  }

  private Path run(final List<String> ids, final DeviceChoice device) {
    final ModelCard card = model.card();
    job.info(
        "predict: \""
            + card.name()
            + "\" is of kind="
            + card.kind()
            + " ("
            + ModelKinds.named(card.kind()).title()
            + "), "
            + model.checkpoints().size()
            + " network(s), "
            + card.features().dimension()
            + " features, classes "
            + String.join(", ", card.classes()));
    final Validation validation = new ModelValidation(model, true).find(device, job);
    final List<Integer> folds =
        model
            .origin()
            .map(Origin::folds)
            .orElse(IntStream.range(0, model.checkpoints().size()).boxed().toList());
    final List<OperatingPoint> points = folds.stream().map(validation::point).toList();
    final int networks = model.checkpoints().size();
    final Map<String, Bagging.Unit> units = units(ids);
    // Kept by slide or patient, so that the tables are in order whatever fails.
    final Map<String, Ensemble> rows = new ConcurrentSkipListMap<>();
    try (SharedNetworks shared = new SharedNetworks(model, device, job)) {
      final BagSource bags = BagSource.of(project);
      // Without stamps: other slides may be asked for, and one table holds them all.
      new Stage(STAGE, project, false, job)
          .slides(
              List.copyOf(units.keySet()),
              SlideWork.gathering(
                  (first, own) ->
                      Plan.always(
                          () -> {
                            final Bagging.Unit unit = units.get(first);
                            final Bag bag = bags.open(unit, card.features());
                            rows.put(
                                unit.id(),
                                Ensemble.of(
                                    IntStream.range(0, networks)
                                        .mapToObj(k -> shared.scores(k, bag))
                                        .toList(),
                                    points));
                            return Made.done();
                          })));
    }
    final Path csv = project.results(card.name()).resolve("predictions.csv");
    final Map<String, List<String>> slides = new HashMap<>();
    units.values().forEach(unit -> slides.put(unit.id(), unit.slides()));
    table(rows, slides).write(csv);
    KnownCurve.of(folds, validation, rows.values())
        .ifPresent(curve -> curve.write(csv.resolveSibling("known_classes.csv")));
    show(rows);
    return csv;
  }

  /**
   * What is predicted, by the first slide of each bag. Of a patient all slides with features take
   * part, whichever were asked for.
   */
  private Map<String, Bagging.Unit> units(final List<String> ids) {
    final Map<String, Bagging.Unit> units = new LinkedHashMap<>();
    if (model.card().bagging() == Bagging.SLIDE) {
      ids.forEach(id -> units.put(id, new Bagging.Unit(id, List.of(id))));
      return units;
    }
    final Cohort cohort =
        Files.exists(project.slidesCsv())
            ? Cohort.read(project.slidesCsv())
            : new Cohort(List.of());
    final Map<String, String> patients = cohort.patients();
    final Set<String> wanted = new LinkedHashSet<>(ids);
    final long unknown = ids.stream().filter(id -> !patients.containsKey(id)).count();
    final Set<String> asked =
        ids.stream().map(patients::get).filter(Objects::nonNull).collect(Collectors.toSet());
    cohort.slides().stream()
        .filter(s -> asked.contains(s.caseId()) && Files.exists(project.features(s.slideId())))
        .forEach(s -> wanted.add(s.slideId()));
    Bagging.PATIENT.units(cohort, wanted).forEach(u -> units.put(u.slides().get(0), u));
    if (unknown > 0) {
      job.warn(
          unknown
              + " slide(s) are not in "
              + project.slidesCsv()
              + ", so each is taken for a patient of its own; list them there with their case_id");
    }
    return units;
  }

  private void show(final Map<String, Ensemble> rows) {
    final long none = rows.values().stream().filter(r -> !r.known().orElse(true)).count();
    if (none > 0) {
      job.info("predict: " + none + " of " + rows.size() + " slide(s) are of " + NONE);
    }
  }

  private CsvTable table(final Map<String, Ensemble> rows, final Map<String, List<String>> slides) {
    final List<String> classes = model.card().classes();
    final List<String> columns = new ArrayList<>(List.of("slide_id", "Y_hat"));
    for (final String what : List.of("p_", "logit_")) {
      for (int c = 0; c < classes.size(); c++) {
        columns.add(what + c);
      }
    }
    columns.add("class");
    for (int c = 0; c < classes.size(); c++) {
      columns.add("calibrated_" + c);
    }
    columns.addAll(
        List.of(
            "confidence",
            "fold_agreement",
            "Y_hat_youden",
            "bag_score",
            "bag_threshold",
            "known_class",
            "remark",
            "learned_from"));
    final boolean patients = model.card().bagging() == Bagging.PATIENT;
    if (patients) {
      columns.add(Scored.SLIDES);
    }
    final CsvTable table = CsvTable.of(columns);
    rows.forEach(
        (id, row) -> {
          final List<Object> cells = cells(id, row, classes);
          cells.add(learnedFrom(slides.get(id)));
          if (patients) {
            cells.add(String.join(Scored.SEPARATOR, slides.get(id)));
          }
          table.add(cells.toArray());
        });
    return table;
  }

  private static List<Object> cells(
      final String id, final Ensemble row, final List<String> classes) {
    final int best = row.predicted();
    final List<Object> cells = new ArrayList<>(List.of(id, best));
    for (final double p : row.p()) {
      cells.add(p);
    }
    for (final double logit : row.logits()) {
      cells.add(logit);
    }
    cells.add(classes.get(best));
    final boolean calibrated = row.calibrated().length > 0;
    for (int c = 0; c < classes.size(); c++) {
      cells.add(calibrated ? row.calibrated()[c] : "");
    }
    cells.add(calibrated ? row.calibrated()[best] : "");
    cells.add(row.agreement());
    cells.add(
        row.threshold().isPresent()
            ? (Object) (row.p()[1] >= row.threshold().getAsDouble() ? 1 : 0)
            : "");
    cells.add(row.bagScore());
    cells.add(row.bagThreshold().isPresent() ? (Object) row.bagThreshold().getAsDouble() : "");
    cells.add(row.known().<Object>map(known -> known ? 1 : 0).orElse(""));
    cells.add(row.known().orElse(true) ? "" : NONE);
    return cells;
  }

  /** How many of the networks learned from a slide, or were chosen by it; empty if unknown. */
  private Object learnedFrom(final List<String> slides) {
    if (!model.isOf(project) || model.origin().orElseThrow().splits().isEmpty()) {
      return "";
    }
    long folds = 0;
    for (final FoldSplit split : model.origin().orElseThrow().splits()) {
      folds +=
          Stream.of(split.train(), split.val())
                  .anyMatch(part -> !Collections.disjoint(part, slides))
              ? 1
              : 0;
    }
    return folds;
  }

  private static List<String> withFeatures(final Project project) {
    final List<String> ids = project.slidesWithFeatures();
    if (ids.isEmpty()) {
      throw new AttriMilException(
          project.features("x").getParent()
              + " holds no features; run `features` first, or give slides=FOLDER");
    }
    return ids;
  }
}
