package io.github.attrimil.mil.acmil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.TensorShapes;

/**
 * ACMIL whose tokens are rows of one gated attention: a_t = w_t (tanh(V x + b_V) * sigmoid(U x +
 * b_U)) + b_t. A branch's classifier takes the weighted sum of patches as it is.
 */
final class GatedAcMil extends AcMil {

  static final String TANH = "attention.attention_V.0";
  private static final String GATE = "attention.attention_U.0";
  private static final String ATTENTION = "attention.attention_weights";

  GatedAcMil(final AcMilKind kind, final StandardKind.Made of) {
    super(kind, of, 1);
  }

  /** Adds the attention's tensors. */
  static TensorShapes attention(
      final TensorShapes tensors, final int width, final int gate, final int tokens) {
    return tensors
        .linear(TANH, gate, width)
        .linear(GATE, gate, width)
        .linear(ATTENTION, tokens, gate);
  }

  @Override
  NDArray attention(final NDArray x) {
    return gatedAttention(x, TANH, GATE, ATTENTION);
  }

  @Override
  NDArray seen(final NDArray pooled, final int token) {
    return pooled;
  }

  @Override
  NDArray seenByBag(final NDArray pooled) {
    return pooled;
  }
}
