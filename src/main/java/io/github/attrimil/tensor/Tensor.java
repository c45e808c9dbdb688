package io.github.attrimil.tensor;

import io.github.attrimil.core.AttriMilException;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A tensor as files hold it: row-major, the last axis varying fastest. Its elements are in memory,
 * or read whenever they are asked for ({@link #later}). Two tensors are equal only when they are
 * the same.
 */
public final class Tensor {

  private final DType dtype;
  private final long[] shape;
  private final Supplier<Object> data;

  /**
   * @param dtype element type in the file
   * @param shape length of every axis; empty for a single number
   * @param data a Java array of {@link DType#arrayType()} with one entry per element; not copied
   */
  public Tensor(final DType dtype, final long[] shape, final Object data) {
    this(dtype, shape, () -> data);
    check(dtype, shape, data);
  }

  private Tensor(final DType dtype, final long[] shape, final Supplier<Object> data) {
    if (dtype == null || shape == null) {
      throw new AttriMilException("A tensor needs a type and a shape, none of them null");
    }
    this.dtype = dtype;
    this.shape = shape.clone();
    this.data = data;
  }

  /**
   * A tensor whose elements are read only when asked for, and each time: files of large networks
   * need not fit into Java's memory.
   *
   * @param dtype element type in the file
   * @param shape length of every axis; empty for a single number
   * @param read gives a Java array of {@link DType#arrayType()} with one entry per element
   * @return the tensor
   */
  public static Tensor later(final DType dtype, final long[] shape, final Supplier<Object> read) {
    return new Tensor(dtype, shape, read);
  }

  /** Checks that type, shape and data belong together. */
  private static void check(final DType dtype, final long[] shape, final Object data) {
    if (data == null) {
      throw new AttriMilException("A tensor needs data, not null");
    }
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

  /**
   * @return element type in the file
   */
  public DType dtype() {
    return dtype;
  }

  /**
   * @return length of every axis; empty for a single number
   */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * @return a Java array of {@link DType#arrayType()} with one entry per element; not copied
   */
  public Object data() {
    return data.get();
  }

  /**
   * @return number of elements: the product of the axes' lengths
   */
  public long elements() {
    return elements(shape);
  }

  /**
   * The elements as float32, row-major. Doubles and integers are rounded to the nearest float,
   * truth values become 0 and 1.
   *
   * @return the tensor's own array when it holds floats in memory, else a new one
   */
  public float[] floats() {
    final Object elements = data();
    if (elements instanceof float[] same) {
      return same;
    }
    final float[] floats = new float[Array.getLength(elements)];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = floatAt(elements, i);
    }
    return floats;
  }

  private float floatAt(final Object elements, final int i) {
    return switch (dtype) {
      case F16, BF16, F32 -> ((float[]) elements)[i];
      case F64 -> (float) ((double[]) elements)[i];
      case I64 -> ((long[]) elements)[i];
      case I32 -> ((int[]) elements)[i];
      case I16 -> ((short[]) elements)[i];
      case I8 -> ((byte[]) elements)[i];
      case U8 -> Byte.toUnsignedInt(((byte[]) elements)[i]);
      case BOOL -> ((boolean[]) elements)[i] ? 1 : 0;
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
