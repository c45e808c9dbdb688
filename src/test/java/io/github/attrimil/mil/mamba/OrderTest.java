package io.github.attrimil.mil.mamba;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.tensor.Compute;
import org.junit.jupiter.api.Test;

class OrderTest {

  private static final float[] SEVEN = {1, 2, 3, 4, 5, 6, 7};

  private static void assertReads(final Order order, final float... expected) {
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final NDArray rows = scope.create(SEVEN).expandDims(1);
      final NDArray sequence = order.read(rows);
      assertArrayEquals(expected, sequence.toFloatArray());
      assertArrayEquals(SEVEN, order.undo(sequence, SEVEN.length).toFloatArray());
    }
  }

  @Test
  void patchesAreReadForwardAndBackward() {
    assertReads(Order.FORWARD, SEVEN);
    assertReads(Order.REVERSED, 7, 6, 5, 4, 3, 2, 1);
  }

  /** Rows of three, read down the columns; zeros fill the last row. */
  @Test
  void reorderedPatchesAreRateApart() {
    assertReads(Order.strided(3), 1, 4, 7, 2, 5, 0, 3, 6, 0);
    assertReads(Order.strided(7), SEVEN);
    assertReads(Order.strided(10), 1, 2, 3, 4, 5, 6, 7, 0, 0, 0);
  }
}
