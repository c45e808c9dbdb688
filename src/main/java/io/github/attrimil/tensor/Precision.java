package io.github.attrimil.tensor;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;

/** The precision of activations; features, and weights in training, are float32 in any case. */
public enum Precision {
  /** float16 on a GPU, else float32. */
  AUTO(DataType.FLOAT32),
  /** 32 bits. */
  FLOAT32(DataType.FLOAT32),
  /** The upper 16 bits of a float32: its range, with an eight-bit mantissa. */
  BFLOAT16(DataType.BFLOAT16),
  /** 16 bits, with half the memory and an eleven-bit mantissa; nothing above 65504. */
  FLOAT16(DataType.FLOAT16);

  private final DataType type;

  Precision(final DataType type) {
    this.type = type;
  }

  /**
   * @param device where the network computes
   * @return FLOAT32, BFLOAT16 or FLOAT16
   */
  public DataType on(final Device device) {
    return this == AUTO && device.isGpu() ? DataType.FLOAT16 : type;
  }
}
