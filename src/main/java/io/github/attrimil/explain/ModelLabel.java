package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.Set;

/**
 * Which network a map is of.
 *
 * @param name the model's name
 * @param fold the fold's label, for example "0" or "mean of 5"; empty where there is one network
 *     only
 * @param classNames the C class names, in the model's order
 */
public record ModelLabel(String name, String fold, List<String> classNames) {

  /** Checks the class names. */
  public ModelLabel {
    classNames = List.copyOf(classNames);
    if (classNames.isEmpty() || Set.copyOf(classNames).size() != classNames.size()) {
      throw new AttriMilException(
          "The model \""
              + name
              + "\" has the classes "
              + classNames
              + "; it needs at least one, and each name once");
    }
  }

  /**
   * @param folds how many folds a map is the mean of
   * @return their label
   */
  public static String meanOf(final int folds) {
    return "mean of " + folds;
  }

  /**
   * @return the model and, where there are several, the fold: "name, fold 2" or "name, mean of 5
   *     folds"
   */
  public String text() {
    return fold.isEmpty() ? name : name + ", " + foldText();
  }

  /**
   * @return the fold in words: "fold 2" or "mean of 5 folds"; empty where there is one network only
   */
  public String foldText() {
    if (fold.isEmpty()) {
      return "";
    }
    return fold.matches("\\d+") ? "fold " + fold : fold + " folds";
  }
}
