package io.github.attrimil.mil.transmil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.TensorShapes;
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

  /** W, the width of a token. */
  public static final int WIDTH = 256;

  private static final int HEADS = 8;
  private static final int LANDMARKS = WIDTH / 2;

  private static final String CLASS_TOKEN = "cls_token";
  private static final String POSITION = "pos_layer";

  /** The layer whose weight is W x D. */
  public static final String EMBEDDING = "_fc1.0";

  private static final String LAYER_1 = "layer1";
  private static final String LAYER_2 = "layer2";
  private static final String NORM = "norm";

  /**
   * @param features D
   * @return names and shapes of the tensors, in the reference's order
   */
  public static TensorShapes shapes(final int features) {
    final TensorShapes shapes = new TensorShapes().token(CLASS_TOKEN, 1, 1, WIDTH);
    PositionEncoding.add(shapes, POSITION, WIDTH).linear(EMBEDDING, WIDTH, features);
    TransformerLayer.add(shapes, LAYER_1, WIDTH, HEADS);
    TransformerLayer.add(shapes, LAYER_2, WIDTH, HEADS);
    return shapes.norm(NORM, WIDTH);
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
      final NDArray token = weight(CLASS_TOKEN).reshape(1, WIDTH);
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
    return new TransformerLayer(weights, name, HEADS, LANDMARKS);
  }

  private NDArray weight(final String name) {
    return weights.get(name);
  }
}
