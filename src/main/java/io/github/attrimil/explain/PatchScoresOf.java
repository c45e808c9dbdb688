package io.github.attrimil.explain;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.geometry.Neighbors;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;

/** Puts a bag and what a model says of it into the form maps are drawn from. */
public final class PatchScoresOf {

  private PatchScoresOf() {}

  public static PatchScores bag(
      final String name,
      final Bag bag,
      final PatchFile patches,
      final BagScores scores,
      final TrainedModel model,
      final int fold,
      final double mppX,
      final double mppY) {
    final int n = bag.size();
    final int classes = scores.logits().length;
    final PatchCoords coords = PatchCoords.ofInterleaved(patches.coords());
    final int[][] nearest = new int[n][Neighbors.WIDTH];
    for (int i = 0; i < n; i++) {
      System.arraycopy(bag.nearest(), i * Neighbors.WIDTH, nearest[i], 0, Neighbors.WIDTH);
    }
    final double told = patches.attributes().stepLevel0();
    final double step =
        told > 0
            ? told
            : Neighbors.inferStep(coords).orElse(patches.attributes().patchSizeLevel0());
    return new PatchScores(
        name,
        model.card().name(),
        model.checkpoints().size() > 1 ? Integer.toString(fold) : "",
        model.card().classes(),
        coords.xLevel0(),
        coords.yLevel0(),
        patches.attributes().patchSizeLevel0(),
        step,
        mppX,
        mppY,
        byClass(scores.score(), classes),
        byClass(scores.attention(), classes),
        doubles(scores.bias()),
        doubles(scores.logits()),
        nearest,
        Meaning.of(model.card().model()));
  }

  private static float[][] byClass(final float[] byPatch, final int classes) {
    final float[][] out = new float[classes][byPatch.length / classes];
    for (int i = 0; i < byPatch.length; i++) {
      out[i % classes][i / classes] = byPatch[i];
    }
    return out;
  }

  private static double[] doubles(final float[] values) {
    final double[] out = new double[values.length];
    java.util.Arrays.setAll(out, c -> values[c]);
    return out;
  }
}
