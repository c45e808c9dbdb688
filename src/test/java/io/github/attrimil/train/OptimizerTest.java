package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.encoder.Compute;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Both optimizers on f(w) = w^2 / 2 from w = 1, followed by hand. */
class OptimizerTest {

  private static final double DECAY = 0.1;
  private static final double RATE = 0.2;

  private static Preset preset(final String optimizer) {
    return new Preset(
        "hand", 1, false, optimizer, RATE, 0.9, DECAY, 0, 0, Preset.RankForm.SIGNS, 0, 0, 0);
  }

  private static float after(final String optimizer, final int steps) {
    try (NDManager manager = Compute.engine().newBaseManager(Device.cpu())) {
      final NDArray w = manager.create(new float[] {1}, new Shape(1));
      w.setRequiresGradient(true);
      try (Optimizer o = new Optimizer(preset(optimizer), Map.of("w", w), manager)) {
        for (int i = 0; i < steps; i++) {
          try (GradientCollector collector = Compute.engine().newGradientCollector()) {
            collector.backward(w.square().sum().div(2));
          }
          o.step();
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
}
