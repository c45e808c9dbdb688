package io.github.attrimil.encoder.swin;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.script.FoldedConvolution;
import io.github.attrimil.encoder.script.StagedNetwork;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * CTransPath's network (Wang et al. 2022, doi:10.1016/j.media.2022.102559, section 3.2) on a
 * device: a stem of three convolutions, then the stages of a Swin transformer (Liu et al. 2021,
 * arXiv:2103.14030). A block is x + attention(LayerNorm(x)) inside windows, shifted by half a
 * window in every second block, then x + MLP(LayerNorm(x)); between stages 2 x 2 tokens become one.
 * Features are the mean of the normalized tokens. The structure is that of timm 0.5.4 (Apache-2.0);
 * batch normalization is folded into the stem's convolutions.
 */
public final class Swin extends StagedNetwork {

  /** Pixels along an edge of what becomes one token. */
  private static final int PATCH = 4;

  /**
   * Loads a network.
   *
   * @param weights the weights; no longer needed afterwards
   * @param size width and height of an input, in pixels
   * @param device where it computes
   * @param precision of the activations
   * @throws AttriMilException when windows do not divide an input of that size in every stage
   */
  public Swin(
      final SwinWeights weights, final int size, final Device device, final Precision precision) {
    super(Swin.class, "swin.py", device, precision);
    final int step = PATCH * weights.window() << (weights.depths().size() - 1);
    if (size % step != 0) {
      close();
      throw new AttriMilException(
          "input_size "
              + size
              + " is not a multiple of "
              + step
              + ", so that windows of "
              + weights.window()
              + " tokens do not divide it; correct input_size in the encoder's card");
    }
    final List<NDArray> arrays = new ArrayList<>();
    final Map<String, Tensor> tensors = weights.tensors();
    for (int i = 0; i < 2; i++) {
      final String stem = "patch_embed.proj.";
      final FoldedConvolution folded =
          FoldedConvolution.of(tensors, stem + 3 * i, stem + (3 * i + 1));
      add(arrays, folded.weight());
      add(arrays, folded.bias());
    }
    layer(arrays, tensors, "patch_embed.proj.6");
    layer(arrays, tensors, "patch_embed.norm");
    final WindowBias bias = new WindowBias(weights.window());
    for (int s = 0; s < weights.depths().size(); s++) {
      final String stage = "layers." + s + ".";
      final int side = size / PATCH >> s;
      for (int b = 0; b < weights.depths().get(s); b++) {
        final String block = stage + "blocks." + b + ".";
        final boolean shifted = b % 2 == 1 && side > weights.window();
        add(
            arrays,
            bias.of(
                tensors.get(block + "attn.relative_position_bias_table"),
                side,
                shifted ? weights.window() / 2 : 0));
        for (final String part :
            new String[] {"norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2"}) {
          layer(arrays, tensors, block + part);
        }
      }
      if (s < weights.depths().size() - 1) {
        layer(arrays, tensors, stage + "downsample.norm");
        add(arrays, tensors.get(stage + "downsample.reduction.weight"));
      }
    }
    layer(arrays, tensors, "norm");
    loaded(arrays, weights.depths());
  }
}
