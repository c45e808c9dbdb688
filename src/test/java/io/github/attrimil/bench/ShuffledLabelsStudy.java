package io.github.attrimil.bench;

import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.script.MilProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Whether a model that cannot know anything is measured as such: labels are shuffled over the
 * slides of a cohort, a model is trained and evaluated by the commands, and the mean AUC of test
 * slides must be one half. For src/site/markdown/evaluation.md.
 *
 * <p>Run from the project's folder with the test class path:
 *
 * <pre>
 * java -cp ... -Dai.djl.pytorch.num_threads=1 io.github.attrimil.bench.ShuffledLabelsStudy \
 *     COHORT [FIRST-LAST] [epochs=10 ...]
 * </pre>
 *
 * where COHORT is a folder with dataset.csv (case_id, slide_id, label), features/ and splits/, such
 * as fixtures/e2e, FIRST-LAST are seeds, each a shuffling and a training, 0-19 where it is left
 * out, and the rest are parameters of train.
 */
public final class ShuffledLabelsStudy {

  private ShuffledLabelsStudy() {}

  /**
   * @param arguments the cohort, seeds, parameters of train
   * @throws IOException when the cohort cannot be copied
   */
  public static void main(final String[] arguments) throws IOException {
    final Path cohort = Path.of(arguments[0]).toAbsolutePath();
    final String[] range = (arguments.length > 1 ? arguments[1] : "0-19").split("-");
    final String[] more =
        arguments.length > 2 ? Arrays.copyOfRange(arguments, 2, arguments.length) : new String[0];
    final List<Double> areas = new ArrayList<>();
    for (long s = Long.parseLong(range[0]); s <= Long.parseLong(range[1]); s++) {
      areas.add(area(cohort, s, more));
      System.out.printf(Locale.ROOT, "seed %d: %.4f%n", s, areas.get(areas.size() - 1));
    }
    final double mean = areas.stream().mapToDouble(a -> a).average().orElseThrow();
    final double squares = areas.stream().mapToDouble(a -> (a - mean) * (a - mean)).sum();
    System.out.printf(
        Locale.ROOT,
        "mean AUC of %d seeds: %.4f, standard deviation %.4f%n",
        areas.size(),
        mean,
        Math.sqrt(squares / Math.max(1, areas.size() - 1)));
  }

  private static double area(final Path cohort, final long seed, final String[] more)
      throws IOException {
    final Path folder = Files.createTempDirectory("shuffled");
    Files.createSymbolicLink(folder.resolve("features"), cohort.resolve("features"));
    Files.createSymbolicLink(folder.resolve("splits"), cohort.resolve("splits"));
    final CsvTable table = CsvTable.read(cohort.resolve("dataset.csv"));
    final List<String> labels = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      labels.add(table.get(row, "label"));
    }
    Collections.shuffle(labels, new Random(seed));
    final CsvTable slides = CsvTable.of("case_id", "slide_id", "label");
    for (int row = 0; row < table.rows(); row++) {
      slides.add(table.get(row, "case_id"), table.get(row, "slide_id"), labels.get(row));
    }
    slides.write(folder.resolve("slides.csv"));
    final MilProject project = MilProject.open(folder.toString());
    final List<String> parameters = new ArrayList<>(List.of("device=cpu", "seed=" + seed));
    parameters.addAll(List.of(more));
    project.run("train", parameters.toArray(String[]::new));
    project.run("evaluate", "device=cpu");
    return CsvTable.read(folder.resolve("results").resolve("attrimil").resolve("summary.csv"))
        .number(0, "pooled_auc");
  }
}
