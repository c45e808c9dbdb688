package io.github.attrimil.mil.rrt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.layers.SequenceConvolution;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Self-attention within each of B groups of n rows of width W, with H heads: softmax(Q K^T / sqrt(W
 * / H) + E) V, the heads side by side through a linear layer.
 *
 * <p>E encodes positions in a region (EPEG, Tang et al. 2024, equation 6): the logits Q K^T /
 * sqrt(W / H), convolved along the axis of the queries with a kernel for each head, zeros beyond
 * the ends. A convolution along that axis is linear in Q, so that E = c(Q) K^T / sqrt(W / H) with c
 * the {@link SequenceConvolution} of the queries: the same sums without another B x H x n x n
 * array. The convolution's bias is the same for all of a row's logits and cancels in the softmax;
 * its gradient is zero.
 *
 * @param weights the network's arrays by name
 * @param name the layer's: NAME.qkv and NAME.proj, and where positions are encoded NAME.pe.weight
 *     (H x 1 x K x 1)
 * @param heads H
 */
record RegionAttention(Map<String, NDArray> weights, String name, int heads) {

  private static final int LAST = -1;

  /** Numbers of a B x H x n x n array that are computed at once. */
  private static final long MOST = 1L << 25;

  /**
   * @param shapes a network's tensors, which get those of the layer at their end
   * @param name the layer's
   * @param width W
   */
  static void add(final TensorShapes shapes, final String name, final int width) {
    shapes.linear(name + ".qkv", 3L * width, width).linear(name + ".proj", width, width);
  }

  /**
   * @param x B x n x W
   * @return B x n x W, in x's manager
   */
  NDArray of(final NDArray x) {
    final NDManager results = x.getManager();
    final long groups = x.getShape().get(0);
    final long n = x.getShape().get(1);
    final long width = x.getShape().get(2);
    try (NDManager scope = results.newSubManager()) {
      final NDArray rows = x.reshape(groups * n, width);
      rows.attach(scope);
      final NDList qkv = affine(rows, "qkv").split(3, 1);
      final NDArray q = positioned(qkv.get(0).reshape(groups, n, heads, width / heads));
      final NDArray k = qkv.get(1).reshape(groups, n, heads, width / heads);
      final NDArray v = qkv.get(2).reshape(groups, n, heads, width / heads);
      final NDArray attended =
          attended(
              Compute.weighted(q, Math.sqrt((double) heads / width)).transpose(0, 2, 1, 3),
              k.transpose(0, 2, 3, 1),
              v.transpose(0, 2, 1, 3));
      final NDArray together = attended.transpose(0, 2, 1, 3).reshape(groups * n, width);
      final NDArray out = affine(together, "proj").reshape(groups, n, width);
      out.attach(results);
      return out;
    }
  }

  private NDArray affine(final NDArray x, final String layer) {
    return Affine.of(
        x, weights.get(name + "." + layer + ".weight"), weights.get(name + "." + layer + ".bias"));
  }

  /** q + c(q), B x n x H x W / H. */
  private NDArray positioned(final NDArray q) {
    final NDArray kernel = weights.get(name + ".pe.weight");
    if (kernel == null) {
      return q;
    }
    final long groups = q.getShape().get(0);
    final long n = q.getShape().get(1);
    final long d = q.getShape().get(3);
    final NDArray sequences = q.transpose(2, 1, 0, 3).reshape(heads, n, groups * d);
    final NDArray convolved = SequenceConvolution.of(sequences, kernel);
    return convolved.reshape(heads, n, groups, d).transpose(2, 1, 0, 3).add(q);
  }

  /** B x H x n x d from queries B x H x n x d, keys B x H x d x n and values B x H x n x d. */
  private static NDArray attended(final NDArray q, final NDArray k, final NDArray v) {
    final long groups = q.getShape().get(0);
    final long n = q.getShape().get(2);
    final long most = Math.max(1, MOST / (q.getShape().get(1) * n * n));
    final int blocks = (int) ((groups + most - 1) / most);
    if (blocks == 1) {
      return block(q, k, v);
    }
    final long[] starts = LongStream.range(1, blocks).map(i -> i * groups / blocks).toArray();
    final NDList queries = q.split(starts, 0);
    final NDList keys = k.split(starts, 0);
    final NDList values = v.split(starts, 0);
    final NDList attended = new NDList();
    for (int i = 0; i < blocks; i++) {
      attended.add(block(queries.get(i), keys.get(i), values.get(i)));
    }
    return NDArrays.concat(attended, 0);
  }

  private static NDArray block(final NDArray q, final NDArray k, final NDArray v) {
    try (NDArray similarity = q.matMul(k);
        NDArray shares = similarity.softmax(LAST)) {
      return shares.matMul(v);
    }
  }
}
