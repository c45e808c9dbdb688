package io.github.attrimil.explain;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.slide.PixelSize;
import java.util.Optional;

/** Puts a bag and what a model says of it into the form maps are drawn from. */
public final class PatchScoresOf {

  private PatchScoresOf() {}

  /**
   * @param name what the map is called: the slide's id, or a region of it
   * @param bag the patches; they need coordinates
   * @param scores what the model says of them
   * @param model the model and its fold
   * @param pixelSize of a level-0 pixel, where it is known
   * @return the patches with their scores
   * @throws AttriMilException when the patches have no coordinates
   */
  public static PatchScores bag(
      final String name,
      final Bag bag,
      final BagScores scores,
      final ModelLabel model,
      final Optional<PixelSize> pixelSize) {
    return new PatchScores(
        name, model, grid(bag), pixelSize, values(scores), doubles(scores.logits()));
  }

  /**
   * @param card a model
   * @param fold which of its networks
   * @param folds how many it has
   * @return its label
   */
  public static ModelLabel label(final ModelCard card, final int fold, final int folds) {
    return new ModelLabel(card.name(), folds > 1 ? Integer.toString(fold) : "", card.classes());
  }

  /**
   * @param patches of which the file may not tell the size of a pixel
   * @return the pixel size that it tells
   */
  public static Optional<PixelSize> pixelSize(final PatchFile patches) {
    final double mpp = patches.attributes().mpp();
    return mpp > 0
        ? Optional.of(new PixelSize(mpp, mpp, PixelSize.Origin.METADATA))
        : Optional.empty();
  }

  private static PatchGrid grid(final Bag bag) {
    if (!bag.grid().placed()) {
      throw new AttriMilException(
          "The features of slide \""
              + bag.slideId()
              + "\" have no coords, so there is nothing to draw a map on");
    }
    return bag.grid();
  }

  private static PatchValues values(final BagScores scores) {
    return new PatchValues.Additive(scores.score(), scores.attention(), scores.bias());
  }

  private static double[] doubles(final float[] values) {
    final double[] out = new double[values.length];
    java.util.Arrays.setAll(out, c -> values[c]);
    return out;
  }
}
