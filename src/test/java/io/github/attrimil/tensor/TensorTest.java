package io.github.attrimil.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.attrimil.core.AttriMilException;
import org.junit.jupiter.api.Test;

class TensorTest {

  @Test
  void checksShapeAndType() {
    assertThrows(AttriMilException.class, () -> Tensor.of(new float[3], 2, 2));
    assertThrows(AttriMilException.class, () -> Tensor.of(new float[4], -2, -2));
    assertThrows(AttriMilException.class, () -> Tensor.of(new float[0], 1L << 32, 1L << 32));
    final long[] one = {1};
    assertThrows(AttriMilException.class, () -> new Tensor(DType.F64, one, new float[1]));
    assertThrows(AttriMilException.class, () -> new Tensor(DType.F32, one, null));
    assertEquals(1, Tensor.of(new float[1]).elements());
    assertEquals(0, Tensor.of(new float[0], 1L << 40, 1L << 40, 0).elements());
  }

  @Test
  void isNotChangedThroughItsShape() {
    final long[] shape = {2, 1};
    final Tensor tensor = Tensor.of(new float[2], shape);
    shape[0] = 5;
    tensor.shape()[1] = 7;
    assertArrayEquals(new long[] {2, 1}, tensor.shape());
  }

  @Test
  void givesFloats() {
    final float[] values = {1, 2};
    assertSame(values, Tensor.of(values, 2).floats());
    assertArrayEquals(new float[] {-1, 0x1p62f}, Tensor.of(new long[] {-1, 1L << 62}, 2).floats());
    final long[] one = {1};
    assertEquals(200, new Tensor(DType.U8, one, new byte[] {(byte) 200}).floats()[0]);
    assertEquals(-56, new Tensor(DType.I8, one, new byte[] {(byte) 200}).floats()[0]);
    assertEquals(0.1f, new Tensor(DType.F64, one, new double[] {0.1}).floats()[0]);
    assertEquals(1, new Tensor(DType.BOOL, one, new boolean[] {true}).floats()[0]);
  }
}
