package io.github.attrimil.encoder.resnet;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.NetworkEncoder;
import java.util.List;

/** ResNet18 or ResNet50 (cut after stage 3) with weights from a state dict. */
public final class ResNetEncoder extends NetworkEncoder {

  private static final int BATCH_GPU = 256;

  private final DataType precision;
  private final ResNet network;

  /**
   * @param weights its weights
   * @param card its input and source
   * @param device where it computes
   * @param precision of what is between the layers: FLOAT32 or FLOAT16
   */
  public ResNetEncoder(
      final ResNetWeights weights,
      final EncoderCard card,
      final Device device,
      final DataType precision) {
    super(card, device, Layout.CHANNELS_LAST, BATCH_GPU);
    this.precision = precision;
    this.network = new ResNet(weights, device, precision);
  }

  @Override
  protected float[][] compute(final List<float[]> prepared, final int atOnce) {
    final int size = card().inputSize();
    final int b = prepared.size();
    try (NDManager scope = network.manager().newSubManager()) {
      // Channels last in memory, though second in shape: so PyTorch's convolutions are half as
      // fast again on a CPU, and what they give has the same layout.
      final NDArray input =
          scope.create(joined(prepared), new Shape(b, size, size, 3)).transpose(0, 3, 1, 2);
      return rows(network.features(input.toType(precision, false)), b);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
