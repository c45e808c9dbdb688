package io.github.attrimil.mil.mamba;

import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;

/** Names and shapes of MambaMIL's tensors, in the order of the reference's state dict. */
final class MambaTensors {

  /** States a channel. */
  static final int STATES = 16;

  /** Hidden units of the attention. */
  private static final int ATTENTION = 128;

  /** Length of the convolution. */
  private static final int KERNEL = 4;

  /** A step size's rank is W over this, rounded up. */
  private static final int RANK = 16;

  private MambaTensors() {}

  static String norm(final int layer) {
    return "layers." + layer + ".0";
  }

  static String mixer(final int layer) {
    return "layers." + layer + ".1.";
  }

  static boolean inMixer(final String tensor) {
    return tensor.matches("layers\\.\\d+\\.1\\..*");
  }

  /**
   * @param shape D and C
   * @param width W
   * @param layers how many
   * @param two whether a mixer has two branches
   * @return names and shapes
   */
  static TensorShapes of(
      final ModelShape shape, final int width, final int layers, final boolean two) {
    final TensorShapes tensors =
        new TensorShapes()
            .linear(MambaMil.FIRST, width, shape.features())
            .norm(MambaMil.NORM, width);
    for (int i = 0; i < layers; i++) {
      tensors.norm(norm(i), width);
      mixer(tensors, mixer(i), width, two);
    }
    return tensors
        .linear(MambaMil.CLASSIFIER, shape.classes(), width)
        .linear(MambaMil.HIDDEN, ATTENTION, width)
        .linear(MambaMil.ATTENTION, 1, ATTENTION);
  }

  /** The order is that of the reference: each tensor of the second branch follows the first's. */
  static void mixer(
      final TensorShapes tensors, final String layer, final int width, final boolean two) {
    final int channels = 2 * width;
    final int rank = (width + RANK - 1) / RANK;
    final String[] suffixes = two ? new String[] {"", "_b"} : new String[] {""};
    for (final String b : suffixes) {
      tensors.start(layer + "A" + b + "_log", decays(channels));
    }
    for (final String b : suffixes) {
      tensors.start(layer + "D" + b, constant(1, channels));
    }
    tensors.add(layer + "in_proj.weight", 2L * channels, width);
    for (final String b : suffixes) {
      tensors.add(layer + "conv1d" + b + ".weight", channels, 1, KERNEL);
      tensors.add(layer + "conv1d" + b + ".bias", channels);
    }
    for (final String b : suffixes) {
      tensors.add(layer + "x_proj" + b + ".weight", rank + 2L * STATES, channels);
    }
    for (final String b : suffixes) {
      tensors
          .add(layer + "dt_proj" + b + ".weight", channels, rank)
          .start(layer + "dt_proj" + b + ".bias", constant(0, channels));
    }
    tensors.add(layer + "out_proj.weight", width, channels);
  }

  /** A = -1, -2, ... in each channel. */
  private static Tensor decays(final int channels) {
    final float[] logs = new float[channels * STATES];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(1 + i % STATES);
    }
    return Tensor.of(logs, channels, STATES);
  }

  private static Tensor constant(final float value, final int channels) {
    final float[] values = new float[channels];
    Arrays.fill(values, value);
    return Tensor.of(values, channels);
  }
}
