package io.github.attrimil.mil.mhim;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.layers.Nonlinearity;
import io.github.attrimil.tensor.Affine;
import java.util.Map;

/**
 * ABMIL (Ilse et al., doi 10.48550/arXiv.1802.04712): attention a_i = w act(V x_i), p its softmax,
 * the bag m = sum_i p_i x_i and the logits W m + b. A patch's ease is the largest entry of
 * softmax_c (p_i W x_i), its class-aware probability (arXiv:2509.11526): the bias, which the
 * reference takes from the first class for all classes, cancels.
 *
 * @param weights the network's arrays by name
 * @param pooling what follows the hidden layer
 */
record AbmilBaseline(Map<String, NDArray> weights, Nonlinearity pooling) implements Baseline {

  private static final String HIDDEN = "online_encoder.attention.attention.0.weight";
  private static final String ATTENTION = "online_encoder.attention.attention.2.weight";
  private static final int WIDTH = 128;

  static void add(final TensorShapes shapes, final int hidden) {
    shapes.add(HIDDEN, WIDTH, hidden).add(ATTENTION, 1, WIDTH);
  }

  @Override
  public Scored score(final NDArray x, final long patches) {
    final NDArray attention = attention(x);
    final NDArray pooled = attention.softmax(0).transpose().matMul(x);
    return new Scored(
        Mhim.logits(pooled, weights).squeeze(0),
        pooled,
        new PatchEvidence.AttentionOnly(attention.get(":" + patches)));
  }

  @Override
  public Taught teach(final NDArray x) {
    final NDArray shares = attention(x).softmax(0);
    return new Taught(Mhim.ease(x.mul(shares), weights), shares.transpose().matMul(x));
  }

  /** n x 1, before the softmax. */
  private NDArray attention(final NDArray x) {
    final NDArray hidden = pooling.of(Affine.of(x, weights.get(HIDDEN), null));
    return Linear.linear(hidden, weights.get(ATTENTION)).singletonOrThrow();
  }
}
