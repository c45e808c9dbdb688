package io.github.attrimil.encoder.resnet;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.NetworkEncoder;
import io.github.attrimil.encoder.script.ImageParts;
import io.github.attrimil.tensor.Precision;
import java.util.List;

/** ResNet18 or ResNet50 (cut after stage 3) with batch normalization, as published. */
public final class FusedResNetEncoder extends NetworkEncoder {

  private static final int BATCH_GPU = 256;

  /** Patches the GPU is given at a time. */
  private static final int PART = 64;

  private final FusedResNet network;
  private final ImageParts parts;

  /**
   * @param weights its weights
   * @param card its input and source
   * @param device where it computes
   * @param precision of the activations
   */
  public FusedResNetEncoder(
      final ResNetWeights weights,
      final EncoderCard card,
      final Device device,
      final Precision precision) {
    super(card, device, Layout.CHANNELS_LAST, BATCH_GPU);
    if (device.isGpu()) {
      // All parts have one shape, so that trying algorithms once pays.
      JniUtils.setBenchmarkCuDNN(true);
    }
    this.network = new FusedResNet(weights, device, precision);
    this.parts = new ImageParts(device, PART, card.inputSize(), card.inputSize(), 3);
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
