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

  /** A record that is being taken, until it is closed. */
  @FunctionalInterface
  public interface Open extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins a record of what the calling thread computes. Unlike DJL's own collector, which one
   * thread of a program may hold, any number of threads may record at a time.
   *
   * @return ends the record
   */
  public static Open on() {
    Compute.engine();
    final boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    return () -> JniUtils.setGradMode(before);
  }

  /**
   * The backward pass from a loss. The gradients of weights are added to those that PyTorch keeps
   * for them.
   *
   * @param loss a single number that was computed with a record
   */
  public static void backward(final NDArray loss) {
    try (NDArray one = loss.onesLike()) {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
    }
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
