package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.tensor.Compute;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowBlocksTest {

  /** The backward pass reads the indices when Java has used their memory for something else. */
  @Test
  void pickedRowsKeepTheirIndicesUntilTheBackwardPass() {
    final int n = 4000;
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final NDArray h = scope.ones(new Shape(n, 2));
      h.setRequiresGradient(true);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final NDArray rows = RowBlocks.rows(h, IntStream.range(0, n / 2).map(i -> 2 * i).toArray());
        final List<ByteBuffer> others = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
          System.gc();
          for (int i = 0; i < 200; i++) {
            final ByteBuffer other = ByteBuffer.allocateDirect(4 * n);
            while (other.hasRemaining()) {
              other.put((byte) 0x7f);
            }
            others.add(other);
          }
        }
        collector.backward(rows.sum());
        assertEquals(600, others.size());
      }
      final float[] gradient = h.getGradient().toFloatArray();
      for (int i = 0; i < n; i++) {
        assertEquals(i % 2 == 0 ? 1 : 0, gradient[2 * i], "row " + i);
      }
    }
  }

  /** A step with a bag of 100,000 patches takes long; a cancel is not to wait for its end. */
  @Test
  void aCancelIsHeardBetweenBlocks() {
    final AtomicInteger asked = new AtomicInteger();
    final Job job = Job.silent().beside(() -> asked.incrementAndGet() > 3);
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final NDArray h = scope.ones(new Shape(25_000, 2));
      final AtomicInteger computed = new AtomicInteger();
      RowBlocks.map(h, scope, rows -> count(rows, computed)).close();
      assertEquals(10, computed.getAndSet(0), "nobody was asked before");
      job.checkCanceled();
      assertThrows(
          CanceledException.class, () -> RowBlocks.map(h, scope, rows -> count(rows, computed)));
      assertEquals(2, computed.get());
      // What this thread does next is of another run.
      RowBlocks.of(h).forEach(block -> computed.incrementAndGet());
      assertEquals(12, computed.get());
    }
  }

  private static NDArray count(final NDArray rows, final AtomicInteger computed) {
    computed.incrementAndGet();
    return rows.mul(2);
  }

  /** More rows than one block has. */
  @Test
  void blocksGiveTheRowsAndGradientsOfAll() {
    final int n = 6001;
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final NDArray h = scope.arange(n).reshape(n, 1).mul(scope.ones(new Shape(1, 3)));
      h.setRequiresGradient(true);
      final int before = scope.getManagedArrays().size();
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final NDArray squares = RowBlocks.map(h, scope, rows -> rows.mul(rows));
        assertEquals(before + 1, scope.getManagedArrays().size());
        assertArrayEquals(h.mul(h).toFloatArray(), squares.toFloatArray());
        collector.backward(squares.sum());
      }
      assertArrayEquals(h.mul(2).toFloatArray(), h.getGradient().toFloatArray());
    }
  }
}
