package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a model predicts for a slide.
 *
 * @param probabilities C, those of the mean logits where several networks were asked
 * @param votes the class that each network predicts; at least one
 * @param calibrated C probabilities after temperature scaling, where they are known
 */
public record Prediction(
    List<Double> probabilities, List<Integer> votes, Optional<List<Double>> calibrated) {

  /** Checks that there is something. */
  public Prediction {
    probabilities = List.copyOf(probabilities);
    votes = List.copyOf(votes);
    if (probabilities.isEmpty() || votes.isEmpty()) {
      throw new AttriMilException("A prediction needs a probability and a network");
    }
  }

  /**
   * The same without calibration.
   *
   * @param probabilities C
   * @param votes the class that each network predicts; at least one
   */
  public Prediction(final List<Double> probabilities, final List<Integer> votes) {
    this(probabilities, votes, Optional.empty());
  }

  /**
   * @param p C probabilities after temperature scaling, where they are known
   * @return the same with them
   */
  public Prediction calibrated(final Optional<double[]> p) {
    return new Prediction(
        probabilities, votes, p.map(values -> Arrays.stream(values).boxed().toList()));
  }

  /**
   * @return the most probable class, the first of equals
   */
  public int predicted() {
    int best = 0;
    for (int c = 1; c < probabilities.size(); c++) {
      best = probabilities.get(c) > probabilities.get(best) ? c : best;
    }
    return best;
  }

  /**
   * @return how many networks predict the class that is predicted in all
   */
  public int agreeing() {
    return (int) votes.stream().filter(vote -> vote == predicted()).count();
  }

  /**
   * @param classNames the C class names
   * @return "tumor, probability 0.93, 4 of 5 folds agree"
   */
  public String text(final List<String> classNames) {
    final String what =
        String.format(
            Locale.ROOT,
            "%s, %sprobability %.2f",
            classNames.get(predicted()),
            calibrated.isPresent() ? "calibrated " : "",
            calibrated.orElse(probabilities).get(predicted()));
    return votes.size() == 1
        ? what
        : what + ", " + agreeing() + " of " + votes.size() + " folds agree";
  }
}
