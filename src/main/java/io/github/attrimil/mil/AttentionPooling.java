package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.function.UnaryOperator;

/**
 * Attention and the sums of patches that it weighs, block by block.
 *
 * @param attention N x A, before any softmax
 * @param pooled B x H, a sum of patches for each row of shares
 */
public record AttentionPooling(NDArray attention, NDArray pooled) {

  /**
   * Reduces patches, attends to them and adds them up. Of the reduced patches nothing is kept.
   *
   * @param h N x D, whose manager gets the results
   * @param reduce from rows x D to rows x H
   * @param attend from rows x H to rows x A
   * @param shares from N x A to B x N, the weights of the sums
   * @return attention and sums
   */
  public static AttentionPooling of(
      final NDArray h,
      final UnaryOperator<NDArray> reduce,
      final UnaryOperator<NDArray> attend,
      final UnaryOperator<NDArray> shares) {
    final NDManager results = h.getManager();
    try (NDManager kept = results.newSubManager()) {
      final NDList reduced = new NDList();
      final NDList attentions = new NDList();
      for (final NDIndex block : RowBlocks.of(h)) {
        try (NDManager scope = kept.newSubManager()) {
          final NDArray x = reduce.apply(in(scope, h.get(block)));
          attentions.add(in(kept, attend.apply(x)));
          reduced.add(in(kept, x));
        }
      }
      final NDArray attention = RowBlocks.joined(attentions);
      final NDArray weights = in(kept, shares.apply(attention));
      final NDArray pooled = weights.matMul(RowBlocks.joined(reduced));
      return new AttentionPooling(in(results, attention), in(results, pooled));
    }
  }

  /**
   * Adds patches up with given weights, without keeping any block.
   *
   * @param h N x D, whose manager gets the result
   * @param reduce from rows x D to rows x H
   * @param weights B x N
   * @return B x H
   */
  public static NDArray sums(
      final NDArray h, final UnaryOperator<NDArray> reduce, final NDArray weights) {
    final NDManager results = h.getManager();
    try (NDManager kept = results.newSubManager()) {
      final NDArray columns = in(kept, weights.transpose());
      NDArray sum = null;
      for (final NDIndex block : RowBlocks.of(h)) {
        try (NDManager scope = kept.newSubManager()) {
          final NDArray x = reduce.apply(in(scope, h.get(block)));
          final NDArray part = in(scope, columns.get(block)).transpose().matMul(x);
          sum = in(kept, sum == null ? part : sum.add(part));
        }
      }
      return in(results, sum);
    }
  }

  private static NDArray in(final NDManager manager, final NDArray array) {
    array.attach(manager);
    return array;
  }
}
