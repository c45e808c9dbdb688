package io.github.attrimil.mil.ilra;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.layers.LayerNormalization;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * Rows that ask other rows: attention of A heads whose queries, keys and values pass a linear layer
 * before the usual ones, and a hidden layer after it.
 *
 * <p>Letters: n asking rows X, m asked rows Y, H the hidden width, L(x) = W x + b a linear layer of
 * its own at each place.
 *
 * <pre>
 * q = L_q(X)     k = L_k(Y)     v = L_v(Y)
 * O = q + L_out(heads of softmax(L_Q(q) L_K(k)^T / sqrt(H / A)) L_V(v))
 * O = O + relu(L_o(O))
 * O = O * silu(L_gate(X)), where there is a gate
 * </pre>
 *
 * Each of the first two lines that give O ends with layer normalization where the block has it.
 *
 * <p>In a network to train the gates' biases are 1, so that gates are half open and not nearly
 * shut.
 *
 * @param weights the network's arrays by name
 * @param name the block's
 * @param heads A
 */
record AttentionBlock(Map<String, NDArray> weights, String name, int heads) {

  static final String KEY = ".fc_k";
  static final String QUERY = ".fc_q";
  private static final String VALUE = ".fc_v";
  private static final String OUT = ".fc_o";
  static final String GATE = ".gate.0";
  private static final String NORM_0 = ".ln0";
  private static final String NORM_1 = ".ln1";
  private static final String HEADS = ".multihead_attn";
  private static final int LAST = -1;

  /** Which rows of the joint projection belong to queries, keys and values. */
  private enum Part {
    QUERIES,
    KEYS,
    VALUES
  }

  /**
   * What is asked of.
   *
   * @param keys A x m x H / A
   * @param values A x m x H / A
   */
  record Asked(NDArray keys, NDArray values) {}

  /**
   * Widths of rows.
   *
   * @param asking of X
   * @param asked of Y
   * @param hidden H
   */
  record Widths(int asking, int asked, int hidden) {}

  /**
   * @param shapes a network's tensors
   * @param name the block's
   * @param widths of its rows
   * @param norm whether it normalizes
   * @param gate whether it has a gate
   */
  static void add(
      final TensorShapes shapes,
      final String name,
      final Widths widths,
      final boolean norm,
      final boolean gate) {
    final int h = widths.hidden();
    shapes
        .add(name + HEADS + ".in_proj_weight", 3 * h, h)
        .add(name + HEADS + ".in_proj_bias", 3 * h)
        .linear(name + HEADS + ".out_proj", h, h)
        .linear(name + QUERY, h, widths.asking())
        .linear(name + KEY, h, widths.asked())
        .linear(name + VALUE, h, widths.asked());
    if (norm) {
      shapes.norm(name + NORM_0, h).norm(name + NORM_1, h);
    }
    shapes.linear(name + OUT, h, h);
    if (gate) {
      final float[] open = new float[h];
      Arrays.fill(open, 1);
      shapes
          .add(name + GATE + ".weight", h, widths.asking())
          .start(name + GATE + ".bias", Tensor.of(open, h));
    }
  }

  /**
   * @param rows X, n x ...
   * @param asked keys and values of Y
   * @return O, n x H, in the rows' manager
   */
  NDArray of(final NDArray rows, final Asked asked) {
    final NDManager results = rows.getManager();
    return RowBlocks.map(
        rows,
        results,
        x -> {
          final NDArray q = linear(x, QUERY);
          final NDArray shares = similarity(q, asked).softmax(LAST);
          return gated(after(q, shares.matMul(asked.values())), x);
        });
  }

  /**
   * Keys and values of rows.
   *
   * @param rows Y, m x ...
   * @return them, in the rows' manager
   */
  Asked asked(final NDArray rows) {
    final NDManager results = rows.getManager();
    return new Asked(
        heads(RowBlocks.map(rows, results, y -> projected(linear(y, KEY), Part.KEYS))),
        heads(RowBlocks.map(rows, results, y -> projected(linear(y, VALUE), Part.VALUES))));
  }

  /**
   * How similar rows are to those asked.
   *
   * @param q n x H
   * @param asked keys of m rows
   * @return A x n x m, before the softmax over m
   */
  NDArray similarity(final NDArray q, final Asked asked) {
    final NDArray queries = heads(projected(q, Part.QUERIES));
    final double scale = 1 / Math.sqrt(queries.getShape().get(2));
    return Compute.weighted(queries, scale).matMul(asked.keys().transpose(0, 2, 1));
  }

  /**
   * What follows the attention.
   *
   * @param q n x H or 1 x H
   * @param attended A x n x H / A
   * @return O without the gate, n x H
   */
  NDArray after(final NDArray q, final NDArray attended) {
    final long n = attended.getShape().get(1);
    final NDArray together = attended.transpose(1, 0, 2).reshape(n, LAST);
    final NDArray attention = normalized(linear(together, HEADS + ".out_proj").add(q), NORM_0);
    return normalized(Activation.relu(linear(attention, OUT)).add(attention), NORM_1);
  }

  /** L_q of rows, n x H. */
  NDArray queries(final NDArray rows) {
    return linear(rows, QUERY);
  }

  private NDArray gated(final NDArray o, final NDArray x) {
    if (!weights.containsKey(name + GATE + ".weight")) {
      return o;
    }
    final NDArray gate = linear(x, GATE);
    return o.mul(gate.mul(Activation.sigmoid(gate)));
  }

  private NDArray normalized(final NDArray x, final String norm) {
    return weights.containsKey(name + norm + ".weight")
        ? LayerNormalization.of(x, weights, name + norm)
        : x;
  }

  private NDArray linear(final NDArray x, final String layer) {
    return Affine.of(x, weights.get(name + layer + ".weight"), weights.get(name + layer + ".bias"));
  }

  private NDArray projected(final NDArray x, final Part part) {
    try (NDArray weight = third(weights.get(name + HEADS + ".in_proj_weight"), part);
        NDArray bias = third(weights.get(name + HEADS + ".in_proj_bias"), part)) {
      return Affine.of(x, weight, bias);
    }
  }

  private static NDArray third(final NDArray all, final Part part) {
    final long h = all.getShape().get(0) / Part.values().length;
    return all.get(part.ordinal() * h + ":" + (part.ordinal() + 1) * h);
  }

  /** A view of n x H as A x n x H / A. */
  private NDArray heads(final NDArray x) {
    return x.reshape(x.getShape().get(0), heads, LAST).transpose(1, 0, 2);
  }
}
