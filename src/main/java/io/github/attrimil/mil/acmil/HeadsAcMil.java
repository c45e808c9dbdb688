package io.github.attrimil.mil.acmil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;

/**
 * ACMIL whose tokens have queries: with S heads of width B = H / S, a_ts = (K_t x + b)_s . (Q_t q_t
 * + b)_s / sqrt(B), where (.)_s is the part of a head. A branch takes the heads' parts of V_t x +
 * b, weighted by their shares, side by side, a linear layer of it and a layer normalization.
 * Because the shares add up to 1, patches are added up before V_t is applied.
 */
final class HeadsAcMil extends AcMil {

  static final int HEADS = 8;
  static final String QUERIES = "q";
  private static final String OF_TOKEN = "sub_attention.";
  private static final String OF_BAG = "bag_attention";
  private static final String NORM = ".layer_norm";
  private static final float EPSILON = 1e-6f;

  private final NDArray ownParts;

  HeadsAcMil(final AcMilKind kind, final StandardKind.Made of) {
    super(kind, of, HEADS);
    final int width = of.own().get(AcMilOptions.WIDTH);
    final float[] own = new float[HEADS * width];
    final int part = width / HEADS;
    for (int s = 0; s < HEADS; s++) {
      Arrays.fill(own, s * width + s * part, s * width + (s + 1) * part, 1);
    }
    this.ownParts = manager().create(own, new Shape(HEADS, width));
  }

  /** The tokens' queries, which the reference draws with a deviation of 1e-6. */
  static TensorShapes queries(final TensorShapes tensors, final int tokens, final int width) {
    return tensors.start(QUERIES, Tensor.of(new float[tokens * width], 1, tokens, width));
  }

  /** Adds the attention's tensors. */
  static TensorShapes attention(final TensorShapes tensors, final int tokens, final int width) {
    for (int t = 0; t < tokens; t++) {
      tensors
          .linear(OF_TOKEN + t + ".q_proj", width, width)
          .linear(OF_TOKEN + t + ".k_proj", width, width);
      seen(tensors, OF_TOKEN + t, width);
    }
    return seen(tensors, OF_BAG, width);
  }

  private static TensorShapes seen(
      final TensorShapes tensors, final String branch, final int width) {
    return tensors
        .linear(branch + ".v_proj", width, width)
        .linear(branch + ".out_proj", width, width)
        .norm(branch + NORM, width);
  }

  @Override
  NDArray attention(final NDArray x) {
    final NDList columns = new NDList();
    final NDManager manager = x.getManager();
    for (int t = 0; t < tokens(); t++) {
      final NDArray token = weight(QUERIES).get(new NDIndex("0, {}:{}", t, t + 1));
      token.attach(manager);
      final NDArray query = linear(token, OF_TOKEN + t + ".q_proj");
      final NDArray keys = affine(x, OF_TOKEN + t + ".k_proj");
      // H x S, each head's part of the query in a column of its own.
      final NDArray parts = query.mul(ownParts).transpose();
      final double scale = 1 / Math.sqrt((double) query.getShape().get(1) / HEADS);
      columns.add(Compute.weighted(keys.matMul(parts), scale));
    }
    return NDArrays.concat(columns, 1);
  }

  @Override
  NDArray seen(final NDArray pooled, final int token) {
    return seen(pooled, OF_TOKEN + token);
  }

  @Override
  NDArray seenByBag(final NDArray pooled) {
    return seen(pooled, OF_BAG);
  }

  private NDArray seen(final NDArray pooled, final String branch) {
    final NDArray values =
        linear(pooled, branch + ".v_proj").mul(ownParts).sum(new int[] {0}, true);
    final NDArray out = linear(values, branch + ".out_proj");
    return LayerNorm.layerNorm(
            out,
            new Shape(out.getShape().get(1)),
            weight(branch + NORM + ".weight"),
            weight(branch + NORM + ".bias"),
            EPSILON)
        .singletonOrThrow();
  }
}
