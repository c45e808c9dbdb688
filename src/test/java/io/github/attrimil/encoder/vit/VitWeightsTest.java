package io.github.attrimil.encoder.vit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonParser;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.vit.VitSettings.Activation;
import io.github.attrimil.encoder.vit.VitSettings.Token;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read off names and shapes, and what is refused. */
class VitWeightsTest {

  private static final int D = 128;

  /** Zeros under timm's names: two blocks, patches of 8, a grid of 2 x 2. */
  private static Map<String, Tensor> state(final int d, final int registers, final int rows) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    put(state, "patch_embed.proj.weight", d, 3, 8, 8);
    put(state, "patch_embed.proj.bias", d);
    put(state, "cls_token", 1, 1, d);
    if (registers > 0) {
      put(state, "reg_token", 1, registers, d);
    }
    put(state, "pos_embed", 1, rows, d);
    for (int i = 0; i < 2; i++) {
      final String block = "blocks." + i + ".";
      for (final String norm : new String[] {"norm1", "norm2"}) {
        put(state, block + norm + ".weight", d);
        put(state, block + norm + ".bias", d);
      }
      put(state, block + "attn.qkv.weight", 3 * d, d);
      put(state, block + "attn.qkv.bias", 3 * d);
      put(state, block + "attn.proj.weight", d, d);
      put(state, block + "attn.proj.bias", d);
      put(state, block + "mlp.fc1.weight", 4 * d, d);
      put(state, block + "mlp.fc1.bias", 4 * d);
      put(state, block + "mlp.fc2.weight", d, 4 * d);
      put(state, block + "mlp.fc2.bias", d);
    }
    put(state, "norm.weight", d);
    put(state, "norm.bias", d);
    return state;
  }

  private static void put(final Map<String, Tensor> state, final String name, final long... shape) {
    long n = 1;
    for (final long s : shape) {
      n *= s;
    }
    state.put(name, Tensor.of(new float[(int) n], shape));
  }

  private static VitSettings card(final String json) {
    return VitSettings.of(JsonParser.parseString(json).getAsJsonObject());
  }

  private static String refusal(final Map<String, Tensor> state, final VitSettings settings) {
    return assertThrows(AttriMilException.class, () -> VitWeights.of(state, settings)).getMessage();
  }

  @Test
  void structureIsReadOffTheTensors() {
    final VitShape s = VitWeights.of(state(D, 0, 5), VitSettings.DEFAULT).shape();
    assertEquals(D, s.width());
    assertEquals(2, s.depth());
    assertEquals(2, s.heads());
    assertEquals(8, s.patch());
    assertEquals(0, s.registers());
    assertEquals(2, s.side());
    assertEquals(4 * D, s.hidden());
    assertFalse(s.gated());
    assertEquals(Activation.GELU, s.activation());
    assertEquals(1e-6, s.eps());
    assertEquals(Token.CLS, s.token());
    assertEquals(D, s.features());
  }

  @ParameterizedTest
  @CsvSource({"0,5,1", "4,9,5", "4,4,0", "4,5,1", "0,4,0"})
  void thePositionEmbeddingCoversWhatItHasRowsFor(
      final int registers, final int rows, final int positioned) {
    final VitShape s = VitWeights.of(state(D, registers, rows), VitSettings.DEFAULT).shape();
    assertEquals(positioned, s.positioned());
    assertEquals(2, s.side());
    assertEquals(registers, s.registers());
  }

  @ParameterizedTest
  @CsvSource({"128,2", "1280,16", "64,1"})
  void headsAreThoseOfTheUsualNetworks(final int width, final int heads) {
    assertEquals(heads, VitWeights.of(state(width, 0, 5), VitSettings.DEFAULT).shape().heads());
  }

  @Test
  void theCardHasTheLastWord() {
    final VitShape s =
        VitWeights.of(
                state(D, 0, 5),
                card(
                    "{\"num_heads\": 8, \"layer_norm_eps\": 1e-5, \"token\": \"cls_mean\","
                        + " \"hidden_act\": \"silu\"}"))
            .shape();
    assertEquals(8, s.heads());
    assertEquals(1e-5, s.eps());
    assertEquals(2 * D, s.features());
    assertEquals(Activation.SILU, s.activation());
  }

  @Test
  void prefixesAreRemovedAndClassifiersLeftOut() {
    final Map<String, Tensor> prefixed = new LinkedHashMap<>();
    state(D, 0, 5).forEach((name, tensor) -> prefixed.put("module.backbone." + name, tensor));
    put(prefixed, "module.backbone.head.weight", 10, D);
    put(prefixed, "module.projector.weight", 10, D);
    assertTrue(VitWeights.matches(prefixed));
    assertFalse(VitWeights.of(prefixed, VitSettings.DEFAULT).tensors().containsKey("head.weight"));
  }

  @Test
  void aMissingTensorIsNamed() {
    for (final String name :
        new String[] {
          "cls_token", "pos_embed", "norm.bias", "blocks.1.mlp.fc1.bias", "blocks.0.mlp.fc2.weight"
        }) {
      final Map<String, Tensor> state = state(D, 0, 5);
      state.remove(name);
      assertTrue(refusal(state, VitSettings.DEFAULT).contains("\"" + name + "\""), name);
    }
  }

  @Test
  void aTensorOfAnotherArchitectureIsNamed() {
    final Map<String, Tensor> state = state(D, 0, 5);
    put(state, "blocks.0.attn.q_norm.weight", 64);
    assertTrue(refusal(state, VitSettings.DEFAULT).contains("\"blocks.0.attn.q_norm.weight\""));
    assertTrue(
        refusal(Map.of("conv1.weight", Tensor.of(new float[1], 1)), VitSettings.DEFAULT)
            .contains("conv1.weight"));
  }

  @Test
  void aTensorOfAnotherShapeIsNamed() {
    final Map<String, Tensor> state = state(D, 0, 5);
    put(state, "blocks.1.attn.proj.weight", D, D + 1);
    final String message = refusal(state, VitSettings.DEFAULT);
    assertTrue(message.contains("\"blocks.1.attn.proj.weight\" has the shape [128, 129]"), message);
  }

  @Test
  void aGridThatIsNoSquareIsRefused() {
    assertTrue(refusal(state(D, 0, 7), VitSettings.DEFAULT).contains("\"pos_embed\" has 7 rows"));
  }

  @Test
  void headsThatDoNotDivideTheWidthAreRefused() {
    final String message = refusal(state(D, 0, 5), card("{\"heads\": 3}"));
    assertTrue(message.contains("128") && message.contains("\"heads\""), message);
  }

  @Test
  void anInputThatIsNoMultipleOfThePatchIsRefused() {
    final VitWeights weights = VitWeights.of(state(D, 0, 5), VitSettings.DEFAULT);
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> new Vit(weights, 20, Device.cpu(), Precision.FLOAT32).close());
    assertTrue(e.getMessage().contains("input_size 20 is not a multiple of 8"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"heads\": \"many\"}; heads",
        "{\"heads\": 2.5}; heads",
        "{\"heads\": 0}; heads",
        "{\"eps\": -1}; eps",
        "{\"eps\": [1]}; eps",
        "{\"token\": \"mean\"}; token",
        "{\"mlp_activation\": \"relu\"}; mlp_activation"
      })
  void aSettingThatCannotBeUsedIsNamed(
      final String json, final String key, @TempDir final Path folder) throws Exception {
    final Path file = folder.resolve("card.json");
    Files.writeString(file, json);
    final String message =
        assertThrows(AttriMilException.class, () -> VitSettings.read(file)).getMessage();
    assertTrue(message.contains("\"" + key + "\"") && message.contains("card.json"), message);
  }

  /** H-optimus: 1536 wide, 40 blocks, 24 heads, patches of 14, SwiGLU of 4096. */
  @Test
  void aGiantNetworkStaysInItsBudget() {
    final VitShape giant =
        new VitShape(
            1536,
            40,
            24,
            14,
            4,
            0,
            16,
            PositionGrid.Method.ANTIALIASED,
            4096,
            true,
            Activation.SILU,
            1e-6,
            Token.CLS);
    assertTrue(giant.memory(224, 32, DataType.FLOAT32) < 650_000_000L);
    assertTrue(giant.memory(224, 32, DataType.BFLOAT16) < 340_000_000L);
  }
}
