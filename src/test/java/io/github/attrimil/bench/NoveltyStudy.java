package io.github.attrimil.bench;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.metrics.Ranking;
import io.github.attrimil.project.Project;
import io.github.attrimil.script.MilProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * How well the rule for slides of none of the known classes finds a class that was held out from
 * training, for src/site/markdown/evaluation.md: AUROC of slides of the unknown class against test
 * slides of the known ones, by the largest bag score (the rule), by the largest softmax
 * probability, and by the energy, the logarithm of the sum of the exponentials of the bag scores
 * (Liu et al. 2020, arXiv:2010.03759); and which share of either the rule rejects at its own
 * threshold.
 *
 * <p>A planted cohort of three classes: patches are normal vectors around one of four kinds of
 * tissue; slides of class c have a blob of patches, a tenth of the slide, shifted along direction
 * c. For each class, a model learns from the other two, in two folds, by the commands.
 *
 * <pre>
 * java -cp ... -Dai.djl.pytorch.num_threads=1 io.github.attrimil.bench.NoveltyStudy [FIRST-LAST] \
 *     [kind=attrimil ...]
 * </pre>
 */
public final class NoveltyStudy {

  private static final int D = 32;
  private static final int SIDE = 9;
  private static final int CLASSES = 3;
  private static final int SLIDES = 50; // of each class
  private static final double SHIFT = 4;
  private static final int BLOB = 8;

  private NoveltyStudy() {}

  /** Of one model: AUROCs of rule, softmax and energy, and rejected shares of unknown and known. */
  private record Found(double rule, double softmax, double energy, double found, double lost) {
    double[] values() {
      return new double[] {rule, softmax, energy, found, lost};
    }
  }

  /**
   * @param arguments seeds, 0-4 where they are left out; parameters of train
   * @throws IOException when a cohort cannot be written
   */
  public static void main(final String[] arguments) throws IOException {
    final String[] range = (arguments.length > 0 ? arguments[0] : "0-4").split("-");
    final String[] more =
        arguments.length > 1 ? Arrays.copyOfRange(arguments, 1, arguments.length) : new String[0];
    System.out.println("| class held out | rule | softmax | energy | found | known rejected |");
    System.out.println("|---|---|---|---|---|---|");
    final List<Found> all = new ArrayList<>();
    for (int unknown = 0; unknown < CLASSES; unknown++) {
      final List<Found> rows = new ArrayList<>();
      for (long s = Long.parseLong(range[0]); s <= Long.parseLong(range[1]); s++) {
        rows.add(run(s, unknown, more));
      }
      print(Integer.toString(unknown), rows);
      all.addAll(rows);
    }
    print("mean", all);
  }

  private static void print(final String name, final List<Found> rows) {
    final StringBuilder line = new StringBuilder("| " + name + " |");
    for (int i = 0; i < rows.get(0).values().length; i++) {
      final int at = i;
      final double[] x = rows.stream().mapToDouble(r -> r.values()[at]).toArray();
      final double mean = Arrays.stream(x).average().orElseThrow();
      final double squares = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum();
      line.append(
          String.format(
              Locale.ROOT,
              " %.3f ± %.3f |",
              mean,
              Math.sqrt(squares / Math.max(1, x.length - 1) / x.length)));
    }
    System.out.println(line);
  }

