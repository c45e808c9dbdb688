package io.github.attrimil.mil.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Scalars;
import java.util.Map;

/**
 * Self-attention of n tokens in time and memory linear in n (Xiong et al., "Nystromformer: a
 * Nystrom-based algorithm for approximating self-attention", AAAI 2021, doi
 * 10.1609/aaai.v35i16.17664, equations 13 to 15), as in the package nystrom_attention 0.0.14 (MIT).
 *
 * <p>Letters: n tokens of width W, H heads of width d, M landmarks. Zero tokens are put in front
 * until M divides n. Queries Q (times 1 / sqrt(d)), keys K and values V are linear in the tokens,
 * without bias. Landmarks Q', K' are the means of M groups of consecutive queries and keys. For
 * each head
 *
 * <pre>
 * A1 = softmax(Q K'^T), n x M     A2 = softmax(Q' K'^T), M x M     A3 = softmax(Q' K^T), M x n
 * out = A1 (A2^+ (A3 V)) + c(V)
 * </pre>
 *
 * where A2^+ is the pseudo-inverse by 6 iterations Z &lt;- Z (13 I - A2 Z (15 I - A2 Z (7 I - A2
 * Z))) / 4 from A2^T / (largest row sum times largest column sum of |A2|, both over all heads), and
 * c a {@link SequenceConvolution} of the values. The heads side by side go through a linear layer.
 *
 * <p>The reference multiplies (A1 A2^+) (A3 V); the order here is the same product with fewer
 * operations and without another n x M array for each head. Dropout of the reference's training is
 * left out.
 *
 * @param weights the network's arrays by name
 * @param name the layer's: NAME.to_qkv.weight (3 H d x W), NAME.to_out.0.weight (W x H d) and .bias
 *     (W), NAME.res_conv.weight (H x 1 x K x 1)
 * @param heads H
 * @param landmarks M
 */
public record NystromAttention(
    Map<String, NDArray> weights, String name, int heads, int landmarks) {

  private static final int KERNEL = 33;
  private static final int ITERATIONS = 6;
  private static final int LAST = -1;

  /**
   * What attention makes of tokens.
   *
   * @param out n x W
   * @param first H x n, how far the first token attends to each: a row of A1 A2^+ A3, whose entries
   *     may be below zero; null unless asked for
   * @param values H x n x d; null unless asked for
   */
  public record Attended(NDArray out, NDArray first, NDArray values) {}

  /**
   * @param shapes a network's tensors
   * @param name the layer's
   * @param width W
   * @param heads H
   * @param headWidth d
   * @return the tensors with those of the layer at their end, in the reference's order
   */
  public static TensorShapes add(
      final TensorShapes shapes,
      final String name,
      final int width,
      final int heads,
      final int headWidth) {
    return shapes
        .add(name + ".to_qkv.weight", 3 * heads * headWidth, width)
        .linear(name + ".to_out.0", width, heads * headWidth)
        .add(name + ".res_conv.weight", heads, 1, KERNEL, 1);
  }

  /**
   * @param x n x W tokens
   * @return n x W, in x's manager
   */
  public NDArray of(final NDArray x) {
    return attend(x, false).out();
  }

  /**
   * @param x n x W tokens
   * @return what attention makes of them, the first token's row and the values too, in x's manager
   */
  public Attended withFirst(final NDArray x) {
    return attend(x, true);
  }

  private Attended attend(final NDArray x, final boolean all) {
    final long n = x.getShape().get(0);
    final NDManager results = x.getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDList qkv = heads(x, scope);
      final NDArray v = qkv.get(2);
      final NDArray q = Compute.weighted(qkv.get(0), 1 / Math.sqrt(v.getShape().get(2)));
      final NDArray k = qkv.get(1);
      final NDArray landmarksQ = landmarks(q);
      final NDArray landmarksK = landmarks(k);
      final NDArray toLandmarks = softmax(q, landmarksK);
      final NDArray inverse = inverse(softmax(landmarksQ, landmarksK));
      final NDArray toTokens = softmax(landmarksQ, k);
      final NDArray mixed = toLandmarks.matMul(inverse.matMul(toTokens.matMul(v)));
      final NDArray convolved = SequenceConvolution.of(v, weight("res_conv.weight"));
      final NDArray out = out(mixed.add(convolved), n);
      out.attach(results);
      if (!all) {
        return new Attended(out, null, null);
      }
      final long padding = v.getShape().get(1) - n;
      final NDArray first =
          toLandmarks
              .get(":, " + padding + ":" + (padding + 1))
              .matMul(inverse)
              .matMul(toTokens)
              .get(":, 0, " + padding + ":");
      final NDArray values = v.get(":, " + padding + ":");
      first.attach(results);
      values.attach(results);
      return new Attended(out, first, values);
    }
  }

  private NDArray weight(final String part) {
    return weights.get(name + "." + part);
  }

  /** Queries, keys and values, each H x n x d, with zeros in front. */
  private NDList heads(final NDArray x, final NDManager scope) {
    final long n = x.getShape().get(0);
    final long padding = (landmarks - n % landmarks) % landmarks;
    final NDArray padded = scope.zeros(new Shape(padding, x.getShape().get(1))).concat(x, 0);
    final NDArray together = Affine.of(padded, weight("to_qkv.weight"), null);
    final long inner = together.getShape().get(1) / 3;
    final NDList parts = new NDList();
    for (final NDArray part : together.split(3, 1)) {
      parts.add(part.reshape(padding + n, heads, inner / heads).transpose(1, 0, 2));
    }
    return parts;
  }

  /** H x M x d: means of groups of consecutive tokens. */
  private NDArray landmarks(final NDArray tokens) {
    final Shape shape = tokens.getShape();
    final long d = shape.get(2);
    return tokens.reshape(heads, landmarks, shape.get(1) / landmarks, d).mean(new int[] {2});
  }

  private static NDArray softmax(final NDArray queries, final NDArray keys) {
    try (NDArray turned = keys.transpose(0, 2, 1);
        NDArray similarity = queries.matMul(turned)) {
      return similarity.softmax(LAST);
    }
  }

  private static NDArray inverse(final NDArray a) {
    final NDArray magnitudes = a.abs();
    final NDArray rows = magnitudes.sum(new int[] {2}).max();
    final NDArray columns = magnitudes.sum(new int[] {1}).max();
    final NDArray identity = a.getManager().eye((int) a.getShape().get(2));
    final NDArray seven = identity.mul(Scalars.shared(a, 7));
    final NDArray fifteen = identity.mul(Scalars.shared(a, 15));
    final NDArray thirteen = identity.mul(Scalars.shared(a, 13));
    NDArray z = a.transpose(0, 2, 1).div(rows.mul(columns));
    for (int i = 0; i < ITERATIONS; i++) {
      final NDArray az = a.matMul(z);
      final NDArray inner = fifteen.sub(az.matMul(seven.sub(az)));
      z = Compute.weighted(z, 0.25).matMul(thirteen.sub(az.matMul(inner)));
    }
    return z;
  }

  /** The heads side by side through the last layer, without the zeros in front. */
  private NDArray out(final NDArray mixed, final long n) {
    final Shape shape = mixed.getShape();
    final NDArray together =
        mixed
            .get(":, " + (shape.get(1) - n) + ":")
            .transpose(1, 0, 2)
            .reshape(n, heads * shape.get(2));
    return Affine.of(together, weight("to_out.0.weight"), weight("to_out.0.bias"));
  }
}
