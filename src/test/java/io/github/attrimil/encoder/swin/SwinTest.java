package io.github.attrimil.encoder.swin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.EncoderFixture;
import io.github.attrimil.encoder.script.ScriptEncoder;
import io.github.attrimil.encoder.vit.VitWeights;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against timm's Swin transformer with TransPath's stem, and what is refused. */
class SwinTest {

  private static final double TOLERANCE = 2e-5;

  private static final String FIXTURE = "timm054_ctranspath";

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
      final SwinWeights weights = SwinWeights.of(fixture.state(file));
      assertEquals(List.of(2, 2, 3), weights.depths());
      assertEquals(List.of(2, 4, 6), weights.heads());
      assertEquals(7, weights.window());
      for (final EncoderFixture.Case c : fixture.cases()) {
        try (Swin network = new Swin(weights, c.size(), Device.cpu(), Precision.FLOAT32);
            PtNDManager scope = network.manager().newSubManager(Device.cpu())) {
          final NDArray images = scope.create(c.input(), new Shape(1, 3, c.size(), c.size()));
          close(c, "patch_embed_first4", network.stages(scope, images, 0));
          for (int s = 0; s < weights.depths().size(); s++) {
            close(c, "stage" + s + "_first4", network.stages(scope, images, s + 1));
          }
          Goldens.assertClose(
              "feature",
              c.outputs().get("feature").floats(),
              network.features(scope, images).toFloatArray(),
              TOLERANCE,
              0);
        }
      }
    }
  }

  private static void close(final EncoderFixture.Case c, final String name, final NDArray tokens) {
    Goldens.assertClose(
        name, c.outputs().get(name).floats(), tokens.get("0, 0, :4").toFloatArray(), TOLERANCE, 0);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BFLOAT16", "FLOAT16"})
  void halvesAreNear(final Precision precision) throws IOException {
    final EncoderFixture fixture = fixture();
    final EncoderFixture.Case c = fixture.cases().get(0);
    try (ScriptEncoder encoder =
        ScriptEncoder.ofChannels(
            new Swin(SwinWeights.of(fixture().state()), c.size(), Device.cpu(), precision),
            fixture.card(c.size()))) {
      final float[] patch = encoder.prepare(c.patch());
      final float[][] near = encoder.encode(List.of(new float[patch.length], patch));
      final float[] exact = c.outputs().get("feature").floats();
      Goldens.assertClose(precision.toString(), exact, near[1], 2e-2, 0);
      assertFalse(Arrays.equals(exact, near[1]));
    }
  }

  /** The file holds the masks that its own program computed, with 0 and -100. */
  @Test
  void tokensThatAreNoNeighborsAreApart() throws IOException {
    final Map<String, Tensor> state = fixture().state();
    for (int stage = 0; stage < 3; stage++) {
      final Tensor mask = state.get("layers." + stage + ".blocks.1.attn_mask");
      final Tensor bias = new WindowBias(7).of(Tensor.of(new float[169], 169, 1), 56 >> stage, 3);
      Goldens.assertClose("stage " + stage, mask.floats(), bias.floats(), 0, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patch_embed.proj.0.weight",
        "patch_embed.proj.4.running_var",
        "layers.0.blocks.1.attn.qkv.weight",
        "layers.1.downsample.reduction.weight",
        "layers.2.blocks.2.mlp.fc1.bias",
        "norm.weight"
      })
  void aTensorThatIsMissingOrOfAnotherShapeIsNamed(final String name) {
    fixture().assertNeeds(name, SwinWeights::of);
  }

  @Test
  void aTensorOfAnotherNetworkIsNamed() {
    fixture().assertLacks("layers.0.blocks.0.attn.logit_scale", 2, SwinWeights::of);
  }

  @Test
  void anInputThatWindowsDoNotDivideIsRefused() throws IOException {
    final SwinWeights weights = SwinWeights.of(fixture().state());
    final String message =
        assertThrows(
                AttriMilException.class,
                () -> new Swin(weights, 256, Device.cpu(), Precision.FLOAT32).close())
            .getMessage();
    assertTrue(message.contains("input_size 256 is not a multiple of 112"), message);
  }

  @Test
  void itIsNoVisionTransformerOfTheOtherKind() throws IOException {
    assertTrue(SwinWeights.matches(fixture().state()));
    assertFalse(VitWeights.matches(fixture().state()));
  }
}
