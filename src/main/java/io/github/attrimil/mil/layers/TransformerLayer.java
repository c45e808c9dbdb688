package io.github.attrimil.mil.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.mil.TensorShapes;
import java.util.Map;

/**
 * A residual layer: x + attention(normalized x), with {@link LayerNormalization} and {@link
 * NystromAttention}.
 *
 * @param weights the network's arrays by name
 * @param name the layer's: NAME.norm and NAME.attn
 * @param heads of attention
 * @param landmarks of attention
 */
public record TransformerLayer(
    Map<String, NDArray> weights, String name, int heads, int landmarks) {

  /**
   * @param shapes a network's tensors
   * @param name the layer's
   * @param width W
   * @param heads of attention, each of width W / heads
   * @return the tensors with those of the layer at their end, in the reference's order
   */
  public static TensorShapes add(
      final TensorShapes shapes, final String name, final int width, final int heads) {
    shapes.norm(name + ".norm", width);
    return NystromAttention.add(shapes, name + ".attn", width, heads, width / heads);
  }

  /**
   * @param x n x W tokens
   * @return n x W, in x's manager
   */
  public NDArray of(final NDArray x) {
    return layer(x, false).out();
  }

  /**
   * @param x n x W tokens
   * @return what the layer makes of them, with the first token's attention and the values, in x's
   *     manager
   */
  public NystromAttention.Attended withFirst(final NDArray x) {
    return layer(x, true);
  }

  private NystromAttention.Attended layer(final NDArray x, final boolean all) {
    try (NDManager scope = x.getManager().newSubManager()) {
      final NDArray normalized = LayerNormalization.of(x, weights, name + ".norm");
      normalized.attach(scope);
      final NystromAttention attention =
          new NystromAttention(weights, name + ".attn", heads, landmarks);
      final NystromAttention.Attended attended =
          all
              ? attention.withFirst(normalized)
              : new NystromAttention.Attended(attention.of(normalized), null, null);
      if (all) {
        attended.first().attach(x.getManager());
        attended.values().attach(x.getManager());
      }
      return new NystromAttention.Attended(
          x.add(attended.out()), attended.first(), attended.values());
    }
  }
}
