package io.github.attrimil.tensor;

/**
 * The element types of stored tensors, named as in safetensors.
 *
 * <p>Half precision has no Java type: F16 and BF16 are widened to float on reading, which is exact.
 */
public enum DType {
  /** IEEE 754 half precision; float[] in memory. */
  F16(2, "HalfStorage", float[].class),
  /** The upper half of a single; float[] in memory. */
  BF16(2, "BFloat16Storage", float[].class),
  /** IEEE 754 single precision; float[]. */
  F32(4, "FloatStorage", float[].class),
  /** IEEE 754 double precision; double[]. */
  F64(8, "DoubleStorage", double[].class),
  /** Signed 64-bit integer; long[]. */
  I64(8, "LongStorage", long[].class),
  /** Signed 32-bit integer; int[]. */
  I32(4, "IntStorage", int[].class),
  /** Signed 16-bit integer; short[]. */
  I16(2, "ShortStorage", short[].class),
  /** Signed 8-bit integer; byte[]. */
  I8(1, "CharStorage", byte[].class),
  /** Unsigned 8-bit integer; byte[] holding the bits. */
  U8(1, "ByteStorage", byte[].class),
  /** Truth value, one byte each; boolean[]. */
  BOOL(1, "BoolStorage", boolean[].class);

  private final int bytes;
  private final String torchStorage;
  private final Class<?> arrayType;

  DType(final int bytes, final String torchStorage, final Class<?> arrayType) {
    this.bytes = bytes;
    this.torchStorage = torchStorage;
    this.arrayType = arrayType;
  }

  /**
   * @return bytes per element in a file
   */
  public int bytes() {
    return bytes;
  }

  /**
   * @return the class of the Java array that holds the elements
   */
  public Class<?> arrayType() {
    return arrayType;
  }

  /**
   * @return the class in Python's module torch that a torch.save file names for this type
   */
  public String torchStorage() {
    return torchStorage;
  }

  /**
   * @return whether it holds floating-point numbers
   */
  public boolean isReal() {
    return arrayType == float[].class || arrayType == double[].class;
  }

  /**
   * @return the type this one is written as: F32 for the two halves, else itself
   */
  public DType written() {
    return this == F16 || this == BF16 ? F32 : this;
  }

  /**
   * @return bytes per element in memory
   */
  public int memoryBytes() {
    return written().bytes;
  }
}
