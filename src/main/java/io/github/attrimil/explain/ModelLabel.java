package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.Set;

/**
 * Which network a map is of.
 *
 * @param name the model's name
 * @param fold the fold's label, for example "0"; empty where there is one network only
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
   * @return the model and, where there are several, the fold: "name, fold 2"
   */
  public String text() {
    return fold.isEmpty() ? name : name + ", fold " + fold;
  }
}
