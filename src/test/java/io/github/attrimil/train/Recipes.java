package io.github.attrimil.train;

import io.github.attrimil.mil.registry.ModelKinds;

/** Recipes for tests. */
public final class Recipes {

  private Recipes() {}

  /**
   * @param preset default, official or paper
   * @return AttriMIL's recipe
   */
  public static Recipe attrimil(final String preset) {
    return Recipe.of(ModelKinds.named("attrimil"), preset);
  }
}
