package io.github.attrimil.encoder.vit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import com.google.gson.JsonObject;
import io.github.attrimil.encoder.EncoderFixture;
import io.github.attrimil.encoder.script.ScriptEncoder;
import io.github.attrimil.encoder.vit.VitSettings.Token;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against timm and Hugging Face's transformers, on the same files and images. */
class VitGoldenTest {

  private static final double TOLERANCE = 1e-4;

  /** Of bfloat16 and float16, relative to the largest magnitude. */
  private static final double HALF = 2e-2;

  private static final String SMALL = "timm_p14_reg4_hoptimus";

  static Stream<Path> folders() {
    final Stream<Path> shared =
        Goldens.shared().stream()
            .map(root -> root.resolve("encoders"))
            .filter(Files::isDirectory)
            .flatMap(
                root ->
                    Stream.of("timm_p16", "timm_p14", "hf_vit", "hf_dinov2")
                        .flatMap(prefix -> Goldens.folders(root, prefix).stream()));
    return Stream.concat(Stream.of(Goldens.resource("encoders/" + SMALL)), shared);
  }

  /** The head width of these small networks is not the usual one, so that the card states it. */
  private static VitSettings settings(final EncoderFixture fixture, final Token token) {
    final JsonObject arguments = fixture.info().getAsJsonObject("arguments");
    final String key = arguments.has("num_heads") ? "num_heads" : "num_attention_heads";
    return new VitSettings(
        OptionalInt.of(arguments.get(key).getAsInt()),
        OptionalDouble.empty(),
        Optional.of(token),
        Optional.empty());
  }

