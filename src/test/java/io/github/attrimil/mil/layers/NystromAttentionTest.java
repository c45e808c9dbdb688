package io.github.attrimil.mil.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention of the first token; the layer's output is tested with the kinds that have it. */
class NystromAttentionTest {

  private static final double RELATIVE = 1e-5;

  static Stream<KindFixture> networks() {
    return KindFixture.all("mhim_transmil_").stream();
  }

  /** The class token's attention that MHIM masks patches by: 8 heads of 64, 256 landmarks. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("networks")
  void theFirstTokensRowIsTheAuthors(final KindFixture fixture) {
    final Tensor h = fixture.input(0).get("h");
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final Map<String, NDArray> weights = arrays(fixture.state(), scope);
      final NDArray features = scope.create(h.floats(), new Shape(h.shape()));
      final NDArray patches =
          Activation.relu(
              Linear.linear(
                      features, weights.get("feature.0.weight"), weights.get("feature.0.bias"))
                  .singletonOrThrow());
      final NDArray token = weights.get("online_encoder.cls_token").squeeze(0);
      final NDArray tokens = NDArrays.concat(new NDList(token, patches), 0);
      final TransformerLayer layer = new TransformerLayer(weights, "online_encoder.layer1", 8, 256);
      final NystromAttention.Attended attended = layer.withFirst(tokens);
      fixture.assertOutput(
          0, "attn_layer0", attended.first().get(":, 1:").toFloatArray(), RELATIVE);
      assertEquals(new Shape(8, tokens.getShape().get(0), 64), attended.values().getShape());
      assertArrayEquals(layer.of(tokens).toFloatArray(), attended.out().toFloatArray());
    }
  }

  private static Map<String, NDArray> arrays(
      final Map<String, Tensor> state, final NDManager scope) {
    final Map<String, NDArray> arrays = new LinkedHashMap<>();
    state.forEach((n, t) -> arrays.put(n, scope.create(t.floats(), new Shape(t.shape()))));
    return arrays;
  }
}
