package io.github.attrimil.encoder.vit;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.NetworkEncoder;
import io.github.attrimil.encoder.script.ImageParts;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A vision transformer with weights from a state dict.
 *
 * <p>Memory in addition to the weights, for B patches of T tokens of width D on a CPU: {@link
 * #memory} bytes, for a ViT-g (D 1536, 261 tokens, SwiGLU of 8192) and B = 32 in float32 0.6 GB.
 * Attention is fused and takes none. On a GPU B is the part, {@value #PART}.
 */
public final class VitEncoder extends NetworkEncoder {

  private static final int BATCH_GPU = 256;

  /** Patches the GPU is given at a time. */
  private static final int PART = 64;

  private final Vit network;
  private final ImageParts parts;

  /**
   * @param weights its weights
   * @param card its input and source
   * @param device where it computes
   * @param precision of the activations
   * @throws AttriMilException when the card's input size does not fit the weights
   */
  public VitEncoder(
      final VitWeights weights,
      final EncoderCard card,
      final Device device,
      final Precision precision) {
    super(card, device, Layout.CHANNELS_FIRST, BATCH_GPU);
    this.network = new Vit(weights, card.inputSize(), device, precision);
    this.parts = new ImageParts(device, PART, 3, card.inputSize(), card.inputSize());
  }

  /**
   * Opens a file of weights, with the card beside it if there is one.
   *
   * @param file the weights
   * @param state their tensors
   * @param card its input and source
   * @param device where it computes
   * @param precision of the activations
   * @return the encoder, which the caller must close
   * @throws AttriMilException naming the file and the tensor or key that cannot be used
   */
  public static VitEncoder open(
      final Path file,
      final Map<String, Tensor> state,
      final EncoderCard card,
      final Device device,
      final Precision precision) {
    final String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    try {
      final VitSettings settings = VitSettings.read(file.resolveSibling(name + ".json"));
      return new VitEncoder(VitWeights.of(state, settings), card, device, precision);
    } catch (final AttriMilException e) {
      throw new AttriMilException("encoder=" + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * @param shape the network
   * @param size width and height of a patch, in pixels
   * @param images B
   * @param precision of the activations
   * @return bytes that a forward pass takes at most in addition to the weights
   */
  static long memory(
      final VitShape shape, final int size, final int images, final DataType precision) {
    final long side = size / shape.patch();
    final long tokens = images * (shape.prefix() + side * side);
    // Tokens, normed tokens and what attention gives; beside them either the joint query, key and
    // value, or both layers of the MLP.
    final long layers = shape.gated() ? 3L * shape.hidden() : shape.hidden();
    final long widest = Math.max(4L * shape.width(), layers + shape.width());
    final long input = images * 3L * size * size;
    return tokens * (2L * shape.width() + widest) * precision.getNumOfBytes()
        + input * (Float.BYTES + precision.getNumOfBytes());
  }

  @Override
  public float[][] encode(final List<float[]> prepared) {
    return parts.features(prepared, network::features);
  }

  @Override
  public void close() {
    parts.close();
    network.close();
  }
}