  @Test
  void allSharedFixturesAreThere() {
    assumeTrue(
        Goldens.shared().filter(root -> Files.isDirectory(root.resolve("encoders"))).isPresent(),
        "The shared folder with the encoders' fixtures is missing");
    assertEquals(6, folders().count());
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everyOutputIsThatOfTheLibrary(final Path folder) throws IOException {
    final EncoderFixture fixture = EncoderFixture.of(folder);
    for (final String file : List.of("model.safetensors.gz", "pytorch_model.bin.gz")) {
      if (!Files.exists(folder.resolve(file))) {
        continue;
      }
      final Map<String, Tensor> state = fixture.state(file);
      for (final Token token : Token.values()) {
        final VitWeights weights = VitWeights.of(state, settings(fixture, token));
        for (final EncoderFixture.Case c : fixture.cases()) {
          try (Vit vit = new Vit(weights, c.size(), Device.cpu(), Precision.FLOAT32);
              PtNDManager scope = vit.manager().newSubManager(Device.cpu())) {
            compare(vit, scope, c, token);
          }
        }
      }
    }
  }

  private static void compare(
      final Vit vit, final PtNDManager scope, final EncoderFixture.Case c, final Token token) {
    final NDArray images = scope.create(c.input(), new Shape(1, 3, c.size(), c.size()));
    final Map<String, Tensor> expected = c.outputs();
    final String features = token == Token.CLS ? "cls" : "cls_mean";
    close(features, expected, vit.features(scope, images).toFloatArray());
    if (expected.containsKey("patch_embed_first4")) {
      close("patch_embed_first4", expected, vit.patches(scope, images).get("0, :4").toFloatArray());
    }
    close("embedded_first8", expected, vit.tokens(scope, images, 0).get("0, :8").toFloatArray());
    final int depth = vit.shape().depth();
    for (int i = 0; i < depth; i++) {
      close(
          "block" + i + "_first8",
          expected,
          vit.tokens(scope, images, i + 1).get("0, :8").toFloatArray());
    }
    final NDArray tokens = vit.normed(scope, vit.tokens(scope, images, depth));
    close("tokens_first8", expected, tokens.get("0, :8").toFloatArray());
    close("tokens_last2", expected, tokens.get("0, -2:").toFloatArray());
  }

  private static void close(
      final String name, final Map<String, Tensor> expected, final float[] actual) {
    assertTrue(expected.containsKey(name), "No expected " + name);
    Goldens.assertClose(name, expected.get(name).floats(), actual, TOLERANCE, 0);
  }

  @ParameterizedTest
  @MethodSource("folders")
  void resampledPositionsAreThoseOfTheLibrary(final Path folder) throws IOException {
    final EncoderFixture fixture = EncoderFixture.of(folder);
    final Map<String, Tensor> state = fixture.state("model.safetensors.gz");
    final VitWeights weights = VitWeights.of(state, settings(fixture, Token.CLS));
    final VitShape s = weights.shape();
    final float[] all = weights.tensors().get("pos_embed").floats();
    for (final EncoderFixture.Case c : fixture.cases()) {
      if (!c.outputs().containsKey("pos_embed_first4")) {
        continue;
      }
      final int covered = s.positioned() * s.width();
      final float[] grid =
          PositionGrid.resampled(
              Arrays.copyOfRange(all, covered, all.length),
              s.side(),
              c.size() / s.patch(),
              s.method());
      final float[] expected = c.outputs().get("pos_embed_first4").floats();
      final float[] first = Arrays.copyOf(all, expected.length);
      System.arraycopy(grid, 0, first, covered, expected.length - covered);
      Goldens.assertClose("positions", expected, first, 1e-6, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BFLOAT16", "FLOAT16"})
  void halfPrecisionIsNearFloat32(final Precision precision) throws IOException {
    final EncoderFixture fixture = EncoderFixture.of(Goldens.resource("encoders/" + SMALL));
    final VitWeights weights =
        VitWeights.of(fixture.state("model.safetensors.gz"), settings(fixture, Token.CLS_MEAN));
    final EncoderFixture.Case c = fixture.cases().get(0);
    try (Vit vit = new Vit(weights, c.size(), Device.cpu(), precision);
        PtNDManager scope = vit.manager().newSubManager(Device.cpu())) {
      final float[] half =
          vit.features(scope, scope.create(c.input(), new Shape(1, 3, c.size(), c.size())))
              .toFloatArray();
      final float[] exact = c.outputs().get("cls_mean").floats();
      Goldens.assertClose(precision.toString(), exact, half, HALF, 0);
      double most = 0;
      for (int i = 0; i < half.length; i++) {
        most = Math.max(most, Math.abs(half[i] - exact[i]));
      }
      assertTrue(most > 1e-5, "The network computed in float32, not in " + precision);
    }
  }

  /** The path that commands take: pixels of several patches at once, in any batch. */
  @Test
  void theEncoderGivesTheSameFeaturesInEveryBatch() throws IOException {
    final EncoderFixture fixture = EncoderFixture.of(Goldens.resource("encoders/" + SMALL));
    final VitWeights weights =
        VitWeights.of(fixture.state("model.safetensors.gz"), settings(fixture, Token.CLS));
    final EncoderFixture.Case c = fixture.cases().get(0);
    try (ScriptEncoder encoder =
        ScriptEncoder.ofChannels(
            new Vit(weights, c.size(), Device.cpu(), Precision.FLOAT32), fixture.card(c.size()))) {
      final float[] patch = encoder.prepare(c.patch());
      final float[] other = new float[patch.length];
      final float[] expected = c.outputs().get("cls").floats();
      final float[][] two = encoder.encode(List.of(other, patch));
      Goldens.assertClose("second of two", expected, two[1], TOLERANCE, 0);
      final float[][] one = encoder.encode(List.of(patch));
      Goldens.assertClose("alone", expected, one[0], TOLERANCE, 0);
      final float[][] again = encoder.encode(List.of(patch, other));
      Goldens.assertClose("blank", two[0], again[1], 1e-5, 0);
      assertEquals(2, again.length);
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    final EncoderFixture fixture = EncoderFixture.of(Goldens.resource("encoders/" + SMALL));
    final VitWeights weights =
        VitWeights.of(fixture.state("model.safetensors.gz"), settings(fixture, Token.CLS));
    try (Vit vit = new Vit(weights, 28, Device.cpu(), Precision.FLOAT32)) {
      final List<NDArray> before = vit.manager().getManagedArrays();
      try (PtNDManager scope = vit.manager().newSubManager(Device.cpu())) {
        final NDArray images = scope.zeros(new Shape(2, 3, 28, 28));
        final NDArray features = vit.features(scope, images);
        assertArrayEquals(new long[] {2, 72}, features.getShape().getShape());
        assertEquals(2, new NDList(scope.getManagedArrays()).size());
      }
      assertEquals(before.size(), vit.manager().getManagedArrays().size());
    }
  }
}
