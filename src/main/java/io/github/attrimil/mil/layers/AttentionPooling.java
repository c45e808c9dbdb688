package io.github.attrimil.mil.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.tensor.Compute;
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
          final NDArray x = reduce.apply(Compute.kept(h.get(block), scope));
          attentions.add(Compute.kept(attend.apply(x), kept));
          reduced.add(Compute.kept(x, kept));
        }
      }
      final NDArray attention = RowBlocks.joined(attentions);
      final NDArray weights = Compute.kept(shares.apply(attention), kept);
      final NDArray pooled = weights.matMul(RowBlocks.joined(reduced));
      return new AttentionPooling(Compute.kept(attention, results), Compute.kept(pooled, results));
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
      final NDArray columns = Compute.kept(weights.transpose(), kept);
      NDArray sum = null;
      for (final NDIndex block : RowBlocks.of(h)) {
        try (NDManager scope = kept.newSubManager()) {
          final NDArray x = reduce.apply(Compute.kept(h.get(block), scope));
          final NDArray part = Compute.kept(columns.get(block), scope).transpose().matMul(x);
          sum = Compute.kept(sum == null ? part : sum.add(part), kept);
        }
      }
      return Compute.kept(sum, results);
    }
  }
}
