package io.github.attrimil.encoder.convnext;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.attrimil.encoder.script.StagedNetwork;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A ConvNeXt (Liu et al. 2022, arXiv:2201.03545, section 2) on a device. A block is x + gamma
 * MLP(LayerNorm(depthwise 7 x 7 convolution of x)), the layer scale gamma folded into the MLP's
 * second matrix; all layer norms are over channels with epsilon 1e-6; features are the last stage's
 * mean over positions after a last layer norm. The reference is timm's ConvNeXt (Apache-2.0).
 */
public final class ConvNext extends StagedNetwork {

  /**
   * Loads a network.
   *
   * @param weights the weights; no longer needed afterwards
   * @param device where it computes
   * @param precision of the activations
   */
  public ConvNext(final ConvNextWeights weights, final Device device, final Precision precision) {
    super(ConvNext.class, "convnext.py", device, precision);
    final List<NDArray> arrays = new ArrayList<>();
    final Map<String, Tensor> tensors = weights.tensors();
    layer(arrays, tensors, "stem.0");
    layer(arrays, tensors, "stem.1");
    for (int s = 0; s < weights.depths().size(); s++) {
      final String stage = "stages." + s + ".";
      if (s > 0) {
        layer(arrays, tensors, stage + "downsample.0");
        layer(arrays, tensors, stage + "downsample.1");
      }
      for (int b = 0; b < weights.depths().get(s); b++) {
        final String block = stage + "blocks." + b + ".";
        layer(arrays, tensors, block + "conv_dw");
        layer(arrays, tensors, block + "norm");
        layer(arrays, tensors, block + "mlp.fc1");
        final Tensor gamma = tensors.get(block + "gamma");
        add(arrays, scaled(tensors.get(block + "mlp.fc2.weight"), gamma));
        add(arrays, scaled(tensors.get(block + "mlp.fc2.bias"), gamma));
      }
    }
    layer(arrays, tensors, "head.norm");
    loaded(arrays, weights.depths());
  }
}
