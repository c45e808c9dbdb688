package io.github.attrimil.encoder.resnet;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.format.image.RgbImage;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** ResNet18 or ResNet50 (cut after stage 3) with weights from a state dict. */
public final class ResNetEncoder implements Encoder {

  private static final int BATCH_CPU = 32;
  private static final int BATCH_GPU = 256;

  private final EncoderCard card;
  private final Device device;
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
    this.card = card;
    this.device = device;
    this.precision = precision;
    this.network = new ResNet(weights, device, precision);
  }

  @Override
  public EncoderCard card() {
    return card;
  }

  @Override
  public int batchSize() {
    return device.isGpu() ? BATCH_GPU : BATCH_CPU;
  }

  @Override
  public float[] prepare(final RgbImage patch) {
    return card.normalizedPixels(patch);
  }

  @Override
  public float[][] encode(final List<float[]> prepared) {
    final int size = card.inputSize();
    final int b = prepared.size();
    final FloatBuffer buffer = FloatBuffer.allocate(b * 3 * size * size);
    prepared.forEach(buffer::put);
    buffer.rewind();
    try (NDManager scope = network.manager().newSubManager()) {
      // Channels last in memory, though second in shape: so PyTorch's convolutions are half as
      // fast again on a CPU, and what they give has the same layout.
      final NDArray input = scope.create(buffer, new Shape(b, size, size, 3)).transpose(0, 3, 1, 2);
      final NDArray features = network.features(input.toType(precision, false));
      final float[] flat = features.toFloatArray();
      final int d = flat.length / b;
      final float[][] rows = new float[b][];
      Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * d, (i + 1) * d));
      return rows;
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
