package io.github.attrimil.format.h5;

import io.jhdf.api.Attribute;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Optional;

/** The values of attributes of HDF5, of whatever type a program wrote them. */
final class H5Attribute {

  /** Longer ones are no values of ours. */
  private static final int MOST = 1_000_000;

  private H5Attribute() {}

  /**
   * @param attribute of a dataset or file
   * @return a number as Long or Double, a text as String, an array as long[] or double[]; nothing
   *     for others
   */
  static Optional<Object> value(final Attribute attribute) {
    if (attribute.isEmpty() || attribute.getSize() > MOST) {
      return Optional.empty();
    }
    final Object data = attribute.getData();
    if (data instanceof String s) {
      return Optional.of(s);
    }
    if (data instanceof Number n) {
      return Optional.of(number(n));
    }
    if (data instanceof String[] s && s.length == 1) {
      return Optional.of(s[0]);
    }
    if (data != null
        && data.getClass().isArray()
        && data.getClass().componentType().isPrimitive()) {
      final int length = Array.getLength(data);
      if (data instanceof float[] || data instanceof double[]) {
        final double[] out = new double[length];
        Arrays.setAll(out, i -> Array.getDouble(data, i));
        return Optional.of(out);
      }
      if (!(data instanceof boolean[])) {
        final long[] out = new long[length];
        Arrays.setAll(out, i -> Array.getLong(data, i));
        return Optional.of(out);
      }
    }
    return Optional.empty();
  }

  private static Object number(final Number n) {
    return n instanceof Float || n instanceof Double
        ? (Object) n.doubleValue()
        : (Object) n.longValue();
  }
}
