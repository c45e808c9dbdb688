package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.TensorShapes;
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
 * @param shape D and C
 */
record StateLayout(ModelShape shape) {

  static final String ADAPTOR_1 = "adaptor.0";
  static final String BIAS = "bias";
  static final String ADAPTOR_2 = "adaptor.2";
  static final String ATTENTION_C = "attention_c";

  /** Checks the sizes. */
  StateLayout {
    if (shape.features() < 2) {
      throw new AttriMilException("AttriMIL needs at least 2 features, not " + shape.features());
    }
  }

  int features() {
    return shape.features();
  }

  int classes() {
    return shape.classes();
  }

  /** The official names and shapes, in the official order. */
  TensorShapes tensors() {
    final int d = features();
    final int half = d / 2;
    final TensorShapes tensors = new TensorShapes().add(BIAS, classes());
    tensors.linear(ADAPTOR_1, half, d).linear(ADAPTOR_2, d, half);
    for (int c = 0; c < classes(); c++) {
      tensors
          .linear(attention(c, "attention_a.0"), half, d)
          .linear(attention(c, "attention_b.0"), half, d)
          .linear(attention(c, ATTENTION_C), 1, half);
    }
    for (int c = 0; c < classes(); c++) {
      tensors.linear("classifiers." + c, 1, d);
    }
    return tensors;
  }

  private Map<String, long[]> shapes() {
    return tensors().asMap();
  }

  private static String attention(final int c, final String part) {
    return "attention_nets." + c + "." + part;
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
    final String[] names = new String[classes()];
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

  /**
   * @param row all weights
   * @param owner owns the views
   * @return the stacked arrays by their letters, views of the row
   */
  Map<String, NDArray> views(final NDArray row, final NDManager owner) {
    final Map<String, NDArray> views = new LinkedHashMap<>();
    places()
        .forEach(
            (letter, place) -> {
              final NDArray view = place.of(row);
              view.attach(owner);
              views.put(letter, view);
            });
    return views;
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
