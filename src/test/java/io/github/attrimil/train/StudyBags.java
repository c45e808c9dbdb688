package io.github.attrimil.train;

import io.github.attrimil.bag.Bag;
import io.github.attrimil.bag.Split;
import io.github.attrimil.evaluate.Ranking;
import io.github.attrimil.file.CsvTable;
import io.github.attrimil.file.PatchFile;
import io.github.attrimil.file.Tensor;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.model.AttriMil;
import io.github.attrimil.model.BagScores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Bags in memory, half of them with a few contiguous patches of another kind, and the truth about
 * their patches.
 *
 * @param bags by slide
 * @param labels 0 or 1 by slide
 * @param lesions which patches are of the other kind, by slide
 * @param split what is learned from, watched and held out
 */
record StudyBags(
    Map<String, Bag> bags,
    Map<String, Integer> labels,
    Map<String, boolean[]> lesions,
    Split split) {

  /**
   * How a model did on the slides held out.
   *
   * @param bagAuc area under the ROC curve of the slides
   * @param patchAuc of the pooled patches of positive slides, by the score of class 1
   */
  record Found(double bagAuc, double patchAuc) {}

  private static final int D = 64;
  private static final int SLIDES = 100;
  private static final double SHIFT = 4.5;

  /** Features are normal; those of lesions are shifted along one direction. */
  static StudyBags planted(final long seed) {
    final Random random = new Random(seed);
    final double[] direction = random.doubles(D, -1, 1).toArray();
    final double norm = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
    final Map<String, Bag> bags = new HashMap<>();
    final Map<String, Integer> labels = new HashMap<>();
    final Map<String, boolean[]> lesions = new HashMap<>();
    final List<String> ids = new ArrayList<>();
    for (int s = 0; s < SLIDES; s++) {
      final String id = "slide_" + s;
      final int n = 60 + random.nextInt(90);
      final boolean[] lesion = new boolean[n];
      final int first = random.nextInt(n - 8);
      Arrays.fill(lesion, first, first + (s % 2 == 0 ? 0 : 2 + random.nextInt(6)), true);
      final float[] h = new float[n * D];
      for (int i = 0; i < h.length; i++) {
        final double shift = lesion[i / D] ? SHIFT * direction[i % D] / norm : 0;
        h[i] = (float) (random.nextGaussian() + shift);
      }
      ids.add(id);
      labels.put(id, s % 2);
      lesions.put(id, lesion);
      bags.put(id, new Bag(id, h, D, row(n), Optional.empty(), ""));
    }
    return new StudyBags(
        bags,
        labels,
        lesions,
        new Split(ids.subList(0, 50), ids.subList(50, 64), ids.subList(64, SLIDES)));
  }

  /** Patches in one row: left and right are neighbours. */
  private static int[] row(final int n) {
    final int[] nearest = new int[n * PatchFile.NEAREST];
    for (int i = 0; i < n; i++) {
      Arrays.fill(nearest, i * PatchFile.NEAREST, (i + 1) * PatchFile.NEAREST, i);
      nearest[i * PatchFile.NEAREST + 1] = Math.max(0, i - 1);
      nearest[i * PatchFile.NEAREST + 2] = Math.min(n - 1, i + 1);
    }
    return nearest;
  }

  /** The cohort that the authors' code was trained on. */
  static StudyBags fixture(final Path folder) {
    final CsvTable table = CsvTable.read(folder.resolve("dataset.csv"));
    final Map<String, Tensor> truth = NpzFile.read(folder.resolve("instance_labels.npz"));
    final Map<String, Bag> bags = new HashMap<>();
    final Map<String, Integer> labels = new HashMap<>();
    final Map<String, boolean[]> lesions = new HashMap<>();
    for (int row = 0; row < table.rows(); row++) {
      final String id = table.get(row, "slide_id");
      labels.put(id, table.get(row, "label").equals("tumor_tissue") ? 1 : 0);
      bags.put(id, Bag.read(id, folder.resolve("features/h5_files/" + id + ".h5")));
      final float[] patches = truth.get(id).floats();
      final boolean[] lesion = new boolean[patches.length];
      for (int i = 0; i < lesion.length; i++) {
        lesion[i] = patches[i] > 0;
      }
      lesions.put(id, lesion);
    }
    return new StudyBags(bags, labels, lesions, Split.read(folder.resolve("splits/splits_0.csv")));
  }

  /** Judges a model by the slides held out. */
  Found test(final AttriMil model) {
    final boolean[] positive = new boolean[split.test().size()];
    final double[] probability = new double[positive.length];
    final List<Double> scored = new ArrayList<>();
    final List<Boolean> lesion = new ArrayList<>();
    for (int s = 0; s < positive.length; s++) {
      final String id = split.test().get(s);
      final BagScores scores = BagScores.of(model, bags.get(id));
      positive[s] = labels.get(id) == 1;
      probability[s] = scores.probabilities()[1];
      if (positive[s]) {
        for (int i = 0; i < scores.score().length / 2; i++) {
          scored.add((double) scores.score()[2 * i + 1]);
          lesion.add(lesions.get(id)[i]);
        }
      }
    }
    final boolean[] truth = new boolean[lesion.size()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = lesion.get(i);
    }
    final double[] score = scored.stream().mapToDouble(v -> v).toArray();
    return new Found(
        Ranking.of(positive, probability).auc().orElseThrow(),
        Ranking.of(truth, score).auc().orElseThrow());
  }
}
