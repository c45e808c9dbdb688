package io.github.attrimil.mil.mhim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.layers.LayerNormalization;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import java.util.Map;

/**
 * Merges patches into K tokens (the global recycle network of arXiv:2509.11526): cross-attention of
 * K queries, 8 heads of width 64, with layer normalization of queries and patches alike: softmax(Q
 * K^T / 8) V, the heads side by side through a linear layer.
 *
 * @param weights the network's arrays by name
 * @param queries 1 x K x H, which no optimizer moves
 */
record Merging(Map<String, NDArray> weights, NDArray queries) {

  static final String NAME = "merge";
  static final String QUERIES = NAME + ".global_q_mm";

  /** A second name of the same queries: one parameter in the reference, so equal values. */
  static final String SAME_QUERIES = NAME + ".global_q";

  private static final String NORM = NAME + ".norm";
  private static final String KEYS_VALUES = NAME + ".attn.to_kv.weight";
  private static final String QUERY = NAME + ".attn.to_q.weight";
  private static final String OUT = NAME + ".attn.to_out.0";
  private static final int HEADS = 8;
  private static final int WIDTH = 64;
  private static final int LAST = -1;

  static void add(final TensorShapes shapes, final int tokens, final int hidden) {
    final int inner = HEADS * WIDTH;
    shapes
        .token(QUERIES, 1, tokens, hidden)
        .token(SAME_QUERIES, 1, tokens, hidden)
        .norm(NORM, hidden)
        .add(KEYS_VALUES, 2L * inner, hidden)
        .add(QUERY, inner, hidden)
        .linear(OUT, hidden, inner);
  }

  /**
   * @param x n x H patches
   * @return K x H, in x's manager
   */
  NDArray of(final NDArray x) {
    final NDManager results = x.getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDArray asked = LayerNormalization.of(x, weights, NORM);
      asked.attach(scope);
      final NDArray[] kv =
          Affine.of(asked, weights.get(KEYS_VALUES), null).split(2, 1).toArray(new NDArray[0]);
      final NDArray rows = queries.squeeze(0);
      rows.attach(scope);
      final NDArray asking = LayerNormalization.of(rows, weights, NORM);
      final NDArray q =
          Compute.weighted(
              heads(Affine.of(asking, weights.get(QUERY), null)), 1 / Math.sqrt(WIDTH));
      final NDArray shares = q.matMul(heads(kv[0]).transpose(0, 2, 1)).softmax(LAST);
      final NDArray together =
          shares.matMul(heads(kv[1])).transpose(1, 0, 2).reshape(LAST, HEADS * WIDTH);
      final NDArray merged =
          Affine.of(together, weights.get(OUT + ".weight"), weights.get(OUT + ".bias"));
      merged.attach(results);
      return merged;
    }
  }

  private static NDArray heads(final NDArray x) {
    return x.reshape(x.getShape().get(0), HEADS, WIDTH).transpose(1, 0, 2);
  }
}
