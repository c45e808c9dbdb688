package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How AttriMIL's weights are named: a tensor a branch in state dicts (the official names), all
 * branches in one array in memory, so that they are one matrix product.
 *
 * @param d D, features a patch
 * @param classes C
 */
record StateLayout(int d, int classes) {

  static final String ADAPTOR_1 = "adaptor.0";
  static final String BIAS = "bias";
  static final String ADAPTOR_2 = "adaptor.2";
  static final String ATTENTION_C = "attention_c";

  /** Checks the sizes. */
  StateLayout {
    if (d < 2 || classes < 1) {
      throw new AttriMilException("No AttriMIL has " + d + " features and " + classes + " classes");
    }
  }

  /** The official names and shapes, in the official order. */
  Map<String, long[]> shapes() {
    final int half = d / 2;
    final Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(BIAS, new long[] {classes});
    addLinear(shapes, ADAPTOR_1, half, d);
    addLinear(shapes, ADAPTOR_2, d, half);
    for (int c = 0; c < classes; c++) {
      addLinear(shapes, attention(c, "attention_a.0"), half, d);
      addLinear(shapes, attention(c, "attention_b.0"), half, d);
      addLinear(shapes, attention(c, ATTENTION_C), 1, half);
    }
    for (int c = 0; c < classes; c++) {
      addLinear(shapes, "classifiers." + c, 1, d);
    }
    return shapes;
  }

  private static String attention(final int c, final String part) {
    return "attention_nets." + c + "." + part;
  }

  private static void addLinear(
      final Map<String, long[]> shapes, final String name, final int out, final int in) {
    shapes.put(name + ".weight", new long[] {out, in});
    shapes.put(name + ".bias", new long[] {out});
  }

  /**
   * @throws AttriMilException naming the tensor that is missing, unknown or of another shape
   */
  void check(final Map<String, Tensor> state) {
    final Map<String, long[]> shapes = shapes();
    shapes.forEach(
        (name, shape) -> {
          final Tensor tensor = state.get(name);
          if (tensor == null) {
            throw new AttriMilException("The checkpoint lacks the tensor \"" + name + "\"");
          }
          if (!Arrays.equals(tensor.shape(), shape)) {
            throw new AttriMilException(
                "The tensor \""
                    + name
                    + "\" has the shape "
                    + Arrays.toString(tensor.shape())
                    + ", an AttriMIL of D="
                    + d
                    + " and C="
                    + classes
                    + " needs "
                    + Arrays.toString(shape));
          }
        });
    for (final String name : state.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new AttriMilException(
            "The checkpoint holds the tensor \"" + name + "\", which no AttriMIL has");
      }
    }
  }

  /** The stacked arrays: which official tensors each holds, in order of the branches. */
  private Map<String, List<String>> parts() {
    final Map<String, List<String>> parts = new LinkedHashMap<>();
    parts.put("bias", List.of(BIAS));
    parts.put("W1", List.of(ADAPTOR_1 + ".weight"));
    parts.put("b1", List.of(ADAPTOR_1 + ".bias"));
    parts.put("W2", List.of(ADAPTOR_2 + ".weight"));
    parts.put("b2", List.of(ADAPTOR_2 + ".bias"));
    parts.put("V", branches("attention_nets.%d.attention_a.0.weight"));
    parts.put("bV", branches("attention_nets.%d.attention_a.0.bias"));
    parts.put("U", branches("attention_nets.%d.attention_b.0.weight"));
    parts.put("bU", branches("attention_nets.%d.attention_b.0.bias"));
    parts.put("w", branches("attention_nets.%d.attention_c.weight"));
    parts.put("bw", branches("attention_nets.%d.attention_c.bias"));
    parts.put("u", branches("classifiers.%d.weight"));
    parts.put("bu", branches("classifiers.%d.bias"));
    return parts;
  }

  private List<String> branches(final String pattern) {
    final String[] names = new String[classes];
    Arrays.setAll(names, c -> String.format(Locale.ROOT, pattern, c));
    return List.of(names);
  }

  /**
   * Where an array lies in the row of all weights.
   *
   * @param start of its first value
   * @param shape of the array, the branches' tensors one below the other
   */
  record Place(long start, Shape shape) {

    /**
     * @param row all weights
     * @return the array, a view of them
     */
    NDArray of(final NDArray row) {
      try (NDArray own = row.get(new NDIndex("{}:{}", start, start + shape.size()))) {
        return own.reshape(shape);
      }
    }
  }

  /** Where each array lies, by its letter, in the row's order. */
  Map<String, Place> places() {
    final Map<String, long[]> shapes = shapes();
    final Map<String, Place> places = new LinkedHashMap<>();
    long start = 0;
    for (final Map.Entry<String, List<String>> part : parts().entrySet()) {
      final long[] shape = shapes.get(part.getValue().get(0)).clone();
      shape[0] *= part.getValue().size();
      places.put(part.getKey(), new Place(start, new Shape(shape)));
      start += new Shape(shape).size();
    }
    return places;
  }

  /** How many weights there are. */
  long size() {
    return places().values().stream().mapToLong(p -> p.shape().size()).sum();
  }

  /**
   * @param state tensors by official name
   * @return all weights in a row
   */
  float[] row(final Map<String, Tensor> state) {
    final FloatBuffer row = FloatBuffer.allocate(Math.toIntExact(size()));
    parts().values().stream()
        .flatMap(List::stream)
        .forEach(name -> row.put(state.get(name).floats()));
    return row.array();
  }

  /**
   * The inverse of {@link #row}.
   *
   * @param row all weights, or a number for each
   * @return tensors by name, in the official order
   */
  Map<String, Tensor> named(final float[] row) {
    final Map<String, Tensor> ordered = new LinkedHashMap<>();
    final Map<String, long[]> shapes = shapes();
    shapes.keySet().forEach(name -> ordered.put(name, null));
    int start = 0;
    for (final String name : parts().values().stream().flatMap(List::stream).toList()) {
      final int end = start + (int) new Shape(shapes.get(name)).size();
      ordered.put(name, Tensor.of(Arrays.copyOfRange(row, start, end), shapes.get(name)));
      start = end;
    }
    return ordered;
  }
}
