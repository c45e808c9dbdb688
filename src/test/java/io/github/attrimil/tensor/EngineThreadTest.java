package io.github.attrimil.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Fiji runs one command after the other, each on a thread of its own. */
class EngineThreadTest {

  @Test
  void weightsAreUpdatedOnAThreadThatDidNotStartTheEngine() throws Exception {
    Compute.engine();
    assertArrayEquals(new float[] {-1, -3}, onNewThread(EngineThreadTest::step));
  }

  /** One step along the gradient of w squared: 2 w. */
  private static float[] step() {
    final Engine engine = Compute.engine();
    try (NDManager manager = engine.newBaseManager()) {
      final NDArray weight = manager.create(new float[] {1, 3});
      weight.setRequiresGradient(true);
      try (GradientCollector collector = engine.newGradientCollector()) {
        collector.backward(weight.mul(weight).sum());
      }
      weight.subi(weight.getGradient());
      return weight.toFloatArray();
    }
  }

  private static <T> T onNewThread(final Callable<T> work)
      throws InterruptedException, ExecutionException {
    final FutureTask<T> task = new FutureTask<>(work);
    new Thread(task).start();
    return task.get();
  }
}
