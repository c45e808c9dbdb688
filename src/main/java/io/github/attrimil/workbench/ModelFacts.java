package io.github.attrimil.workbench;

import io.github.attrimil.core.FileFailure;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of a model of a project from its files.
 *
 * @param name its name, empty where there is none
 * @param trained its card, if all of its folds are trained
 * @param trainedText for example "attrimil, 5 folds"
 * @param evaluated the summary of its evaluation, if there is one
 * @param resultText for example "AUC 0.99"
 * @param guesses what it predicts, by slide: of the fold that held the slide out, else of all folds
 */
record ModelFacts(
    String name,
    Optional<Path> trained,
    String trainedText,
    Optional<Path> evaluated,
    String resultText,
    Map<String, SlideRow.Guess> guesses) {

  static final ModelFacts NONE =
      new ModelFacts("", Optional.empty(), "", Optional.empty(), "", Map.of());

  /** The names of a project's models, the newest first. */
  static List<String> names(final Project project) {
    final Path folder = project.model("x").getParent();
    try (Stream<Path> models = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      return models
          .filter(m -> Files.exists(m.resolve("model.json")))
          .sorted(Comparator.comparing(ModelFacts::time).reversed())
          .map(m -> m.getFileName().toString())
          .toList();
    } catch (final IOException e) {
      throw FileFailure.of("list", folder, e);
    }
  }

  private static long time(final Path model) {
    try {
      return Files.getLastModifiedTime(model.resolve("model.json")).toMillis();
    } catch (final IOException e) {
      return 0;
    }
  }

  /** Reads a model's facts; none where the name is empty. */
  static ModelFacts read(final Project project, final String name) {
    if (name.isEmpty()) {
      return NONE;
    }
    final Path card = project.model(name).resolve("model.json");
    final ModelCard model = ModelCard.read(card);
    final int folds = model.training().folds();
    int there = 0;
    for (int k = 0; k < folds; k++) {
      there += Files.exists(project.checkpoint(name, k)) ? 1 : 0;
    }
    final boolean whole = there == folds;
    final Path summary = project.results(name).resolve("summary.csv");
    return new ModelFacts(
        name,
        whole ? Optional.of(card) : Optional.empty(),
        whole
            ? model.kind() + ", " + folds + (folds == 1 ? " fold" : " folds")
            : there + " of " + folds + " folds",
        Files.exists(summary) ? Optional.of(summary) : Optional.empty(),
        result(summary),
        guesses(project, model));
  }

  /** The AUC that the report states first: of all test slides together. */
  static String result(final Path summary) {
    if (Files.exists(summary)) {
      final CsvTable table = CsvTable.read(summary);
      if (table.rows() > 0 && table.find(0, "pooled_auc").isPresent()) {
        return String.format(Locale.ROOT, "AUC %.3f", table.number(0, "pooled_auc"));
      }
    }
    return "";
  }

  private static Map<String, SlideRow.Guess> guesses(final Project project, final ModelCard model) {
    final Map<String, SlideRow.Guess> guesses = new HashMap<>();
    final Path folder = project.results(model.name());
    read(folder.resolve("predictions.csv"), model, false, guesses);
    for (int k = 0; k < model.training().folds(); k++) {
      read(folder.resolve("fold_" + k + ".csv"), model, true, guesses);
    }
    return guesses;
  }

  private static void read(
      final Path csv,
      final ModelCard model,
      final boolean heldOut,
      final Map<String, SlideRow.Guess> guesses) {
    if (!Files.exists(csv)) {
      return;
    }
    final CsvTable table = CsvTable.read(csv).require("slide_id", "Y_hat");
    for (int row = 0; row < table.rows(); row++) {
      final int c = table.whole(row, "Y_hat");
      if (c >= 0 && c < model.classes().size() && table.has("p_" + c)) {
        guesses.put(
            table.get(row, "slide_id"),
            new SlideRow.Guess(model.classes().get(c), table.number(row, "p_" + c), heldOut));
      }
    }
  }
}
