package io.github.attrimil.mil;

import io.github.attrimil.core.AttriMilException;

/**
 * What goes into a network and what comes out.
 *
 * @param features D, features per patch
 * @param classes C, classes, or outputs of a network with one
 */
public record ModelShape(int features, int classes) {

  /** Checks the sizes. */
  public ModelShape {
    if (features < 1 || classes < 1) {
      throw new AttriMilException(
          "No model has " + features + " features and " + classes + " classes");
    }
  }
}
