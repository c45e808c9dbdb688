package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.Locale;

/**
 * What a model predicts for a slide.
 *
 * @param probabilities C, their mean where several networks were asked
 * @param votes the class that each network predicts; at least one
 */
public record Prediction(List<Double> probabilities, List<Integer> votes) {

  /** Checks that there is something. */
  public Prediction {
    probabilities = List.copyOf(probabilities);
    votes = List.copyOf(votes);
    if (probabilities.isEmpty() || votes.isEmpty()) {
      throw new AttriMilException("A prediction needs a probability and a network");
    }
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
            "%s, probability %.2f",
            classNames.get(predicted()),
            probabilities.get(predicted()));
    return votes.size() == 1
        ? what
        : what + ", " + agreeing() + " of " + votes.size() + " folds agree";
  }
}
