package io.github.attrimil.tensor;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;

/** The precision of activations; weights are float32 in any case. */
public enum Precision {
  /** float16 on a GPU, else float32. */
  AUTO,
  /** 32 bits. */
  FLOAT32,
  /** 16 bits, with half the memory and an eleven-bit mantissa. */
  FLOAT16;

  /**
   * @param device where the network computes
   * @return FLOAT32 or FLOAT16
   */
  public DataType on(final Device device) {
    return this == FLOAT16 || this == AUTO && device.isGpu() ? DataType.FLOAT16 : DataType.FLOAT32;
  }
}
