package io.github.attrimil.tensor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements as bytes, little-endian, the order of both torch.save and safetensors. */
public final class TensorBytes {

  private static final int CHUNK = 1 << 16;

  private TensorBytes() {}

  /**
   * Reads elements. The caller has made sure that the file holds as many.
   *
   * @param in positioned at the first element
   * @param dtype element type
   * @param count number of elements
   * @return an array of {@link DType#arrayType()}
   * @throws IOException when reading fails or the stream ends early
   */
  public static Object read(final InputStream in, final DType dtype, final int count)
      throws IOException {
    final Object array = Array.newInstance(dtype.arrayType().getComponentType(), count);
    final byte[] chunk = new byte[CHUNK];
    final int perChunk = CHUNK / dtype.bytes();
    for (int from = 0; from < count; from += perChunk) {
      final int n = Math.min(perChunk, count - from);
      if (in.readNBytes(chunk, 0, n * dtype.bytes()) < n * dtype.bytes()) {
        throw new EOFException("the data of a tensor ends early");
      }
      get(ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN), dtype, array, from, n);
    }
    return array;
  }

  /**
   * Writes a tensor's elements as {@link DType#written()}.
   *
   * @param tensor what to write
   * @param out where to
   * @throws IOException when it cannot be written
   */
  public static void write(final Tensor tensor, final OutputStream out) throws IOException {
    final DType dtype = tensor.dtype().written();
    final int count = Math.toIntExact(tensor.elements());
    final byte[] chunk = new byte[CHUNK];
    final int perChunk = CHUNK / dtype.bytes();
    for (int from = 0; from < count; from += perChunk) {
      final int n = Math.min(perChunk, count - from);
      put(ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN), dtype, tensor.data(), from, n);
      out.write(chunk, 0, n * dtype.bytes());
    }
  }

  private static void get(
      final ByteBuffer in, final DType dtype, final Object array, final int from, final int n) {
    switch (dtype) {
      case F16 -> {
        for (int i = 0; i < n; i++) {
          ((float[]) array)[from + i] = half(in.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < n; i++) {
          ((float[]) array)[from + i] = Float.intBitsToFloat(in.getShort() << 16);
        }
      }
      case F32 -> in.asFloatBuffer().get((float[]) array, from, n);
      case F64 -> in.asDoubleBuffer().get((double[]) array, from, n);
      case I64 -> in.asLongBuffer().get((long[]) array, from, n);
      case I32 -> in.asIntBuffer().get((int[]) array, from, n);
      case I16 -> in.asShortBuffer().get((short[]) array, from, n);
      case I8, U8 -> in.get((byte[]) array, from, n);
      case BOOL -> {
        for (int i = 0; i < n; i++) {
          ((boolean[]) array)[from + i] = in.get() != 0;
        }
      }
    }
  }

  private static void put(
      final ByteBuffer out, final DType dtype, final Object array, final int from, final int n) {
    switch (dtype) {
      case F16, BF16 -> throw new IllegalArgumentException(dtype + " is written as F32");
      case F32 -> out.asFloatBuffer().put((float[]) array, from, n);
      case F64 -> out.asDoubleBuffer().put((double[]) array, from, n);
      case I64 -> out.asLongBuffer().put((long[]) array, from, n);
      case I32 -> out.asIntBuffer().put((int[]) array, from, n);
      case I16 -> out.asShortBuffer().put((short[]) array, from, n);
      case I8, U8 -> out.put((byte[]) array, from, n);
      case BOOL -> {
        for (int i = 0; i < n; i++) {
          out.put((byte) (((boolean[]) array)[from + i] ? 1 : 0));
        }
      }
    }
  }

  /**
   * Widens IEEE 754 half precision: 1 sign bit, 5 exponent bits with bias 15, 10 fraction bits.
   *
   * @param bits the half
   * @return the same value
   */
  static float half(final short bits) {
    final int sign = (bits & 0x8000) << 16;
    final int exponent = bits >> 10 & 0x1f;
    final int fraction = bits & 0x3ff;
    if (exponent == 0) {
      // Zero and subnormals: a multiple of 2^-24.
      final float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    final int wide = exponent == 0x1f ? 0xff : exponent + 127 - 15;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
