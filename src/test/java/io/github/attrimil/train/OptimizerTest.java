package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.tensor.Compute;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Both optimizers on f(w) = w^2 / 2 from w = 1, followed by hand. */
class OptimizerTest {

  private static final double DECAY = 0.1;
  private static final double RATE = 0.2;

  private static Optimizer.Settings settings(final String optimizer, final double clip) {
    return Optimizer.Settings.of(
        Recipes.attrimil("official", "optimizer=" + optimizer + " decay=" + DECAY + " clip=" + clip)
            .options());
  }

  private static float after(final String optimizer, final int steps) {
    return after(optimizer, 0, steps);
  }

  private static float after(final String optimizer, final double clip, final int steps) {
    try (NDManager manager = Compute.engine().newBaseManager(Device.cpu())) {
      final NDArray w = manager.create(new float[] {1}, new Shape(1));
      try (Optimizer o = new Optimizer(settings(optimizer, clip), Map.of("w", w), manager)) {
        for (int i = 0; i < steps; i++) {
          o.step(Map.of("w", w.duplicate()), RATE);
        }
      }
      return w.toFloatArray()[0];
    }
  }

  @Test
  void momentumGathersWithoutDampening() {
    double w = 1;
    double velocity = 0;
    for (int i = 0; i < 5; i++) {
      velocity = 0.9 * velocity + w * (1 + DECAY);
      w -= RATE * velocity;
    }
    assertEquals(w, after("sgd", 5), 1e-6);
  }

  @Test
  void adamCorrectsItsMeansForTheirStart() {
    double w = 1;
    double m = 0;
    double v = 0;
    for (int i = 1; i <= 5; i++) {
      final double g = w * (1 + DECAY);
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      final double mHat = m / (1 - Math.pow(0.9, i));
      final double vHat = v / (1 - Math.pow(0.999, i));
      w -= RATE * mHat / (Math.sqrt(vHat) + 1e-8);
    }
    assertEquals(w, after("adam", 5), 1e-5);
  }

  @Test
  void adamwTakesDecayOffTheWeights() {
    double w = 1;
    double m = 0;
    double v = 0;
    for (int i = 1; i <= 5; i++) {
      m = 0.9 * m + 0.1 * w;
      v = 0.999 * v + 0.001 * w * w;
      final double g = m / (1 - Math.pow(0.9, i));
      final double step = RATE * g / (Math.sqrt(v / (1 - Math.pow(0.999, i))) + 1e-8);
      w = w * (1 - RATE * DECAY) - step;
    }
    assertEquals(w, after("adamw", 5), 1e-5);
  }

  @Test
  void clippingScalesLongGradientsDown() {
    // The gradient is the weight itself, 1: cut to 0.5, then decay is added.
    assertEquals(1 - RATE * (0.5 + DECAY), after("sgd", 0.5, 1), 1e-6);
    assertEquals(1 - RATE * (1 + DECAY), after("sgd", 2, 1), 1e-6);
  }

  /** Not finite ones too; and what is zeroed is PyTorch's own memory, not Java's. */
  @Test
  void takenGradientsAreZeroWhereTheyWere() {
    final int size = 2000;
    try (NDManager manager = Compute.engine().newBaseManager(Device.cpu())) {
      final NDArray w = manager.create(new float[size]);
      w.setRequiresGradient(true);
      final Optimizer.Settings settings = Optimizer.Settings.adamW(0);
      try (Optimizer o = new Optimizer(settings, Map.of("w", w), manager)) {
        for (final float factor : new float[] {3, Float.POSITIVE_INFINITY, Float.NaN, 5}) {
          try (NDManager scope = manager.newSubManager()) {
            final NDArray by = scope.create(factor);
            try (GradientCollector gradients = Compute.engine().newGradientCollector()) {
              gradients.backward(w.mul(by).sum());
            }
            assertEquals(factor, o.takeGradients(scope).get("w").toFloatArray()[size - 1]);
          }
          System.gc();
          for (int i = 0; i < 1000; i++) {
            ByteBuffer.allocateDirect(Float.BYTES * size)
                .asIntBuffer()
                .put(new int[size])
                .put(0, -1);
          }
          try (NDArray gradient = w.getGradient()) {
            assertArrayEquals(new float[size], gradient.toFloatArray());
          }
        }
      }
    }
  }

  @Test
  void theCosineFallsFromTheRateToZero() {
    final Recipe recipe = Recipes.attrimil("official", "schedule=cosine epochs=10 rate=0.1");
    assertEquals(0.1, recipe.rateIn(0), 1e-12);
    assertEquals(0.05, recipe.rateIn(5), 1e-12);
    assertEquals(0.1 * (1 + Math.cos(0.9 * Math.PI)) / 2, recipe.rateIn(9), 1e-12);
    assertEquals(0.1, Recipes.changed(recipe, "schedule=constant").rateIn(9), 1e-12);
  }
}
