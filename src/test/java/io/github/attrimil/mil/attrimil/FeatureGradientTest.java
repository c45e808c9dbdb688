package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.Autograd;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.tensor.Compute;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gradient of the features, which `adapt` takes on through the encoder, against differences of
 * the loss.
 */
class FeatureGradientTest {

  private static final int D = 16;
  private static final float STEP = 1e-2f;

  private static BagInput bag(final NDArray h) {
    return new BagInput(h, PatchGrid.unplaced((int) h.getShape().get(0)));
  }

  private static float loss(final AttriMil model, final float[] h) {
    try (NDManager scope = model.manager().newSubManager()) {
      final NDArray rows = scope.create(h, new Shape(h.length / D, D));
      return model.score(bag(rows)).logits().logSoftmax(0).get(1).neg().getFloat();
    }
  }

  /** A few patches, as many as one part holds, and more. */
  @ParameterizedTest
  @ValueSource(ints = {3, 300, 2600})
  void isTheSlopeOfTheLoss(final int patches) {
    final Random random = new Random(7);
    final float[] h = new float[patches * D];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    try (AttriMil model = AttriMil.random(D, 2, 5, Device.cpu());
        NDManager scope = model.manager().newSubManager()) {
      final Gradients.Step step = new Autograd(model).begin(scope);
      final NDArray rows = scope.create(h, new Shape(patches, D));
      rows.setRequiresGradient(true);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        collector.backward(step.score(bag(rows)).logits().logSoftmax(0).get(1).neg());
      }
      step.gradients();
      final float[] gradient = rows.getGradient().toFloatArray();
      assertEquals(h.length, gradient.length);
      for (int k = 0; k < 10; k++) {
        // Along the gradient itself and in random directions, over all patches at once.
        double slope = 0;
        double length = 0;
        final float[] direction = new float[h.length];
        for (int i = 0; i < h.length; i++) {
          direction[i] = k == 0 ? gradient[i] : (float) random.nextGaussian() * gradient[i];
          length += direction[i] * direction[i];
        }
        final float[] ahead = h.clone();
        final float[] behind = h.clone();
        // Far enough that the losses differ in float32; the curvature cancels between both sides.
        final double stride = STEP / Math.sqrt(length);
        for (int i = 0; i < h.length; i++) {
          ahead[i] += (float) (stride * direction[i] * Math.sqrt(patches));
          behind[i] -= (float) (stride * direction[i] * Math.sqrt(patches));
          slope += gradient[i] * direction[i] / Math.sqrt(length) * Math.sqrt(patches);
        }
        final double found = (loss(model, ahead) - loss(model, behind)) / (2 * STEP);
        double size = 0;
        for (final float g : gradient) {
          size += g * g;
        }
        assertEquals(slope, found, 0.01 * Math.sqrt(size * patches), "direction " + k);
      }
    }
  }
}
