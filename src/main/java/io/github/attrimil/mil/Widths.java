package io.github.attrimil.mil;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.util.Map;

/** Options for the widths of layers, which a state dict shows in its shapes. */
public final class Widths {

  private static final int LARGEST = 65_536;

  private Widths() {}

  /**
   * @param usual the kind's default
   * @return the option for the width that patches are reduced to
   */
  public static Option<Integer> width(final int usual) {
    return Option.integer(
        "width", "Width", "Width of the layer that patches are reduced to.", usual, 1, LARGEST);
  }

  /**
   * @param usual the kind's default
   * @return the option for the width of gated attention
   */
  public static Option<Integer> gate(final int usual) {
    return Option.integer(
        "gate", "Width of attention", "Width of the gated attention.", usual, 1, LARGEST);
  }

  /**
   * Sets a width to what a tensor shows.
   *
   * @param own a kind's options
   * @param width one of them
   * @param shapes of a state dict's tensors, by name
   * @param tensor the name of a tensor of as many rows
   * @return the options with the number of rows, or as they are when there is no such tensor
   */
  public static Options shown(
      final Options own,
      final Option<Integer> width,
      final Map<String, long[]> shapes,
      final String tensor) {
    final long[] shape = shapes.get(tensor);
    return shape == null || shape.length == 0 || shape[0] < 1 || shape[0] > LARGEST
        ? own
        : own.with(width, (int) shape[0]);
  }
}
