package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchGrid;

/**
 * One slide as a model sees it; {@link BagSource} reads it.
 *
 * @param slideId the slide
 * @param features N x D values, flat, patch by patch; not copied
 * @param card what the features are; D is its dimension
 * @param grid where the N patches lie and which of them touch
 */
public record Bag(String slideId, float[] features, FeatureCard card, PatchGrid grid) {

  /** Checks the sizes. */
  public Bag {
    if (features.length != (long) grid.size() * card.dimension()) {
      throw new AttriMilException(
          "The bag of slide \""
              + slideId
              + "\" has "
              + features.length
              + " values, not "
              + grid.size()
              + " patches x "
              + card.dimension()
              + " features");
    }
  }

  /**
   * @return N, the number of patches
   */
  public int size() {
    return grid.size();
  }

  /**
   * @return D, the number of features per patch
   */
  public int dimension() {
    return card.dimension();
  }
}
