package io.github.attrimil.mil;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Names and shapes of a network's tensors, in the order of the reference's state dict. */
public final class TensorShapes {

  private static final int NAMED = 5;

  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final Map<String, Tensor> starts = new LinkedHashMap<>();
  private final Set<String> normal = new HashSet<>();

  /**
   * @param name of a tensor
   * @param shape its axes' lengths
   * @return this, with the tensor at its end
   */
  public TensorShapes add(final String name, final long... shape) {
    shapes.put(name, shape);
    return this;
  }

  /**
   * A linear layer: NAME.weight (out x in) and NAME.bias (out).
   *
   * @param name of the layer
   * @param out outputs
   * @param in inputs
   * @return this, with both tensors at its end
   */
  public TensorShapes linear(final String name, final long out, final long in) {
    return add(name + ".weight", out, in).add(name + ".bias", out);
  }

  /**
   * A tensor that is not drawn in a network to train.
   *
   * @param name of the tensor
   * @param start its value there; integers are no weights and never change
   * @return this, with the tensor at its end
   */
  public TensorShapes start(final String name, final Tensor start) {
    starts.put(name, start);
    return add(name, start.shape());
  }

  /**
   * A layer normalization: NAME.weight, at first ones, and NAME.bias, at first zeros.
   *
   * @param name of the layer
   * @param width how many values it normalizes
   * @return this, with both tensors at its end
   */
  public TensorShapes norm(final String name, final int width) {
    final float[] ones = new float[width];
    Arrays.fill(ones, 1);
    return start(name + ".weight", Tensor.of(ones, width))
        .start(name + ".bias", Tensor.of(new float[width], width));
  }

  /**
   * A learned token, drawn from the standard normal distribution.
   *
   * @param name of the tensor
   * @param shape its axes' lengths
   * @return this, with the tensor at its end
   */
  public TensorShapes token(final String name, final long... shape) {
    normal.add(name);
    return add(name, shape);
  }

  /**
   * @return shapes by name, in order
   */
  public Map<String, long[]> asMap() {
    return new LinkedHashMap<>(shapes);
  }

  /**
   * @param state tensors by name
   * @return their shapes by name
   */
  public static Map<String, long[]> of(final Map<String, Tensor> state) {
    final Map<String, long[]> found = new LinkedHashMap<>();
    state.forEach((name, tensor) -> found.put(name, tensor.shape()));
    return found;
  }

  /**
   * @param found shapes by name
   * @return whether they are these, in any order
   */
  public boolean matches(final Map<String, long[]> found) {
    return found.keySet().equals(shapes.keySet())
        && found.entrySet().stream()
            .allMatch(e -> Arrays.equals(e.getValue(), shapes.get(e.getKey())));
  }

  /**
   * @param found shapes by name
   * @param withShapes whether to compare shapes, too
   * @return how they differ from these, in words: what is missing or has another shape, in this
   *     order, then what is more; empty where less than half of the names are these
   */
  List<String> differences(final Map<String, long[]> found, final boolean withShapes) {
    final List<String> differences = new ArrayList<>();
    int common = 0;
    for (final Map.Entry<String, long[]> expected : shapes.entrySet()) {
      final String name = expected.getKey();
      final long[] shape = found.get(name);
      common += shape == null ? 0 : 1;
      if (shape == null) {
        differences.add("it lacks " + name);
      } else if (withShapes && !Arrays.equals(shape, expected.getValue())) {
        differences.add(
            name
                + " has the shape "
                + Arrays.toString(shape)
                + " instead of "
                + Arrays.toString(expected.getValue()));
      }
    }
    found.keySet().stream()
        .filter(name -> !shapes.containsKey(name))
        .forEach(name -> differences.add("it has " + name + " in addition"));
    return 2 * common > Math.max(shapes.size(), found.size()) ? differences : List.of();
  }

  /**
   * @param what the network, for messages
   * @param state tensors by name
   * @throws AttriMilException naming the tensor that is missing, unknown, of another shape or of
   *     another type
   */
  public void check(final String what, final Map<String, Tensor> state) {
    shapes.forEach(
        (name, shape) -> {
          final Tensor tensor = state.get(name);
          if (tensor == null) {
            throw new AttriMilException(
                "The checkpoint lacks the tensor \""
                    + name
                    + "\" of "
                    + what
                    + "; it has "
                    + names(state));
          }
          if (!Arrays.equals(tensor.shape(), shape)) {
            throw new AttriMilException(
                "The tensor \""
                    + name
                    + "\" has the shape "
                    + Arrays.toString(tensor.shape())
                    + ", but "
                    + what
                    + " needs "
                    + Arrays.toString(shape));
          }
          if (isInteger(starts.get(name)) ? !isInteger(tensor) : !tensor.dtype().isReal()) {
            throw new AttriMilException(
                "The tensor \""
                    + name
                    + "\" holds "
                    + tensor.dtype()
                    + ", but "
                    + what
                    + " needs "
                    + (isInteger(starts.get(name)) ? "I64" : "floating-point numbers"));
          }
        });
    for (final String name : state.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new AttriMilException(
            "The checkpoint holds the tensor \"" + name + "\", which is not part of " + what);
      }
    }
  }

  private static boolean isInteger(final Tensor tensor) {
    return tensor != null && tensor.dtype() == DType.I64;
  }

  /**
   * @param state tensors by name
   * @return the first names, for messages
   */
  static String names(final Map<String, Tensor> state) {
    final List<String> first = state.keySet().stream().limit(NAMED).toList();
    return first + (state.size() > NAMED ? " and " + (state.size() - NAMED) + " more" : "");
  }

  /**
   * Draws weights as PyTorch initializes linear and convolutional layers: uniform within 1 /
   * sqrt(inputs), for a layer's weight and bias alike, where inputs are the numbers that an output
   * is computed from. Tensors with a start of their own have that.
   *
   * @param seed same seed, same weights
   * @param zero which tensors are zero instead
   * @return tensors by name
   */
  public Map<String, Tensor> draw(final long seed, final Predicate<String> zero) {
    final Random random = new Random(seed);
    final Map<String, Tensor> state = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          if (starts.containsKey(name)) {
            state.put(name, starts.get(name));
            return;
          }
          final float[] values = new float[Math.toIntExact(Tensor.elements(shape))];
          if (!zero.test(name)) {
            final double bound = 1 / Math.sqrt(inputs(name));
            for (int i = 0; i < values.length; i++) {
              values[i] =
                  (float)
                      (normal.contains(name)
                          ? random.nextGaussian()
                          : (2 * random.nextDouble() - 1) * bound);
            }
          }
          state.put(name, Tensor.of(values, shape));
        });
    return state;
  }

  /** How many numbers an output of a tensor's layer is computed from. */
  private double inputs(final String name) {
    final long[] weight = shapes.get(name.replaceFirst("\\.bias$", ".weight"));
    return Arrays.stream(weight).skip(1).reduce(1, (a, b) -> a * b);
  }
}
