package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Interval;
import java.util.Optional;

/**
 * One kind of model in a comparison.
 *
 * @param kind its name
 * @param title a few words, such as "ABMIL (gated attention)"
 * @param model the name of its model
 * @param measured what came of it; nothing where it failed
 * @param remark why it failed, or why a metric is missing; one line, may be empty
 */
public record ComparedKind(
    String kind, String title, String model, Optional<Measured> measured, String remark) {

  /**
   * What came of a kind.
   *
   * @param summary its metrics on the test slides of all folds
   * @param patchAuc of its maps, where slides are annotated and maps locate lesions
   * @param parameters how many numbers the network of a fold learned
   * @param cost of its training
   */
  public record Measured(
      EvaluationSummary summary, Optional<Interval> patchAuc, long parameters, TrainingCost cost) {}

  /**
   * @return the AUC of all test slides, if it is defined
   */
  public Optional<Interval> auc() {
    return measured.flatMap(m -> m.summary().pooledAuc());
  }
}
