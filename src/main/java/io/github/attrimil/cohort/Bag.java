package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchGrid;
import java.util.List;

/**
 * One slide, or all slides of a patient, as a model sees them; {@link BagSource} reads them.
 *
 * @param slideId the slide or patient
 * @param features N x D values, flat, patch by patch; not copied
 * @param card what the features are; D is its dimension
 * @param grid where the N patches lie and which of them touch
 */
public record Bag(String slideId, float[] features, FeatureCard card, PatchGrid grid) {

  /** Checks the sizes. */
  public Bag {
    if (features.length != (long) grid.size() * card.dimension()) {
      throw new AttriMilException(
          "The bag \""
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

  /**
   * @return bytes it takes in memory, with its neighbor table
   */
  public long bytes() {
    return (long) Float.BYTES * features.length + 60L * size();
  }

  /**
   * One bag of the patches of several slides, which are no neighbors of each other.
   *
   * @param id of the whole, such as the patient
   * @param slides their bags, at least one, of like features
   * @return the patches of all in order; it is not known where they lie
   * @throws AttriMilException when they are more than an array holds
   */
  public static Bag of(final String id, final List<Bag> slides) {
    final long values = slides.stream().mapToLong(bag -> bag.features().length).sum();
    if (values > Integer.MAX_VALUE - 8) {
      throw new AttriMilException(
          "The slides of \""
              + id
              + "\" have "
              + values
              + " features together, more than one bag can have; use bag=slide, or larger patches");
    }
    final float[] features = new float[(int) values];
    int at = 0;
    for (final Bag bag : slides) {
      System.arraycopy(bag.features(), 0, features, at, bag.features().length);
      at += bag.features().length;
    }
    FeatureCard card = slides.get(0).card();
    for (final Bag bag : slides) {
      card = card.filled(bag.card());
    }
    return new Bag(id, features, card, PatchGrid.apart(slides.stream().map(Bag::grid).toList()));
  }
}
