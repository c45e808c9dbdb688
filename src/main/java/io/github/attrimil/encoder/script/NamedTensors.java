package io.github.attrimil.encoder.script;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tensors under the names that a network's own code gives them. Whatever does not fit the network
 * is refused by its name.
 */
public final class NamedTensors {

  /** Axes of networks are far shorter; of an empty tensor, a file may state any length. */
  private static final int LONGEST = 1 << 20;

  private final Map<String, Tensor> tensors;

  /**
   * @param tensors by the network's names
   */
  public NamedTensors(final Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /**
   * Looks for a tensor by which a network is recognized.
   *
   * @param state tensors by the names a program gave them
   * @param mark the tensor's own name
   * @return what comes before it in the file, such as {@code module.}; the shortest
   */
  public static Optional<String> prefix(final Map<String, Tensor> state, final String mark) {
    return state.keySet().stream()
        .filter(name -> name.equals(mark) || name.endsWith("." + mark))
        .map(name -> name.substring(0, name.length() - mark.length()))
        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
  }

  /**
   * Removes a prefix and what features do not use.
   *
   * @param state tensors by the names a program gave them
   * @param prefix of the network's tensors; others are left out
   * @param unused names, without the prefix, that are left out
   * @return the rest
   */
  public static NamedTensors of(
      final Map<String, Tensor> state, final String prefix, final Pattern unused) {
    final Map<String, Tensor> named = new LinkedHashMap<>();
    state.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            final String own = name.substring(prefix.length());
            if (!unused.matcher(own).matches()) {
              named.put(own, tensor);
            }
          }
        });
    return new NamedTensors(named);
  }

  /**
   * @param name of a tensor
   * @return whether there is one
   */
  public boolean has(final String name) {
    return tensors.containsKey(name);
  }

  /**
   * @param before the number in a tensor's name
   * @param after the number
   * @return how many such tensors there are, numbered from 0
   */
  public int count(final String before, final String after) {
    int n = 0;
    while (has(before + n + after)) {
      n++;
    }
    return n;
  }

  /**
   * @param name of a tensor
   * @param axes how many it must have
   * @return the lengths of its axes
   * @throws AttriMilException when it is missing or has another number of axes
   */
  public long[] sizes(final String name, final int axes) {
    final long[] sizes = get(name).shape();
    if (sizes.length != axes || Arrays.stream(sizes).anyMatch(n -> n < 1 || n > LONGEST)) {
      throw wrong(name, axes + " axes of 1 to " + LONGEST);
    }
    return sizes;
  }

  /**
   * @param name of a tensor
   * @return the tensor
   * @throws AttriMilException when it is missing
   */
  public Tensor get(final String name) {
    final Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new AttriMilException(
          "The weights lack the tensor \"" + name + "\"; get the file again");
    }
    return tensor;
  }

  /**
   * @param name of a tensor
   * @param shape that it must have
   * @return the tensor
   * @throws AttriMilException when it is missing or of another shape
   */
  public Tensor get(final String name, final long[] shape) {
    if (!Arrays.equals(get(name).shape(), shape)) {
      throw wrong(name, Arrays.toString(shape));
    }
    return get(name);
  }

  /**
   * @param name of a tensor that is there
   * @param expected its shape, for a user to read
   * @return what to say of it
   */
  public AttriMilException wrong(final String name, final String expected) {
    return new AttriMilException(
        "The tensor \""
            + name
            + "\" has the shape "
            + Arrays.toString(tensors.get(name).shape())
            + ", expected "
            + expected);
  }

  /**
   * Checks that all tensors are there, of the right shape, and no others.
   *
   * @param required each tensor's shape
   * @param network what these are to be, for a user to read
   * @return the tensors in the order of the shapes
   * @throws AttriMilException naming the tensor that is missing, unknown or of another shape
   */
  public Map<String, Tensor> checked(final Map<String, long[]> required, final String network) {
    final Map<String, Tensor> out = new LinkedHashMap<>();
    required.forEach((name, sizes) -> out.put(name, get(name, sizes)));
    for (final String name : tensors.keySet()) {
      if (!out.containsKey(name)) {
        throw new AttriMilException(
            "The weights hold the tensor \""
                + name
                + "\", which the built-in "
                + network
                + " does not have; export this encoder as TorchScript instead");
      }
    }
    return Collections.unmodifiableMap(out);
  }

  /**
   * Adds the shapes of a layer's weight and bias.
   *
   * @param shapes takes them
   * @param layer its name
   * @param sizes of the weight; the bias has the first of them
   */
  public static void layer(
      final Map<String, long[]> shapes, final String layer, final long... sizes) {
    shapes.put(layer + ".weight", sizes);
    shapes.put(layer + ".bias", new long[] {sizes[0]});
  }
}
