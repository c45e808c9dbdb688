package io.github.attrimil.evaluate.stage;

import io.github.attrimil.core.Sha256;
import io.github.attrimil.evaluate.KnownClasses;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.summary.OperatingPoint;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What each fold's network makes of its validation slides, from which its threshold and temperature
 * are chosen. It goes with the model, as validation.csv in its folder: on another cohort the same
 * choices hold.
 *
 * @param folds the scores by fold; a fold without validation slides is missing
 * @param patients whose slides they are
 */
record Validation(Map<Integer, Scored> folds, Patients patients) {

  static final String FILE = "validation.csv";
  private static final String CHECKPOINT = "checkpoint";

  /** Nothing is known of validation slides. */
  static Validation unknown() {
    return new Validation(Map.of(), Patients.unknown());
  }

  /**
   * @param fold a fold's number
   * @return what its validation slides decide
   */
  OperatingPoint point(final int fold) {
    final Scored scored = folds.get(fold);
    return scored == null
        ? OperatingPoint.none(fold)
        : OperatingPoint.choose(fold, scored.predictions(), scored.bagThreshold(), patients);
  }

  /**
   * @param fold a fold's number
   * @return the largest bag score of each of its validation slides
   */
  double[] largestScores(final int fold) {
    final Scored scored = folds.get(fold);
    return scored == null
        ? new double[0]
        : scored.logits().stream().mapToDouble(KnownClasses::largest).toArray();
  }

  /**
   * @param folder the model's folder
   * @param checkpoints its checkpoints by fold; rows of others are of an earlier training
   * @return what was written there for these checkpoints, if it is complete
   */
  static Optional<Validation> read(final Path folder, final Map<Integer, Path> checkpoints) {
    final Path csv = folder.resolve(FILE);
    if (!Files.exists(csv)) {
      return Optional.empty();
    }
    final CsvTable table = CsvTable.read(csv).require("fold", CHECKPOINT, Scored.CASE);
    final Map<Integer, String> sums = new TreeMap<>();
    checkpoints.forEach((fold, file) -> sums.put(fold, Sha256.of(file)));
    final Map<Integer, List<Integer>> rows = new TreeMap<>();
    for (int i = 0; i < table.rows(); i++) {
      final int fold = table.whole(i, "fold");
      if (sums.containsKey(fold)) {
        if (!sums.get(fold).equals(table.get(i, CHECKPOINT))) {
          return Optional.empty();
        }
        rows.computeIfAbsent(fold, f -> new ArrayList<>()).add(i);
      }
    }
    if (!rows.keySet().containsAll(checkpoints.keySet())) {
      return Optional.empty();
    }
    final Map<Integer, Scored> folds = new TreeMap<>();
    rows.forEach((fold, of) -> folds.put(fold, Scored.read(table, of)));
    return Optional.of(new Validation(folds, patients(table)));
  }

  /**
   * @param folder results/NAME, with validation_K.csv of folds that have validation slides
   * @param numbers the folds
   * @return what is there
   */
  static Validation read(final Path folder, final List<Integer> numbers) {
    final Map<Integer, Scored> folds = new TreeMap<>();
    final Map<String, String> patients = new LinkedHashMap<>();
    for (final int fold : numbers) {
      final Path csv = file(folder, fold);
      if (Files.exists(csv)) {
        final CsvTable table = CsvTable.read(csv).require(Scored.CASE);
        folds.put(fold, Scored.read(table, IntStream.range(0, table.rows()).boxed().toList()));
        patients.putAll(patients(table).bySlide());
      }
    }
    return new Validation(folds, new Patients(patients));
  }

  /**
   * @param folder results/NAME
   * @param fold a fold's number
   * @return the table of its validation slides
   */
  static Path file(final Path folder, final int fold) {
    return folder.resolve("validation_" + fold + ".csv");
  }

  private static Patients patients(final CsvTable table) {
    final Map<String, String> patients = new LinkedHashMap<>();
    for (int i = 0; i < table.rows(); i++) {
      patients.put(table.get(i, "slide_id"), table.get(i, Scored.CASE));
    }
    return new Patients(patients);
  }

  /**
   * @param folder results/NAME
   */
  void write(final Path folder) {
    folds.forEach((fold, scored) -> scored.write(file(folder, fold), patients));
  }

  /**
   * @param folder the model's folder
   * @param checkpoints its checkpoints by fold
   */
  void write(final Path folder, final Map<Integer, Path> checkpoints) {
    if (folds.isEmpty()) {
      return;
    }
    final int classes = folds.values().iterator().next().predictions().classes();
    final List<String> columns = new ArrayList<>(List.of("fold", CHECKPOINT, Scored.CASE));
    columns.addAll(Scored.columns(classes));
    final CsvTable table = CsvTable.of(columns);
    folds.forEach(
        (fold, scored) -> {
          final String sha256 = Sha256.of(checkpoints.get(fold));
          for (int i = 0; i < scored.logits().size(); i++) {
            final String slide = scored.predictions().rows().get(i).slideId();
            final List<Object> cells = new ArrayList<>(List.of(fold, sha256, patients.of(slide)));
            scored.add(cells, i);
            table.add(cells.toArray());
          }
        });
    table.write(folder.resolve(FILE));
  }
}
