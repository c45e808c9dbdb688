package io.github.attrimil.tensor;

import io.github.attrimil.core.AttriMilException;
import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * A tensor as files hold it: row-major, the last axis varying fastest.
 *
 * <p>Two tensors are equal only when they hold the same arrays.
 *
 * @param dtype element type in the file
 * @param shape length of every axis; empty for a single number
 * @param data a Java array of {@link DType#arrayType()} with one entry per element; not copied
 */
public record Tensor(DType dtype, long[] shape, Object data) {

  /** Checks that type, shape and data belong together. */
  public Tensor {
    if (dtype == null || shape == null || data == null) {
      throw new AttriMilException("A tensor needs a type, a shape and data, none of them null");
    }
    shape = shape.clone();
    if (Arrays.stream(shape).anyMatch(length -> length < 0)) {
      throw new AttriMilException(
          "A tensor cannot have a negative length, as in shape " + Arrays.toString(shape));
    }
    if (data.getClass() != dtype.arrayType()) {
      throw new AttriMilException(
          "A tensor of type "
              + dtype
              + " needs its data as "
              + dtype.arrayType().getSimpleName()
              + ", not "
              + data.getClass().getSimpleName());
    }
    final long needed = elements(shape);
    if (Array.getLength(data) != needed) {
      throw new AttriMilException(
          "A tensor of shape "
              + Arrays.toString(shape)
              + " has "
              + needed
              + " elements, but the data has "
              + Array.getLength(data));
    }
  }

  /**
   * @param values the elements, row-major; not copied
   * @param shape length of every axis
   * @return a float32 tensor
   */
  public static Tensor of(final float[] values, final long... shape) {
    return new Tensor(DType.F32, shape, values);
  }

  /**
   * @param values the elements, row-major; not copied
   * @param shape length of every axis
   * @return an int64 tensor
   */
  public static Tensor of(final long[] values, final long... shape) {
    return new Tensor(DType.I64, shape, values);
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /**
   * @return number of elements: the product of the axes' lengths
   */
  public long elements() {
    return Array.getLength(data);
  }

  /**
   * The elements as float32, row-major. Doubles and integers are rounded to the nearest float,
   * truth values become 0 and 1.
   *
   * @return the tensor's own array when it holds floats, else a new one
   */
  public float[] floats() {
    if (data instanceof float[] same) {
      return same;
    }
    final float[] floats = new float[Array.getLength(data)];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = floatAt(i);
    }
    return floats;
  }

  private float floatAt(final int i) {
    return switch (dtype) {
      case F16, BF16, F32 -> ((float[]) data)[i];
      case F64 -> (float) ((double[]) data)[i];
      case I64 -> ((long[]) data)[i];
      case I32 -> ((int[]) data)[i];
      case I16 -> ((short[]) data)[i];
      case I8 -> ((byte[]) data)[i];
      case U8 -> Byte.toUnsignedInt(((byte[]) data)[i]);
      case BOOL -> ((boolean[]) data)[i] ? 1 : 0;
    };
  }

  /**
   * @param shape length of every axis, none negative
   * @return product of the lengths, or Long.MAX_VALUE when that is beyond 64 bits
   */
  public static long elements(final long... shape) {
    long product = 1;
    boolean tooMany = false;
    for (final long length : shape) {
      if (length == 0) {
        return 0;
      }
      tooMany |= length > Long.MAX_VALUE / product;
      product = tooMany ? 1 : product * length;
    }
    return tooMany ? Long.MAX_VALUE : product;
  }

  @Override
  public String toString() {
    return dtype + Arrays.toString(shape);
  }
}
