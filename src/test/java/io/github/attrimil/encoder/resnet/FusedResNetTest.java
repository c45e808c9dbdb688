package io.github.attrimil.encoder.resnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against {@link ResNet}, which is compared with torchvision's networks. */
class FusedResNetTest {

  private static final int SIZE = 96;

  private static float[] pixels() {
    final Random random = new Random(1);
    final float[] pixels = new float[2 * SIZE * SIZE * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  private static float[] features(final ResNetWeights weights, final Precision precision) {
    try (FusedResNet network = new FusedResNet(weights, Device.cpu(), precision);
        PtNDManager scope = network.manager().newSubManager(Device.cpu())) {
      assertFalse(network.fused(), "There are no fused convolutions on a CPU");
      final NDArray features =
          network.features(scope, scope.create(pixels(), new Shape(2, SIZE, SIZE, 3)));
      assertEquals(new Shape(2, weights.kind().features()), features.getShape());
      return features.toFloatArray();
    }
  }

  @ParameterizedTest
  @EnumSource(ResNetKind.class)
  void featuresAreThoseOfTheNetworkInStages(final ResNetKind kind) {
    final ResNetWeights weights = ResNetWeights.of(ResNetTest.formula(kind));
    try (ResNet network = new ResNet(weights, Device.cpu())) {
      final NDArray x =
          network.manager().create(pixels(), new Shape(2, SIZE, SIZE, 3)).transpose(0, 3, 1, 2);
      Goldens.assertClose(
          kind.toString(),
          network.features(x).toFloatArray(),
          features(weights, Precision.FLOAT32),
          1e-5,
          0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BFLOAT16", "FLOAT16"})
  void halvesAreNear(final Precision precision) {
    final ResNetWeights weights = ResNetWeights.of(ResNetTest.formula(ResNetKind.RESNET18));
    final float[] exact = features(weights, Precision.FLOAT32);
    final float[] near = features(weights, precision);
    Goldens.assertClose(precision.toString(), exact, near, 2e-2, 0);
    double most = 0;
    for (int i = 0; i < near.length; i++) {
      most = Math.max(most, Math.abs(near[i] - exact[i]));
    }
    assertTrue(most > 1e-4, "The network computed in float32");
  }

  @Test
  void othersAreLeftToTheNetworkInStages() {
    final Map<String, Tensor> state = ResNetTest.formula(ResNetKind.RESNET18);
    assertTrue(FusedResNet.fits(ResNetWeights.of(state)));
    state.keySet().removeIf(n -> n.contains("bn") || n.contains("downsample.1"));
    assertFalse(FusedResNet.fits(ResNetWeights.of(state)));
  }
}
