package io.github.attrimil.bench;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.demo.SyntheticCohort;
import io.github.attrimil.evaluate.localize.LesionMask;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.metrics.Ranking;
import io.github.attrimil.project.Project;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * How much of a lesion is in the features of a demo project: logistic regression from the features
 * of patches to whether they are lesion (truth/), fitted on the train slides of a fold, measured on
 * its test slides. Features are centered and scaled by the train slides; the penalty is half the
 * squared norm of the weights.
 *
 * <pre>
 * java -cp target/attrimil.jar:target/attrimil-tests.jar io.github.attrimil.bench.LinearProbeBench PROJECT [FOLD]
 * </pre>
 */
public final class LinearProbeBench {

  /** A patch counts as lesion when at least this share of it is. */
  private static final double LESION_SHARE = 0.5;

  private static final double PENALTY = 1;
  private static final int NEWTON_STEPS = 12;

  private record Rows(List<double[]> features, List<Boolean> lesion) {}

  private LinearProbeBench() {}

  /**
   * @param args the project's folder, and the fold, 0 where it is left out
   */
  public static void main(final String[] args) {
    final Project project = Project.existing(Path.of(args[0]));
    final Split split = Split.read(project.split(args.length > 1 ? Integer.parseInt(args[1]) : 0));
    final Rows train = new Rows(new ArrayList<>(), new ArrayList<>());
    for (final String slide : split.train()) {
      read(project, slide, train);
    }
    final double[][] scale = scale(train.features);
    train.features.forEach(f -> standardize(f, scale));
    final double[] weights = fit(train);
    final Rows held = new Rows(new ArrayList<>(), new ArrayList<>());
    for (final String slide : split.test()) {
      read(project, slide, held);
    }
    held.features.forEach(f -> standardize(f, scale));
    final boolean[] lesion = new boolean[held.lesion.size()];
    for (int i = 0; i < lesion.length; i++) {
      lesion[i] = held.lesion.get(i);
    }
    final Ranking ranking =
        Ranking.of(lesion, held.features.stream().mapToDouble(f -> dot(weights, f)).toArray());
    System.out.printf(
        Locale.ROOT,
        "linear probe: lesion AUC %.4f, average precision %.4f on %d slides held out (%d patches, %d"
            + " lesion)%n",
        ranking.auc().orElse(Double.NaN),
        ranking.averagePrecision().orElse(Double.NaN),
        split.test().size(),
        lesion.length,
        ranking.positives());
  }

  private static void read(final Project project, final String slide, final Rows rows) {
    final FeatureFile file = FeatureFile.read(project.features(slide));
    final PatchFile patches = PatchFile.read(project.patches(slide));
    final BufferedImage truth =
        PngFile.read(project.root().resolve("truth").resolve(slide + ".png"));
    final int[] labels =
        truth.getRaster().getSamples(0, 0, truth.getWidth(), truth.getHeight(), 0, (int[]) null);
    Arrays.setAll(labels, i -> Math.min(labels[i], 1));
    final LesionMask mask =
        new LesionMask(
            truth.getWidth(), truth.getHeight(), labels, SyntheticCohort.TRUTH_DOWNSAMPLE);
    final double side = patches.attributes().patchSizeLevel0();
    final int d = file.dimension();
    for (int i = 0; i < patches.size(); i++) {
      final double[] row = new double[d + 1];
      for (int k = 0; k < d; k++) {
        row[k] = file.features()[i * d + k];
      }
      row[d] = 1;
      rows.features.add(row);
      rows.lesion.add(
          mask.share(
                  patches.grid().coords().xLevel0()[i], patches.grid().coords().yLevel0()[i], side)
              >= LESION_SHARE);
    }
  }

  /** Mean and standard deviation of each feature; the last, always 1, stays. */
  private static double[][] scale(final List<double[]> rows) {
    final int d = rows.get(0).length;
    final double[][] scale = new double[2][d];
    for (int k = 0; k < d - 1; k++) {
      final int at = k;
      final double mean = rows.stream().mapToDouble(r -> r[at]).average().orElseThrow();
      final double variance =
          rows.stream().mapToDouble(r -> (r[at] - mean) * (r[at] - mean)).average().orElseThrow();
      scale[0][k] = mean;
      scale[1][k] = variance > 1e-16 ? Math.sqrt(variance) : 1;
    }
    scale[1][d - 1] = 1;
    return scale;
  }

  private static void standardize(final double[] row, final double[][] scale) {
    for (int k = 0; k < row.length; k++) {
      row[k] = (row[k] - scale[0][k]) / scale[1][k];
    }
  }

  private static double dot(final double[] a, final double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** Newton's method on the penalized log-likelihood, which has one maximum. */
  private static double[] fit(final Rows rows) {
    final int d = rows.features.get(0).length;
    final double[] weights = new double[d];
    for (int step = 0; step < NEWTON_STEPS; step++) {
      final double[][] hessian = new double[d][d];
      final double[] gradient = new double[d];
      for (int i = 0; i < rows.features.size(); i++) {
        final double[] x = rows.features.get(i);
        final double p = 1 / (1 + Math.exp(-dot(weights, x)));
        final double error = (rows.lesion.get(i) ? 1 : 0) - p;
        final double weight = Math.max(p * (1 - p), 1e-9);
        for (int a = 0; a < d; a++) {
          gradient[a] += error * x[a];
          final double wx = weight * x[a];
          for (int b = 0; b <= a; b++) {
            hessian[a][b] += wx * x[b];
          }
        }
      }
      for (int a = 0; a < d; a++) {
        gradient[a] -= a < d - 1 ? PENALTY * weights[a] : 0;
        hessian[a][a] += a < d - 1 ? PENALTY : 1e-9;
        for (int b = 0; b < a; b++) {
          hessian[b][a] = hessian[a][b];
        }
      }
      final double[] move =
          new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false))
              .getSolver()
              .solve(new ArrayRealVector(gradient))
              .toArray();
      for (int k = 0; k < d; k++) {
        weights[k] += move[k];
      }
    }
    return weights;
  }
}