  private static Found run(final long seed, final int unknown, final String[] more)
      throws IOException {
    final Path folder = Files.createTempDirectory("novelty");
    final Project project = new Project(folder);
    Files.createDirectories(project.features("x").getParent());
    Files.createDirectories(project.split(0).getParent());
    final Map<String, Integer> truth = plant(project, seed);
    final List<String> known =
        truth.keySet().stream().filter(s -> truth.get(s) != unknown).toList();
    final CsvTable slides = CsvTable.of("case_id", "slide_id", "label");
    known.forEach(s -> slides.add("p" + s, s, "class" + truth.get(s)));
    slides.write(project.slidesCsv());
    // Classes alternate, so every third pair is held out, and every sixth chooses the epoch.
    final List<String> train = new ArrayList<>();
    final List<String> val = new ArrayList<>();
    final List<String> test = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      final int pair = i / 2 % 5;
      (pair < 2 ? test : pair == 2 ? val : train).add(known.get(i));
    }
    new Split(train, val, test).write(project.split(0));
    final MilProject mil = MilProject.open(folder.toString());
    final List<String> parameters =
        new ArrayList<>(List.of("model=m", "device=cpu", "seed=" + seed));
    parameters.addAll(List.of(more));
    mil.run("train", parameters.toArray(String[]::new));
    mil.run("predict", "model=m", "device=cpu");
    final CsvTable table =
        CsvTable.read(folder.resolve("results").resolve("m").resolve("predictions.csv"));
    return measure(table, truth, unknown, test);
  }

  private static Found measure(
      final CsvTable table,
      final Map<String, Integer> truth,
      final int unknown,
      final List<String> test) {
    final List<Boolean> novel = new ArrayList<>();
    final Map<String, List<Double>> scores = new LinkedHashMap<>();
    final double[] rejected = new double[2];
    final double[] count = new double[2];
    for (int row = 0; row < table.rows(); row++) {
      final String slide = table.get(row, "slide_id");
      final boolean is = truth.get(slide) == unknown;
      if (!is && !test.contains(slide)) {
        continue;
      }
      novel.add(is);
      final double a = table.number(row, "logit_0");
      final double b = table.number(row, "logit_1");
      final double largest = Math.max(a, b);
      add(scores, "rule", -table.number(row, "bag_score"));
      add(scores, "softmax", -Math.max(table.number(row, "p_0"), table.number(row, "p_1")));
      add(scores, "energy", -(largest + Math.log(Math.exp(a - largest) + Math.exp(b - largest))));
      count[is ? 1 : 0]++;
      rejected[is ? 1 : 0] += 1 - table.integer(row, "known_class");
    }
    return new Found(
        auroc(novel, scores.get("rule")),
        auroc(novel, scores.get("softmax")),
        auroc(novel, scores.get("energy")),
        rejected[1] / count[1],
        rejected[0] / count[0]);
  }

  private static void add(
      final Map<String, List<Double>> scores, final String name, final double value) {
    scores.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  private static double auroc(final List<Boolean> novel, final List<Double> score) {
    final boolean[] is = new boolean[novel.size()];
    for (int i = 0; i < is.length; i++) {
      is[i] = novel.get(i);
    }
    return Ranking.of(is, score.stream().mapToDouble(v -> v).toArray()).auc().orElseThrow();
  }

  private static Map<String, Integer> plant(final Project project, final long seed)
      throws IOException {
    final Random random = new Random(seed);
    final double[][] direction = new double[CLASSES][];
    final double[][] tissue = new double[4][];
    for (int k = 0; k < direction.length; k++) {
      direction[k] = unit(random, SHIFT);
    }
    for (int k = 0; k < tissue.length; k++) {
      tissue[k] = unit(random, 3);
    }
    final Map<String, Integer> truth = new LinkedHashMap<>();
    for (int s = 0; s < CLASSES * SLIDES; s++) {
      final String id = String.format(Locale.ROOT, "s%03d", s);
      final int label = s % CLASSES;
      final int n = SIDE * SIDE;
      final float[] h = new float[n * D];
      final int middle = random.nextInt(n);
      final int[] seeds = random.ints(4, 0, n).toArray();
      for (int i = 0; i < n; i++) {
        int kind = 0;
        for (int k = 1; k < seeds.length; k++) {
          kind = distance(i, seeds[k]) < distance(i, seeds[kind]) ? k : kind;
        }
        final boolean lesion = distance(i, middle) * Math.PI <= BLOB;
        for (int d = 0; d < D; d++) {
          h[i * D + d] =
              (float)
                  (random.nextGaussian() + tissue[kind][d] + (lesion ? direction[label][d] : 0));
        }
      }
      new FeatureFile(h, D, Map.of(), Optional.empty()).write(project.features(id));
      truth.put(id, label);
    }
    return truth;
  }

  private static int distance(final int a, final int b) {
    final int x = a % SIDE - b % SIDE;
    final int y = a / SIDE - b / SIDE;
    return x * x + y * y;
  }

  private static double[] unit(final Random random, final double length) {
    final double[] v = new double[D];
    double squares = 0;
    for (int d = 0; d < D; d++) {
      v[d] = random.nextGaussian();
      squares += v[d] * v[d];
    }
    final double scale = length / Math.sqrt(squares);
    return Arrays.stream(v).map(x -> x * scale).toArray();
  }
}
