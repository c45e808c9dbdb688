package io.github.attrimil.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NpzFileTest {

  private static byte[] npy(final String header, final byte[] data) {
    final byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    final ByteBuffer out =
        ByteBuffer.allocate(10 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    return out.put((byte) 0).putShort((short) text.length).put(text).put(data).array();
  }

  @Test
  void readsBytesAndIntegers() {
    final Tensor bytes =
        NpzFile.parse(
            npy(
                "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n",
                new byte[] {1, (byte) 200}));
    assertEquals(DType.U8, bytes.dtype());
    assertArrayEquals(new float[] {1, 200}, bytes.floats());
    final Tensor scalar =
        NpzFile.parse(
            npy(
                "{'descr': '<i4', 'fortran_order': False, 'shape': (), }",
                new byte[] {2, 1, 0, 0}));
    assertEquals(0, scalar.shape().length);
    assertArrayEquals(new float[] {258}, scalar.floats());
  }

  @Test
  void refusesColumnMajorMatrices() {
    final byte[] file =
        npy("{'descr': '|u1', 'fortran_order': True, 'shape': (1, 1), }", new byte[] {1});
    assertThrows(IllegalArgumentException.class, () -> NpzFile.parse(file));
  }
}
