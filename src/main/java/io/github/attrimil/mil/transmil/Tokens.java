package io.github.attrimil.mil.transmil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.Widths;
import io.github.attrimil.mil.layers.LayerNormalization;
import io.github.attrimil.mil.layers.PositionEncoding;
import io.github.attrimil.mil.layers.TransformerLayer;
import io.github.attrimil.tensor.Affine;
import java.util.Map;

/**
 * What TransMIL makes of a bag before its classifier; the formulas are with {@link TransMil}.
 *
 * @param weights the network's arrays by name
 */
public record Tokens(Map<String, NDArray> weights) {

  /** W, the width of a token, as the reference of the checkpoints has it; 512 in the paper's. */
  public static final Option<Integer> WIDTH = Widths.width(256);

  private static final int HEADS = 8;

  private static final String CLASS_TOKEN = "cls_token";
  private static final String POSITION = "pos_layer";

  /** The layer whose weight is W x D. */
  public static final String EMBEDDING = "_fc1.0";

  private static final String LAYER_1 = "layer1";
  private static final String LAYER_2 = "layer2";
  private static final String NORM = "norm";

  /**
   * @param features D
   * @param width W, a multiple of 8
   * @return names and shapes of the tensors, in the reference's order
   */
  public static TensorShapes shapes(final int features, final int width) {
    if (width % HEADS != 0) {
      throw new AttriMilException(
          "width="
              + width
              + " cannot be shared by the "
              + HEADS
              + " heads of attention; use a multiple of "
              + HEADS);
    }
    final TensorShapes shapes = new TensorShapes().token(CLASS_TOKEN, 1, 1, width);
    PositionEncoding.add(shapes, POSITION, width).linear(EMBEDDING, width, features);
    TransformerLayer.add(shapes, LAYER_1, width, HEADS);
    TransformerLayer.add(shapes, LAYER_2, width, HEADS);
    return shapes.norm(NORM, width);
  }

  /**
   * @param shapes of a state dict's tensors, by name
   * @param own options with {@link #WIDTH}
   * @return the options with the width that the tensors show; as given where they do not show it
   */
  public static Options shown(final Map<String, long[]> shapes, final Options own) {
    final Options found = Widths.shown(own, WIDTH, shapes, EMBEDDING + ".weight");
    return found.get(WIDTH) % HEADS == 0 ? found : own;
  }

  /**
   * @param tensor a tensor's name
   * @return whether the network mixes patches by it before the class token attends to them, or by
   *     their order
   */
  static boolean mixes(final String tensor) {
    return tensor.startsWith(LAYER_1 + ".attn.to_out.")
        || tensor.endsWith(".res_conv.weight")
        || tensor.startsWith(POSITION);
  }

  /**
   * @param h N x D features
   * @return (1 + N) x W: the class token and the patches, each in the context of all, in h's
   *     manager
   */
  public NDArray of(final NDArray h) {
    final long n = h.getShape().get(0);
    try (NDManager scope = h.getManager().newSubManager()) {
      final NDArray embedded =
          Affine.of(h, weight(EMBEDDING + ".weight"), weight(EMBEDDING + ".bias"));
      embedded.attach(scope);
      final NDArray patches = Activation.relu(embedded);
      final long side = side(n);
      final NDArray token = weight(CLASS_TOKEN).squeeze(0);
      token.attach(scope);
      final NDArray square =
          NDArrays.concat(new NDList(token, patches, patches.get(":" + (side * side - n))), 0);
      final NDArray first = layer(LAYER_1).of(square);
      final NDArray placed = new PositionEncoding(weights, POSITION).of(first.get("1:"), side);
      final NDArray second = layer(LAYER_2).of(first.get(":1").concat(placed, 0));
      final NDArray tokens = LayerNormalization.of(second.get(":" + (1 + n)), weights, NORM);
      tokens.attach(h.getManager());
      return tokens;
    }
  }

  /** The least side of a square that holds n tokens. */
  private static long side(final long n) {
    long side = Math.round(Math.sqrt(n));
    if (side * side < n) {
      side++;
    }
    return side;
  }

  private TransformerLayer layer(final String name) {
    return new TransformerLayer(
        weights, name, HEADS, (int) weight(CLASS_TOKEN).getShape().get(2) / 2);
  }

  private NDArray weight(final String name) {
    return weights.get(name);
  }
}
