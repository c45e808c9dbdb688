package io.github.attrimil.mil.mhim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.layers.LayerNormalization;
import io.github.attrimil.mil.layers.NystromAttention;
import io.github.attrimil.mil.layers.PositionEncoding;
import io.github.attrimil.mil.layers.TransformerLayer;
import io.github.attrimil.tensor.Affine;
import java.util.Map;

/**
 * TransMIL (Shao et al., doi 10.48550/arXiv.2106.00908) as MHIM-MIL has it: a class token t in
 * front of the patches, a {@link TransformerLayer} (8 heads, H / 2 landmarks), a {@link
 * PositionEncoding} of the patches alone, another layer and a normalization, whose class token is
 * the bag's feature m; the logits are W m + b. For the encoding the first patches are repeated
 * until there is a square; squares of fewer than 7 x 7 are filled up with zeros to that.
 *
 * <p>A patch's ease is the largest entry of softmax_c(W L(s_i)) with L the first layer's last
 * linear layer and s_i the patch's value in each head times the class token's attention to it.
 *
 * @param weights the network's arrays by name
 */
record TransmilBaseline(Map<String, NDArray> weights) implements Baseline {

  static final int HEADS = 8;
  static final String LAYER_1 = "online_encoder.layer1";
  private static final String LAYER_2 = "online_encoder.layer2";
  private static final String TOKEN = "online_encoder.cls_token";
  private static final String NORM = "online_encoder.norm";
  private static final String POSITIONS = "online_encoder.pos_embedding";
  private static final String OUT = LAYER_1 + ".attn.to_out.0";
  private static final long SMALLEST_SIDE = 7;

  static void add(final TensorShapes shapes, final int hidden) {
    shapes.token(TOKEN, 1, 1, hidden).norm(NORM, hidden);
    TransformerLayer.add(shapes, LAYER_1, hidden, HEADS);
    TransformerLayer.add(shapes, LAYER_2, hidden, HEADS);
    PositionEncoding.add(shapes, POSITIONS, hidden);
  }

  @Override
  public Scored score(final NDArray x, final long patches) {
    final NDArray z = last(layer(x, LAYER_1).of(withToken(x)));
    final NDArray feature = z.get(":1");
    final NDArray evidence = Mhim.logits(z.get("1:" + (patches + 1)), weights);
    return new Scored(
        Mhim.logits(feature, weights).squeeze(0),
        feature,
        new PatchEvidence.InstanceLogits(evidence, null, true));
  }

  @Override
  public Taught teach(final NDArray x) {
    final NystromAttention.Attended first = layer(x, LAYER_1).withFirst(withToken(x));
    final NDArray values = first.values().get(":, 1:");
    final NDArray shares = first.first().get(":, 1:").expandDims(2);
    final NDArray parts = values.mul(shares).transpose(1, 0, 2).reshape(x.getShape());
    final NDArray out = Affine.of(parts, weights.get(OUT + ".weight"), weights.get(OUT + ".bias"));
    return new Taught(Mhim.ease(out, weights), last(first.out()).get(":1"));
  }

  /** What follows the first layer, normalized: (1 + n) x H. */
  private NDArray last(final NDArray tokens) {
    final NDArray encoded = tokens.get(":1").concat(positioned(tokens.get("1:")), 0);
    return LayerNormalization.of(layer(encoded, LAYER_2).of(encoded), weights, NORM);
  }

  private TransformerLayer layer(final NDArray x, final String name) {
    final int landmarks = (int) x.getShape().get(1) / 2;
    return new TransformerLayer(weights, name, HEADS, landmarks);
  }

  private NDArray withToken(final NDArray x) {
    try (NDManager scope = x.getManager().newSubManager()) {
      final NDArray token = weights.get(TOKEN).squeeze(0);
      token.attach(scope);
      final NDArray all = token.concat(x, 0);
      all.attach(x.getManager());
      return all;
    }
  }

  /** The patches' tokens with their positions encoded, n x H. */
  private NDArray positioned(final NDArray x) {
    final long n = x.getShape().get(0);
    final long side = (long) Math.ceil(Math.sqrt(n));
    NDArray square = side * side == n ? x : x.concat(x.get(":" + (side * side - n)), 0);
    if (side < SMALLEST_SIDE) {
      final Shape missing =
          new Shape(SMALLEST_SIDE * SMALLEST_SIDE - side * side, x.getShape().get(1));
      square = square.concat(x.getManager().zeros(missing), 0);
    }
    return new PositionEncoding(weights, POSITIONS)
        .of(square, Math.max(side, SMALLEST_SIDE))
        .get(":" + n);
  }
}
