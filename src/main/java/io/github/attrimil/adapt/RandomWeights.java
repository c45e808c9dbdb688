package io.github.attrimil.adapt;

import io.github.attrimil.encoder.resnet.ResNetKind;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.resnet.ResNetWeights.Norm;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Weights of a network that has learned nothing, drawn as torchvision draws them. */
final class RandomWeights {

  /** The start of a ResNet18 with batch norm. */
  static final String RESNET18 = "random-resnet18";

  /** The start of a ResNet50 cut after stage 3, with group norm as AttriMIL's paper has it. */
  static final String RESNET50 = "random-resnet50";

  private RandomWeights() {}

  /**
   * @param name what a user gave
   * @param seed same seed, same weights
   * @return the weights, if the name is one of the above
   */
  static Optional<ResNetWeights> find(final String name, final long seed) {
    return switch (name) {
      case RESNET18 -> Optional.of(of(ResNetKind.RESNET18, Norm.BATCH, seed));
      case RESNET50 -> Optional.of(of(ResNetKind.RESNET50, Norm.GROUP, seed));
      default -> Optional.empty();
    };
  }

  /**
   * Convolutions normal with variance 2 / (outputs x kernel) (He et al. 2015, arXiv:1502.01852, fan
   * out), scales and variances 1, shifts and means 0.
   *
   * @param kind which network
   * @param norm how it normalizes
   * @param seed same seed, same weights
   * @return the weights
   */
  static ResNetWeights of(final ResNetKind kind, final Norm norm, final long seed) {
    final Random random = new Random(Seeds.of(seed, 7));
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    ResNetWeights.shapes(kind, norm)
        .forEach(
            (name, shape) -> {
              int n = 1;
              for (final long length : shape) {
                n *= (int) length;
              }
              final float[] values = new float[n];
              if (shape.length == 4) {
                final double sd = Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
                for (int i = 0; i < n; i++) {
                  values[i] = (float) (sd * random.nextGaussian());
                }
              } else if (name.endsWith("weight") || name.endsWith("running_var")) {
                java.util.Arrays.fill(values, 1);
              }
              tensors.put(name, Tensor.of(values, shape));
            });
    return new ResNetWeights(kind, norm, tensors);
  }
}
