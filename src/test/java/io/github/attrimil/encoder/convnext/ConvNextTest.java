package io.github.attrimil.encoder.convnext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.attrimil.encoder.EncoderFixture;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against timm's ConvNeXt, and what is refused. */
class ConvNextTest {

  private static final double TOLERANCE = 2e-5;

  private static final String FIXTURE = "timm_convnext";

  static List<Path> folders() {
    return Goldens.folders("encoders", FIXTURE);
  }

  private static EncoderFixture fixture() {
    return EncoderFixture.of(Goldens.resource("encoders/" + FIXTURE));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everyOutputIsThatOfTimm(final Path folder) throws IOException {
    final EncoderFixture fixture = EncoderFixture.of(folder);
    for (final String file : List.of("model.safetensors.gz", "pytorch_model.bin.gz")) {
      if (!Files.exists(folder.resolve(file))) {
        continue;
      }
      final ConvNextWeights weights = ConvNextWeights.of(fixture.state(file));
      assertEquals(List.of(1, 1, 2, 1), weights.depths());
      assertEquals(List.of(16, 24, 32, 48), weights.widths());
      for (final EncoderFixture.Case c : fixture.cases()) {
        try (ConvNext network = new ConvNext(weights, Device.cpu(), Precision.FLOAT32);
            PtNDManager scope = network.manager().newSubManager(Device.cpu())) {
          final NDArray images = scope.create(c.input(), new Shape(1, 3, c.size(), c.size()));
          close(c, "stem_corner", corner(network.stages(scope, images, 0)));
          for (int s = 0; s < weights.depths().size(); s++) {
            close(c, "stage" + s + "_corner", corner(network.stages(scope, images, s + 1)));
          }
          close(c, "feature", network.features(scope, images).toFloatArray());
        }
      }
    }
  }

  /** Channels x 2 x 2, as the fixture has it. */
  private static float[] corner(final NDArray stage) {
    return stage.get("0, :2, :2").transpose(2, 0, 1).toFloatArray();
  }

  private static void close(final EncoderFixture.Case c, final String name, final float[] actual) {
    Goldens.assertClose(name, c.outputs().get(name).floats(), actual, TOLERANCE, 0);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BFLOAT16", "FLOAT16"})
  void halvesAreNear(final Precision precision) throws IOException {
    final EncoderFixture fixture = fixture();
    final EncoderFixture.Case c = fixture.cases().get(0);
    try (ConvNext network =
            new ConvNext(ConvNextWeights.of(fixture().state()), Device.cpu(), precision);
        PtNDManager scope = network.manager().newSubManager(Device.cpu())) {
      final NDArray images = scope.create(c.input(), new Shape(1, 3, c.size(), c.size()));
      final float[] near = network.features(scope, images).toFloatArray();
      final float[] exact = c.outputs().get("feature").floats();
      Goldens.assertClose(precision.toString(), exact, near, 2e-2, 0);
      assertFalse(java.util.Arrays.equals(exact, near));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stem.0.weight",
        "stem.1.bias",
        "stages.1.downsample.1.weight",
        "stages.2.blocks.1.mlp.fc2.weight",
        "head.norm.weight"
      })
  void aTensorThatIsMissingOrOfAnotherShapeIsNamed(final String name) {
    fixture().assertNeeds(name, ConvNextWeights::of);
  }

  @Test
  void aTensorOfAnotherNetworkIsNamed() {
    fixture().assertLacks("stages.0.blocks.0.mlp.grn.weight", 64, ConvNextWeights::of);
  }

  @Test
  void prefixesAndClassifiersAreRemoved() throws IOException {
    final Map<String, Tensor> prefixed = new LinkedHashMap<>();
    fixture().state().forEach((name, tensor) -> prefixed.put("module.visual." + name, tensor));
    prefixed.put("module.visual.head.fc.weight", Tensor.of(new float[96], 2, 48));
    assertTrue(ConvNextWeights.matches(prefixed));
    assertEquals(fixture().state().keySet().size(), ConvNextWeights.of(prefixed).tensors().size());
  }
}
