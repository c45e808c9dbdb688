package io.github.attrimil.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What PyTorch's automatic differentiation records, where a network takes its gradient in pieces:
 * the forward pass leaves nothing behind, and the backward pass computes a piece again, with its
 * record, when its turn comes.
 */
public final class Recording {

  private Recording() {}

  /**
   * Computes without a record, also where a training step records.
   *
   * @param work what to compute
   * @param <T> its result
   * @return the result, through which no gradient flows
   */
  public static <T> T off(final Supplier<T> work) {
    return with(false, work);
  }

  /**
   * @param array any array
   * @param scope owns what is given back
   * @return the same memory as the beginning of a record, which a gradient is kept for
   */
  public static NDArray leaf(final NDArray array, final NDManager scope) {
    final NDArray leaf = Compute.detached(array, scope);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /**
   * The backward pass through a piece. The gradients of weights in it are added to those that
   * PyTorch keeps for them.
   *
   * @param piece differentiable operations
   * @param input of the piece
   * @param gradient of the loss by the piece's output, of its shape
   * @param scope owns what is given back
   * @return the gradient of the loss by the input, of its shape
   */
  public static NDArray back(
      final UnaryOperator<NDArray> piece,
      final NDArray input,
      final NDArray gradient,
      final NDManager scope) {
    try (NDManager own = scope.newSubManager()) {
      final NDArray leaf = leaf(input, own);
      back(() -> piece.apply(leaf), gradient);
      final NDArray found = leaf.getGradient();
      found.attach(scope);
      return found;
    }
  }

  /**
   * The backward pass through a piece whose input needs no gradient.
   *
   * @param piece differentiable operations on weights
   * @param gradient of the loss by the piece's output, of its shape
   */
  public static void back(final Supplier<NDArray> piece, final NDArray gradient) {
    with(
        true,
        () -> {
          try (NDArray out = piece.get()) {
            JniUtils.backward((PtNDArray) out, (PtNDArray) gradient, false, false);
            return null;
          }
        });
  }

  private static <T> T with(final boolean recorded, final Supplier<T> work) {
    final boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(recorded);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
