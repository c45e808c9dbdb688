package io.github.attrimil.train;

import io.github.attrimil.mil.registry.ModelKinds;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /**
   * @param preset default, official or paper
   * @param changes NAME=VALUE, separated by spaces
   * @return AttriMIL's recipe with these hyperparameters
   */
  public static Recipe attrimil(final String preset, final String changes) {
    return changed(attrimil(preset), changes);
  }

  /**
   * @param recipe a recipe
   * @param changes NAME=VALUE, separated by spaces
   * @return the recipe with these hyperparameters
   */
  static Recipe changed(final Recipe recipe, final String changes) {
    final Map<String, String> map = new LinkedHashMap<>();
    for (final String part : changes.strip().split(" +")) {
      final int equals = part.indexOf('=');
      if (!part.isEmpty()) {
        map.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return recipe.with(map);
  }
}
