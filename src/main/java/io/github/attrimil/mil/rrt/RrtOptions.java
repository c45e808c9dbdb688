package io.github.attrimil.mil.rrt;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.Widths;
import io.github.attrimil.mil.layers.Nonlinearity;
import java.util.Map;

/**
 * RRT-MIL's own options. A checkpoint's tensors show the width, the length of the kernel, the
 * number of representatives and how they are chosen; they do not show the heads across regions, the
 * shortcut, the activations and the number of regions. The reference's width is 512, for which 50
 * slides are too few.
 */
final class RrtOptions {

  private static final int LONGEST = 65;
  private static final int MOST = 4096;

  /** W. */
  static final Option<Integer> WIDTH = Widths.width(64);

  static final Option<Integer> HEADS =
      Option.integer("heads", "Attention heads", "Number of attention heads.", 8, 1, MOST);

  static final Option<Integer> KERNEL =
      Option.integer(
          "kernel",
          "Kernel length",
          "Length of the convolution that encodes positions within a region; an odd number.",
          15,
          1,
          LONGEST);

  static final Option<Integer> REPRESENTATIVES =
      Option.integer(
          "representatives",
          "Representatives",
          "Number of representatives of a region in attention across regions.",
          3,
          1,
          MOST);

  static final Option<Integer> HEADS_ACROSS =
      Option.integer(
          "headsacross",
          "Heads across regions",
          "Number of heads of attention across regions.",
          8,
          1,
          MOST);

  static final Option<Boolean> HIDDEN_LAYER =
      Option.flag(
          "hiddenlayer",
          "Hidden layer for representatives",
          "Choose representatives by a hidden layer instead of a linear one.",
          false);

  static final Option<Boolean> SHORTCUT =
      Option.flag(
          "shortcut", "Shortcut", "Add the first embedding of each patch to its last one.", false);

  /** After the embedding. */
  static final Option<Nonlinearity> ACTIVATION = Nonlinearity.first(Nonlinearity.RELU);

  static final Option<Nonlinearity> POOLING = Nonlinearity.pooling(Nonlinearity.RELU);

  static final Option<Integer> REGIONS =
      Option.integer(
          "regions",
          "Regions along a side",
          "Number of regions along each side of the square of patches, for attention within"
              + " regions.",
          8,
          1,
          256);

  private RrtOptions() {}

  static Options defaults() {
    return Options.of(
        WIDTH,
        HEADS,
        KERNEL,
        REPRESENTATIVES,
        HEADS_ACROSS,
        HIDDEN_LAYER,
        SHORTCUT,
        ACTIVATION,
        POOLING,
        REGIONS,
        Start.OPTION);
  }

  /**
   * @param shapes of a state dict's tensors, by name
   * @param own as given
   * @return as the tensors show them
   */
  static Options shown(final Map<String, long[]> shapes, final Options own) {
    final boolean hidden = shapes.keySet().stream().anyMatch(n -> n.startsWith(Rrt.PHI + "."));
    Options shown =
        Widths.shown(own, WIDTH, shapes, Rrt.EMBEDDING + ".weight").with(HIDDEN_LAYER, hidden);
    final long[] kernel = shapes.get(Rrt.KERNEL + ".weight");
    if (kernel != null && kernel.length == 4 && kernel[2] % 2 == 1 && kernel[2] <= LONGEST) {
      shown = shown.with(KERNEL, (int) kernel[2]);
    }
    if (kernel != null && kernel.length == 4 && isCount(kernel[0])) {
      shown = shown.with(HEADS, (int) kernel[0]);
    }
    final long[] phi = shapes.get(hidden ? Rrt.PHI + ".2.weight" : Rrt.PHI);
    if (phi != null && phi.length == 2) {
      final long representatives = phi[hidden ? 0 : 1];
      if (isCount(representatives)) {
        shown = shown.with(REPRESENTATIVES, (int) representatives);
      }
    }
    return shown;
  }

  private static boolean isCount(final long length) {
    return length >= 1 && length <= MOST;
  }

  /** Refuses heads that do not divide the width, and kernels without a middle. */
  static void check(final Options own) {
    for (final Option<Integer> heads : new Option[] {HEADS, HEADS_ACROSS}) {
      if (own.get(WIDTH) % own.get(heads) != 0) {
        throw new AttriMilException(
            "RRT-MIL cannot divide a width of width="
                + own.get(WIDTH)
                + " among "
                + heads.name()
                + "="
                + own.get(heads)
                + "; use a number of heads that divides the width");
      }
    }
    if (own.get(KERNEL) % 2 == 0) {
      throw new AttriMilException(
          "RRT-MIL needs a kernel of odd length, not kernel=" + own.get(KERNEL));
    }
  }
}
