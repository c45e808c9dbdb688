package io.github.attrimil.mil.transmil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Recording;
import org.junit.jupiter.api.Test;

class TransMilObjectiveTest {

  private static double entropy(final double right, final double other) {
    return Math.log1p(Math.exp(other - right));
  }

  @Test
  void patchesTeachByTheirMeanAndThenByTheStrongestOfEachClass() {
    try (NDManager manager = Compute.engine().newBaseManager()) {
      final NDArray bag = manager.create(new float[] {1, 3});
      final NDArray patches = manager.create(new float[] {0, 1, 4, -2, 2, 7}, new Shape(3, 2));
      final BagOutput out =
          new BagOutput(bag, new PatchEvidence.InstanceLogits(patches, null, true), null);
      final BagInput in = new BagInput(patches, PatchGrid.unplaced(3));
      final TransMilObjective objective = new TransMilObjective(0.5, 2);
      objective.startEpoch(1);
      final Losses.Values mean = objective.loss(input -> out, in, 1).values();
      assertEquals(entropy(3, 1), mean.parts().get("bag"), 1e-6);
      assertEquals(entropy(2, 2), mean.parts().get("patch"), 1e-6);
      assertEquals(entropy(3, 1) + 0.5 * entropy(2, 2), mean.total(), 1e-6);
      objective.startEpoch(2);
      final Losses.Values strongest = objective.loss(input -> out, in, 0).values();
      assertEquals(entropy(4, 7), strongest.parts().get("patch"), 1e-6);
      assertEquals(entropy(1, 3) + 0.5 * entropy(4, 7), strongest.total(), 1e-6);
    }
  }

  @Test
  void gradientsReachTheStrongestPatchesAlone() {
    try (NDManager manager = Compute.engine().newBaseManager()) {
      final NDArray bag = manager.create(new float[] {1, 3});
      final NDArray patches = manager.create(new float[] {0, 1, 4, -2, 2, 7}, new Shape(3, 2));
      patches.setRequiresGradient(true);
      final BagInput in = new BagInput(patches, PatchGrid.unplaced(3));
      try (Recording.Open recording = Recording.on()) {
        final BagOutput out =
            new BagOutput(bag, new PatchEvidence.InstanceLogits(patches, null, true), null);
        final TransMilObjective objective = new TransMilObjective(0.5, 0);
        objective.startEpoch(0);
        Recording.backward(objective.loss(input -> out, in, 0).total());
      }
      // d/dz -log softmax(4, 7)[0] is (p_0 - 1, p_1), half of it for the weight.
      final float push = (float) (0.5 / (1 + Math.exp(-3)));
      assertArrayEquals(
          new float[] {0, 0, -push, 0, 0, push}, patches.getGradient().toFloatArray(), 1e-6f);
    }
  }
}
