package io.github.attrimil.tensor;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.attrimil.core.AttriMilException;
import java.util.Locale;

/** The precision of activations; weights are float32 in any case. */
public enum Precision {
  /** float16 on a GPU, else float32. */
  AUTO,
  /** 32 bits. */
  FLOAT32,
  /** 16 bits, with half the memory and an eleven-bit mantissa. */
  FLOAT16;

  /**
   * @param name auto, float32 or float16
   * @return the precision
   * @throws AttriMilException when it is none of them
   */
  public static Precision of(final String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (final IllegalArgumentException e) {
      throw new AttriMilException("precision=" + name + " is none of auto, float32, float16", e);
    }
  }

  /**
   * @param device where the network computes
   * @return FLOAT32 or FLOAT16
   */
  public DataType on(final Device device) {
    return this == FLOAT16 || this == AUTO && device.isGpu() ? DataType.FLOAT16 : DataType.FLOAT32;
  }
}
