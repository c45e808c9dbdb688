package io.github.attrimil.model;

import io.github.attrimil.file.Tensor;
import io.github.attrimil.job.AttriMilException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

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
   * @param state tensors by official name
   * @return the branches' tensors one below the other, by the letter of the array
   */
  Map<String, Tensor> stack(final Map<String, Tensor> state) {
    final Map<String, Tensor> stacked = new LinkedHashMap<>();
    parts()
        .forEach(
            (letter, names) -> {
              final Tensor first = state.get(names.get(0));
              final int each = (int) first.elements();
              final float[] values = new float[each * names.size()];
              for (int c = 0; c < names.size(); c++) {
                System.arraycopy(state.get(names.get(c)).floats(), 0, values, c * each, each);
              }
              final long[] shape = first.shape();
              shape[0] *= names.size();
              stacked.put(letter, Tensor.of(values, shape));
            });
    return stacked;
  }

  /**
   * The inverse of {@link #stack}.
   *
   * @param values of a stacked array, by its letter
   * @return tensors by name, in the official order
   */
  Map<String, Tensor> unstack(final Function<String, float[]> values) {
    final Map<String, Tensor> ordered = new LinkedHashMap<>();
    final Map<String, long[]> shapes = shapes();
    shapes.keySet().forEach(name -> ordered.put(name, null));
    parts()
        .forEach(
            (letter, names) -> {
              final float[] all = values.apply(letter);
              final int each = all.length / names.size();
              for (int c = 0; c < names.size(); c++) {
                final String name = names.get(c);
                final float[] own = Arrays.copyOfRange(all, c * each, (c + 1) * each);
                ordered.put(name, Tensor.of(own, shapes.get(name)));
              }
            });
    return ordered;
  }
}
