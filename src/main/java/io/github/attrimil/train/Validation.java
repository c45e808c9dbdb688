package io.github.attrimil.train;

import io.github.attrimil.metrics.Confusion;
import io.github.attrimil.metrics.Ranking;
import io.github.attrimil.mil.TrainingOptions.Monitor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Metrics of the validation bags after an epoch; all NaN where there are none.
 *
 * @param loss their mean loss, the cross-entropy for most kinds
 * @param accuracy the fraction classified correctly
 * @param auc the area under the ROC curve, of p_1 for two classes, else the mean of one class
 *     against the rest; NaN where all are of one class
 * @param balanced the mean sensitivity of the classes present
 * @param f1 the mean F1 of the classes that are true or predicted somewhere
 */
public record Validation(double loss, double accuracy, double auc, double balanced, double f1) {

  /** Without validation bags. */
  static final Validation NONE =
      new Validation(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** Column names of log.csv, in the order of the components. */
  static final List<String> COLUMNS =
      List.of("val_loss", "val_acc", "val_auc", "val_balanced_acc", "val_f1");

  /**
   * @param values in the order of {@link #COLUMNS}
   * @return the metrics
   */
  static Validation of(final double[] values) {
    return new Validation(values[0], values[1], values[2], values[3], values[4]);
  }

  /**
   * @return in the order of {@link #COLUMNS}
   */
  double[] values() {
    return new double[] {loss, accuracy, auc, balanced, f1};
  }

  /**
   * @param metric one of them
   * @return its value where more is better, so that of the loss is negative
   */
  double merit(final Monitor metric) {
    return switch (metric) {
      case LOSS -> -loss;
      case AUC -> auc;
      case ACCURACY -> accuracy;
      case BALANCED -> balanced;
      case F1 -> f1;
    };
  }

  /** Gathers bags one by one. */
  static final class Sum {

    private final int classes;
    private final List<Integer> truth = new ArrayList<>();
    private final List<Integer> predicted = new ArrayList<>();
    private final List<double[]> probabilities = new ArrayList<>();
    private double loss;

    /**
     * @param classes C
     */
    Sum(final int classes) {
      this.classes = classes;
    }

    /**
     * @param label its class
     * @param scored the class predicted
     * @param p C probabilities
     * @param itsLoss its loss
     */
    void add(final int label, final int scored, final double[] p, final double itsLoss) {
      truth.add(label);
      predicted.add(scored);
      probabilities.add(p);
      loss += itsLoss;
    }

    double loss() {
      return loss;
    }

    Validation mean() {
      if (truth.isEmpty()) {
        return NONE;
      }
      final Confusion confusion = Confusion.of(classes, numbers(truth), numbers(predicted));
      return new Validation(
          loss / truth.size(),
          confusion.accuracy(),
          auc(),
          confusion.balancedAccuracy(),
          confusion.f1Macro());
    }

    private double auc() {
      return IntStream.range(classes == 2 ? 1 : 0, classes)
          .mapToObj(this::auc)
          .flatMapToDouble(OptionalDouble::stream)
          .average()
          .orElse(Double.NaN);
    }

    private OptionalDouble auc(final int c) {
      final boolean[] truly = new boolean[truth.size()];
      final double[] p = new double[truly.length];
      for (int i = 0; i < p.length; i++) {
        truly[i] = truth.get(i) == c;
        p[i] = probabilities.get(i)[c];
      }
      return Ranking.of(truly, p).auc();
    }

    private static int[] numbers(final List<Integer> list) {
      return list.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
