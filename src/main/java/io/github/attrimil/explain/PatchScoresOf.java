package io.github.attrimil.explain;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.slide.PixelSize;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Puts a bag and its scores into the form maps are drawn from. */
public final class PatchScoresOf {

  private PatchScoresOf() {}

  /**
   * @param name what the map is called: the slide's id, or a region of it
   * @param bag the patches; they need coordinates
   * @param scores each network's values of them, of which the map is the mean; at least one
   * @param model the model and its fold
   * @param pixelSize of a level-0 pixel as the slide states it, else as the features do
   * @return the patches with their scores
   * @throws AttriMilException when the patches have no coordinates
   */
  public static PatchScores bag(
      final String name,
      final Bag bag,
      final List<BagScores> scores,
      final ModelLabel model,
      final Optional<PixelSize> pixelSize) {
    final BagScores mean = BagScores.mean(scores);
    return new PatchScores(
        name,
        model,
        bag.grid(),
        pixelSize.or(() -> pixelSize(bag.grid())),
        mean.patches(),
        doubles(mean.logits()),
        Optional.of(
            new Prediction(
                Arrays.stream(mean.probabilities()).boxed().toList(),
                scores.stream().map(BagScores::predicted).toList())));
  }

  private static Optional<PixelSize> pixelSize(final PatchGrid grid) {
    final double mpp = grid.scale().mppLevel0();
    return mpp > 0
        ? Optional.of(new PixelSize(mpp, mpp, PixelSize.Origin.METADATA))
        : Optional.empty();
  }

  private static double[] doubles(final float[] values) {
    final double[] out = new double[values.length];
    java.util.Arrays.setAll(out, c -> values[c]);
    return out;
  }
}
