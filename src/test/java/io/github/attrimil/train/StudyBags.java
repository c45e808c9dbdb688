package io.github.attrimil.train;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.metrics.Ranking;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

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
   * @param differenceAuc likewise, by the score of class 1 less that of class 0
   */
  record Found(double bagAuc, double patchAuc, double differenceAuc) {}

  private static final int D = 64;
  private static final int HELD_OUT = 36;

  /**
   * What a cohort is like.
   *
   * @param train slides to learn from
   * @param val slides that choose the epoch
   * @param test slides held out
   * @param least lesion patches of a positive slide
   * @param lesion largest share of a positive slide's patches that are lesion, which come in one
   *     blob
   * @param shift how far lesions lie from other patches, in standard deviations of a feature
   * @param kinds kinds of tissue, each in blobs of its own
   */
  record Kind(int train, int val, int test, int least, double lesion, double shift, int kinds) {}

  /** Named cohorts, from like the authors' to harder ones. */
  static final Map<String, Kind> KINDS =
      Map.of(
          "like", new Kind(50, 14, 200, 2, 0.08, 4.5, 4),
          "rare", new Kind(50, 14, 200, 1, 0.03, 4.5, 4),
          "few", new Kind(14, 6, 200, 2, 0.08, 4.5, 4),
          "noisy", new Kind(50, 14, 200, 2, 0.08, 3.5, 4),
          "blobs", new Kind(50, 14, 200, 2, 0.25, 2, 4));

  /** Features are normal; those of lesions are shifted along one direction. */
  static StudyBags planted(final long seed) {
    return planted(new Kind(50, 14, HELD_OUT, 2, 0.06, 4.5, 1), seed);
  }

  /**
   * Patches of slides that are discs on a grid. Features are normal around the mean of the patch's
   * kind of tissue; those of lesions are shifted along one direction.
   */
  static StudyBags planted(final Kind kind, final long seed) {
    final Random random = new Random(seed);
    final double[] direction = unit(random);
    final double[][] tissues = new double[kind.kinds()][];
    for (int k = 0; k < tissues.length; k++) {
      tissues[k] = Arrays.stream(unit(random)).map(v -> kind.kinds() == 1 ? 0 : 4 * v).toArray();
    }
    final Map<String, Bag> bags = new HashMap<>();
    final Map<String, Integer> labels = new HashMap<>();
    final Map<String, boolean[]> lesions = new HashMap<>();
    final List<String> ids = new ArrayList<>();
    final int slides = kind.train() + kind.val() + kind.test();
    for (int s = 0; s < slides; s++) {
      final String id = "slide_" + s;
      final int width = 7 + random.nextInt(6);
      final int n = width * (7 + random.nextInt(6));
      final boolean[] lesion = new boolean[n];
      if (s % 2 == 1) {
        final int most = Math.max(kind.least(), (int) Math.round(kind.lesion() * n));
        final int size = kind.least() + random.nextInt(most - kind.least() + 1);
        blob(random.nextInt(n), width, size, lesion);
      }
      final int[] tissue = tissue(n, width, kind.kinds(), random);
      final float[] h = new float[n * D];
      for (int i = 0; i < h.length; i++) {
        final double shift = lesion[i / D] ? kind.shift() * direction[i % D] : 0;
        h[i] = (float) (random.nextGaussian() + shift + tissues[tissue[i / D]][i % D]);
      }
      ids.add(id);
      labels.put(id, s % 2);
      lesions.put(id, lesion);
      bags.put(id, new Bag(id, h, FeatureCard.of(D), grid(n, width)));
    }
    final int val = kind.train() + kind.val();
    return new StudyBags(
        bags,
        labels,
        lesions,
        new Split(
            ids.subList(0, kind.train()),
            ids.subList(kind.train(), val),
            ids.subList(val, slides)));
  }

  private static double[] unit(final Random random) {
    final double[] v = random.doubles(D, -1, 1).toArray();
    final double norm = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
    return Arrays.stream(v).map(x -> x / norm).toArray();
  }

  /** The patches nearest to one. */
  private static void blob(
      final int middle, final int width, final int size, final boolean[] lesion) {
    IntStream.range(0, lesion.length)
        .boxed()
        .sorted(Comparator.comparingInt(i -> distance(i, middle, width)))
        .limit(size)
        .forEach(i -> lesion[i] = true);
  }

  private static int distance(final int a, final int b, final int width) {
    final int x = a % width - b % width;
    final int y = a / width - b / width;
    return x * x + y * y;
  }

  /** Each patch is of the kind of the nearest of as many seeds. */
  private static int[] tissue(final int n, final int width, final int kinds, final Random random) {
    final int[] seeds = random.ints(kinds, 0, n).toArray();
    final int[] tissue = new int[n];
    for (int i = 0; i < n; i++) {
      for (int k = 1; k < kinds; k++) {
        if (distance(i, seeds[k], width) < distance(i, seeds[tissue[i]], width)) {
          tissue[i] = k;
        }
      }
    }
    return tissue;
  }

  private static PatchGrid grid(final int n, final int width) {
    final long[] coords = new long[2 * n];
    for (int i = 0; i < n; i++) {
      coords[2 * i] = i % width;
      coords[2 * i + 1] = i / width;
    }
    return PatchGrid.of(PatchCoords.ofInterleaved(coords), 1, 1);
  }

  /** The cohort that the authors' code was trained on. */
  static StudyBags fixture(final Path folder) {
    final CsvTable table = CsvTable.read(folder.resolve("dataset.csv"));
    final Map<String, Tensor> truth = NpzFile.read(folder.resolve("instance_labels.npz"));
    final Map<String, Bag> bags = new HashMap<>();
    final Map<String, Integer> labels = new HashMap<>();
    final Map<String, boolean[]> lesions = new HashMap<>();
    final BagSource source = BagSource.of(new Project(folder));
    for (int row = 0; row < table.rows(); row++) {
      final String id = table.get(row, "slide_id");
      labels.put(id, table.get(row, "label").equals("tumor_tissue") ? 1 : 0);
      bags.put(id, source.open(id));
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
  Found test(final MilModel model) {
    return judge(model, split.test());
  }

  /** Judges a model by slides of both classes. */
  Found judge(final MilModel model, final List<String> slides) {
    final boolean[] positive = new boolean[slides.size()];
    final double[] probability = new double[positive.length];
    final List<String> ill = new ArrayList<>();
    final List<PatchValues> scored = new ArrayList<>();
    for (int s = 0; s < positive.length; s++) {
      final String id = slides.get(s);
      final BagScores scores = BagScores.of(model, bags.get(id));
      positive[s] = labels.get(id) == 1;
      probability[s] = scores.probabilities()[1];
      if (positive[s]) {
        ill.add(id);
        scored.add(scores.patches());
      }
    }
    return new Found(
        Ranking.of(positive, probability).auc().orElseThrow(),
        patchAuc(ill, scored, 0),
        patchAuc(ill, scored, 1));
  }

  private double patchAuc(
      final List<String> ids, final List<PatchValues> scored, final float weightOfClass0) {
    final int n = scored.stream().mapToInt(PatchValues::patches).sum();
    final boolean[] lesion = new boolean[n];
    final double[] score = new double[n];
    int at = 0;
    for (int k = 0; k < ids.size(); k++) {
      final PatchValues values = scored.get(k);
      final float[] of1 = values.values(1);
      // One attention serves all classes: there is no difference.
      final float[] of0 = values.columns() == 1 ? new float[of1.length] : values.values(0);
      final boolean[] truth = lesions.get(ids.get(k));
      for (int i = 0; i < truth.length; i++, at++) {
        lesion[at] = truth[i];
        score[at] = of1[i] - weightOfClass0 * of0[i];
      }
    }
    return Ranking.of(lesion, score).auc().orElseThrow();
  }
}
