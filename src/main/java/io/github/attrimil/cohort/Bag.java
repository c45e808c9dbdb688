package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.geometry.PatchGrid;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One slide as a model sees it; {@link BagSource} reads it.
 *
 * @param slideId the slide
 * @param features N x D values, flat, patch by patch; not copied
 * @param card what the features are; D is its dimension
 * @param grid where the N patches lie and which of them touch
 * @param patches goes: use the grid
 */
public record Bag(
    String slideId,
    float[] features,
    FeatureCard card,
    PatchGrid grid,
    Optional<PatchFile> patches) {

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
   * @param slideId the slide
   * @param features N x D values, flat, patch by patch; not copied
   * @param card what the features are
   * @param grid where the N patches lie and which of them touch
   */
  public Bag(
      final String slideId, final float[] features, final FeatureCard card, final PatchGrid grid) {
    this(slideId, features, card, grid, Optional.empty());
  }

  /** Goes: use the grid. */
  public Bag(
      final String slideId,
      final float[] features,
      final int dimension,
      final int[] nearest,
      final Optional<PatchFile> patches,
      final String encoderCard) {
    this(
        slideId,
        features,
        new FeatureCard(dimension, "", encoderCard, 0, 0),
        patches
            .map(p -> p.grid().withNeighbors(nearest))
            .orElseGet(() -> PatchGrid.unplaced(nearest)),
        patches);
  }

  /**
   * @return N, the number of patches
   */
  public int size() {
    return grid.size();
  }

  /**
   * @return D, the number of features a patch
   */
  public int dimension() {
    return card.dimension();
  }

  /** Goes: use the grid's neighbors. */
  public int[] nearest() {
    return grid.neighbors();
  }

  /** Goes: use the card. */
  public String encoderCard() {
    return card.encoderCard();
  }

  /** Goes: use the card. */
  public double targetMpp() {
    return card.mpp();
  }

  /** Goes: use {@link BagSource#open}. */
  public static Bag read(final String slideId, final Path path) {
    return BagSource.read(slideId, path);
  }
}
