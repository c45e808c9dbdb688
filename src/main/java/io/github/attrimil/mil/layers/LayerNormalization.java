package io.github.attrimil.mil.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import java.util.Map;

/**
 * Layer normalization (Ba, Kiros and Hinton 2016, arXiv:1607.06450): each row less its mean,
 * divided by its standard deviation (biased, 1e-5 added to the variance), times a weight plus a
 * bias.
 */
public final class LayerNormalization {

  private static final float EPSILON = 1e-5f;

  private LayerNormalization() {}

  /**
   * @param x ... x W
   * @param weights arrays by name
   * @param layer a layer's name: NAME.weight (W) and NAME.bias (W)
   * @return ... x W, in x's manager
   */
  public static NDArray of(
      final NDArray x, final Map<String, NDArray> weights, final String layer) {
    final Shape width = new Shape(x.getShape().get(x.getShape().dimension() - 1));
    return LayerNorm.layerNorm(
            x, width, weights.get(layer + ".weight"), weights.get(layer + ".bias"), EPSILON)
        .singletonOrThrow();
  }
}
