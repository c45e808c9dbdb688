package io.github.attrimil.mil.clam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.ModelShape;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClamObjectiveTest {

  private static final int D = 6;

  private static final Options OPTIONS =
      ClamOptions.defaults()
          .with(Map.of("width", "16", "gate", "8", "start", "random", "instances", "4"));

  @Test
  void extremesNeverMeet() {
    final Extremes extremes = new Extremes(new float[] {1, 9, 3, 8, 3, 7, 3, 6}, 2, 0);
    assertArrayEquals(new int[] {1, 2}, extremes.highest(2));
    assertArrayEquals(new int[] {0, 3}, extremes.lowest(2));
    final Extremes other = new Extremes(new float[] {1, 9, 3, 8, 3, 7, 3, 6}, 2, 1);
    assertArrayEquals(new int[] {0, 1, 2, 3}, other.highest(9));
    assertArrayEquals(new int[] {3, 2, 1, 0}, other.lowest(9));
  }

  private static BagInput bag(final NDManager scope, final int n) {
    final Random random = new Random(n);
    final float[] h = new float[n * D];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    return new BagInput(scope.create(h, new Shape(n, D)), PatchGrid.unplaced(n));
  }

  private static double instanceLoss(final int n, final int classes, final Options options) {
    try (Clam model =
            (Clam)
                new ClamSingleKind().create(new ModelShape(D, classes), options, 1, Device.cpu());
        NDManager scope = model.manager().newSubManager()) {
      final Losses losses = new ClamObjective(model, options).loss(model, bag(scope, n), 1);
      return losses.values().parts().get("instance");
    }
  }

  /** The reference refuses bags of fewer than the 8 patches it learns from. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8})
  void smallBagsHaveFewerInstances(final int n) {
    final int k = n < 4 ? Math.max(1, n / 2) : 4;
    try (Clam model =
            (Clam) new ClamSingleKind().create(new ModelShape(D, 2), OPTIONS, 1, Device.cpu());
        NDManager scope = model.manager().newSubManager()) {
      final BagInput bag = bag(scope, n);
      final float[] attention =
          ((io.github.attrimil.mil.PatchEvidence.AttentionOnly) model.score(bag).patches())
              .attention()
              .toFloatArray();
      final Integer[] order = new Integer[n];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (i, j) -> Float.compare(attention[j], attention[i]));
      double expected = 0;
      try (NDArray logits = model.instances(bag.h(), 1)) {
        final float[] z = logits.toFloatArray();
        for (int j = 0; j < k; j++) {
          final int high = order[j];
          final int low = order[n - 1 - j];
          expected += Math.log1p(Math.exp(z[2 * high] - z[2 * high + 1])) / (2 * k);
          expected += Math.log1p(Math.exp(z[2 * low + 1] - z[2 * low])) / (2 * k);
        }
      }
      final Losses losses = new ClamObjective(model, OPTIONS).loss(model, bag, 1);
      assertEquals(expected, losses.values().parts().get("instance"), 1e-5);
    }
  }

  @Test
  void subtypingIsForThreeClassesUnlessChosen() {
    for (final int classes : new int[] {2, 3}) {
      final double on = instanceLoss(20, classes, OPTIONS.with("subtyping", "on"));
      final double off = instanceLoss(20, classes, OPTIONS.with("subtyping", "off"));
      assertEquals(classes == 2 ? off : on, instanceLoss(20, classes, OPTIONS));
      assertTrue(Math.abs(on - off) > 1e-4, on + " and " + off);
    }
  }
}
