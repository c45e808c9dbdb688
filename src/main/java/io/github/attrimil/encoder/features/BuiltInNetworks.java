package io.github.attrimil.encoder.features;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.convnext.ConvNext;
import io.github.attrimil.encoder.convnext.ConvNextWeights;
import io.github.attrimil.encoder.resnet.FusedResNet;
import io.github.attrimil.encoder.resnet.ResNetEncoder;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.script.ScriptEncoder;
import io.github.attrimil.encoder.swin.Swin;
import io.github.attrimil.encoder.swin.SwinWeights;
import io.github.attrimil.encoder.vit.Vit;
import io.github.attrimil.encoder.vit.VitSettings;
import io.github.attrimil.encoder.vit.VitWeights;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** Networks whose structure is known here, so that a file of weights is enough. */
final class BuiltInNetworks {

  private BuiltInNetworks() {}

  /**
   * Recognizes a network by its tensors and loads it.
   *
   * @param file the weights
   * @param state their tensors
   * @param card its input and source
   * @param settings asked of a vision transformer
   * @param device where it computes
   * @param precision of the activations
   * @return the encoder, which the caller must close
   * @throws AttriMilException naming the file and the tensor or key that cannot be used
   */
  static Encoder open(
      final Path file,
      final Map<String, Tensor> state,
      final EncoderCard card,
      final Supplier<VitSettings> settings,
      final Device device,
      final Precision precision) {
    return naming(file, () -> opened(state, card, settings, device, precision));
  }

  private static Encoder opened(
      final Map<String, Tensor> state,
      final EncoderCard card,
      final Supplier<VitSettings> settings,
      final Device device,
      final Precision precision) {
    final int size = card.inputSize();
    if (SwinWeights.matches(state)) {
      final SwinWeights weights = SwinWeights.of(state);
      return ScriptEncoder.ofChannels(new Swin(weights, size, device, precision), card);
    }
    if (ConvNextWeights.matches(state)) {
      final ConvNextWeights weights = ConvNextWeights.of(state);
      return ScriptEncoder.ofChannels(new ConvNext(weights, device, precision), card);
    }
    if (VitWeights.matches(state)) {
      final VitWeights weights = VitWeights.of(state, settings.get());
      return ScriptEncoder.ofChannels(new Vit(weights, size, device, precision), card);
    }
    final ResNetWeights weights = ResNetWeights.of(state);
    if (FusedResNet.fits(weights)) {
      return ScriptEncoder.ofPixels(new FusedResNet(weights, device, precision), card);
    }
    if (precision == Precision.BFLOAT16) {
      throw new AttriMilException(
          "precision=bfloat16 is not available for a ResNet with adapters or without batch"
              + " normalization; use precision=float32 or precision=float16");
    }
    return new ResNetEncoder(weights, card, device, precision.on(device));
  }

  /**
   * @param file weights of a ResNet
   * @param state their tensors
   * @return the weights
   * @throws AttriMilException naming the file and the tensor that cannot be used
   */
  static ResNetWeights resNet(final Path file, final Map<String, Tensor> state) {
    return naming(file, () -> ResNetWeights.of(state));
  }

  private static <T> T naming(final Path file, final Supplier<T> work) {
    try {
      return work.get();
    } catch (final AttriMilException e) {
      throw e.getMessage().contains(file.toString())
          ? e
          : new AttriMilException("encoder=" + file + ": " + e.getMessage(), e);
    }
  }
}
