package io.github.attrimil.script;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.BagScores;
import java.util.List;

/** What a model predicts for a bag of N patches and C classes, and what it says of each patch. */
public final class BagPrediction {

  private final List<String> classes;
  private final BagScores scores;

  BagPrediction(final List<String> classes, final BagScores scores) {
    this.classes = classes;
    this.scores = scores;
  }

  /**
   * @return the name of the predicted class
   */
  public String label() {
    return classes.get(predicted());
  }

  /**
   * @return the number of the predicted class, from 0
   */
  public int predicted() {
    return scores.predicted();
  }

  /**
   * @return the C class names, in the order of all arrays
   */
  public List<String> classes() {
    return classes;
  }

  /**
   * @return C probabilities
   */
  public double[] probabilities() {
    return scores.probabilities().clone();
  }

  /**
   * @return C logits, of several folds their mean, which contributions and bias add up to
   */
  public double[] logits() {
    final double[] logits = new double[scores.logits().length];
    java.util.Arrays.setAll(logits, c -> scores.logits()[c]);
    return logits;
  }

  /**
   * @return what {@link #patches} are, as the tables call it: score, logit or attention
   */
  public String measurement() {
    return scores.patches().meaning().measurement();
  }

  /**
   * @return the values a map shows, a row for each of N patches: C columns, or one where a single
   *     attention serves all classes
   */
  public double[][] patches() {
    final PatchValues values = scores.patches();
    final double[][] table = new double[values.patches()][values.columns()];
    for (int c = 0; c < values.columns(); c++) {
      final float[] column = values.values(c);
      for (int i = 0; i < column.length; i++) {
        table[i][c] = column[i];
      }
    }
    return table;
  }

  /**
   * @return what each patch adds to the logit, N x C; with {@link #bias} each column sums to it
   * @throws AttriMilException when the values of the model's kind do not add up to the logit
   */
  public double[][] contributions() {
    final PatchValues.Additive values = additive();
    final double[][] table = new double[values.patches()][classes.size()];
    for (int c = 0; c < classes.size(); c++) {
      final double[] column = values.contributions(c);
      for (int i = 0; i < column.length; i++) {
        table[i][c] = column[i];
      }
    }
    return table;
  }

  /**
   * @return the part of each of the C logits that no patch contributes
   * @throws AttriMilException when the values of the model's kind do not add up to the logit
   */
  public double[] bias() {
    final float[] bias = additive().bias();
    final double[] copy = new double[bias.length];
    java.util.Arrays.setAll(copy, c -> bias[c]);
    return copy;
  }

  private PatchValues.Additive additive() {
    if (scores.patches() instanceof PatchValues.Additive additive) {
      return additive;
    }
    throw new AttriMilException(
        "The values of patches are \""
            + scores.patches().meaning().words().title()
            + "\" and do not add up to the logit; kinds such as attrimil and additive have"
            + " contributions");
  }

  @Override
  public String toString() {
    return label() + " " + java.util.Arrays.toString(scores.probabilities());
  }
}
