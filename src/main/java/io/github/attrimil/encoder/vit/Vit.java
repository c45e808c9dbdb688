package io.github.attrimil.encoder.vit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.script.ScriptNetwork;
import io.github.attrimil.encoder.vit.VitSettings.Token;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A vision transformer on a device. Pre-norm blocks x + gamma f(LayerNorm(x)), the layer scale
 * gamma folded into the matrix before it; a final layer norm; position embeddings resampled to the
 * input's size once, here.
 */
public final class Vit extends ScriptNetwork {

  private final VitShape shape;
  private final int size;
  private final List<NDArray> head = new ArrayList<>();
  private final List<NDArray> blocks = new ArrayList<>();
  private final IValue headValue;
  private final IValue blocksValue;

  /**
   * Loads a network.
   *
   * @param weights the weights; no longer needed afterwards
   * @param size width and height of an input, in pixels
   * @param device where it computes
   * @param precision of the activations
   * @throws AttriMilException when the size is no multiple of the patch size
   */
  public Vit(
      final VitWeights weights, final int size, final Device device, final Precision precision) {
    super(Vit.class, "vit.py", device, precision);
    this.shape = weights.shape();
    this.size = size;
    if (size % shape.patch() != 0) {
      close();
      throw new AttriMilException(
          "input_size "
              + size
              + " is not a multiple of "
              + shape.patch()
              + ", the patch size of the tensor \"patch_embed.proj.weight\"; correct input_size in"
              + " the encoder's card");
    }
    loadHead(weights.tensors());
    for (int i = 0; i < shape.depth(); i++) {
      loadBlock("blocks." + i + ".", weights.tensors());
    }
    loaded();
    this.headValue = packed(head);
    this.blocksValue = packed(blocks);
  }

  private void loadHead(final Map<String, Tensor> tensors) {
    layer(head, tensors, "patch_embed.proj");
    final int d = shape.width();
    final float[] prefix = new float[shape.prefix() * d];
    System.arraycopy(tensors.get("cls_token").floats(), 0, prefix, 0, d);
    if (shape.registers() > 0) {
      System.arraycopy(tensors.get("reg_token").floats(), 0, prefix, d, shape.registers() * d);
    }
    final float[] positions = tensors.get("pos_embed").floats();
    final int covered = shape.positioned() * d;
    for (int i = 0; i < covered; i++) {
      prefix[i] += positions[i];
    }
    add(head, Tensor.of(prefix, 1, shape.prefix(), d));
    final int side = size / shape.patch();
    final float[] grid =
        PositionGrid.resampled(
            Arrays.copyOfRange(positions, covered, positions.length),
            shape.side(),
            side,
            shape.method());
    add(head, Tensor.of(grid, 1, (long) side * side, d));
    layer(head, tensors, "norm");
  }

  private void loadBlock(final String block, final Map<String, Tensor> tensors) {
    for (final String part :
        new String[] {"norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2"}) {
      final Tensor gamma =
          switch (part) {
            case "attn.proj" -> tensors.get(block + "ls1.gamma");
            case "mlp.fc2" -> tensors.get(block + "ls2.gamma");
            default -> null;
          };
      final Tensor weight = tensors.get(block + part + ".weight");
      final Tensor bias = tensors.get(block + part + ".bias");
      final int rows = (int) weight.shape()[0];
      add(blocks, scaled(weight, gamma));
      add(blocks, scaled(bias == null ? Tensor.of(new float[rows], rows) : bias, gamma));
    }
  }

  /**
   * @return the structure
   */
  VitShape shape() {
    return shape;
  }

  /**
   * @return D, or 2 D, the length of a feature vector
   */
  public int features() {
    return shape.features();
  }

  @Override
  public NDArray features(final PtNDManager scope, final NDArray images) {
    return call(
        scope,
        "forward",
        images,
        headValue,
        blocksValue,
        shape.heads(),
        shape.eps(),
        shape.mlp(),
        shape.token() == Token.CLS_MEAN);
  }

  /**
   * @param scope owns the result
   * @param images B x 3 x size x size
   * @return patch tokens before the position embedding, B x N x D
   */
  NDArray patches(final PtNDManager scope, final NDArray images) {
    return call(scope, "patches", images, headValue);
  }

  /**
   * @param scope owns the result
   * @param images B x 3 x size x size
   * @param count how many blocks they go through
   * @return class, register and patch tokens, B x (1 + R + N) x D, before the final norm
   */
  NDArray tokens(final PtNDManager scope, final NDArray images, final int count) {
    final NDArray embedded = call(scope, "embed", images, headValue);
    return call(
        scope, "blocks", embedded, blocksValue, count, shape.heads(), shape.eps(), shape.mlp());
  }

  /**
   * @param scope owns the result
   * @param tokens of the last block
   * @return the tokens after the final norm
   */
  NDArray normed(final PtNDManager scope, final NDArray tokens) {
    return call(scope, "normed", tokens, headValue, shape.eps());
  }
}
