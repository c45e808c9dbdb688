package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CLAM without a gate, and the names that its versions give layers behind dropout. */
class ClamUngatedTest {

  private static final int D = 6;
  private static final int N = 9;
  private static final int C = 3;

  private static Map<String, Tensor> state(final ModelKind kind, final boolean gating) {
    final Options options =
        TestOptions.random(kind.options())
            .with("width", "5")
            .with("gate", "4")
            .with("gating", Boolean.toString(gating));
    try (MilModel model = kind.create(new ModelShape(D, C), options, 3, Device.cpu())) {
      return model.stateDict();
    }
  }

  private static float[] logits(final ModelKind kind, final Map<String, Tensor> state) {
    try (MilModel model = kind.load(state, kind.options(), Device.cpu())) {
      return Bags.random(N, D, 2).scoredBy(model).logits();
    }
  }

  private static double[] affine(
      final Map<String, Tensor> state, final String layer, final double[] x) {
    final float[] w = state.get(layer + ".weight").floats();
    final float[] b = state.get(layer + ".bias").floats();
    final double[] out = new double[b.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = b[i];
      for (int j = 0; j < x.length; j++) {
        out[i] += w[i * x.length + j] * x[j];
      }
    }
    return out;
  }

  /** The formula, patch by patch in double precision. */
  private static double[] expected(final Map<String, Tensor> state, final float[] bag) {
    final int branches = state.get("attention_net.3.module.3" + ".bias").floats().length;
    final double[] total = new double[branches];
    final double[][] pooled = new double[branches][5];
    for (int i = 0; i < N; i++) {
      final double[] h = new double[D];
      for (int j = 0; j < D; j++) {
        h[j] = bag[i * D + j];
      }
      final double[] x = affine(state, "attention_net.0", h);
      for (int j = 0; j < x.length; j++) {
        x[j] = Math.max(0, x[j]);
      }
      final double[] hidden = affine(state, "attention_net.3.module.0", x);
      for (int j = 0; j < hidden.length; j++) {
        hidden[j] = Math.tanh(hidden[j]);
      }
      final double[] attention = affine(state, "attention_net.3.module.3", hidden);
      for (int k = 0; k < branches; k++) {
        total[k] += Math.exp(attention[k]);
        for (int j = 0; j < x.length; j++) {
          pooled[k][j] += Math.exp(attention[k]) * x[j];
        }
      }
    }
    for (int k = 0; k < branches; k++) {
      for (int j = 0; j < pooled[k].length; j++) {
        pooled[k][j] /= total[k];
      }
    }
    if (branches == 1) {
      return affine(state, "classifiers", pooled[0]);
    }
    final double[] logits = new double[C];
    for (int c = 0; c < C; c++) {
      logits[c] = affine(state, "classifiers." + c, pooled[c])[0];
    }
    return logits;
  }

  @ParameterizedTest
  @ValueSource(strings = {"clamsb", "clammb"})
  void withoutAGateAttentionIsThatOfTheHiddenLayer(final String name) {
    final ModelKind kind = ModelKinds.named(name);
    final Map<String, Tensor> state = state(kind, false);
    final float[] found = logits(kind, state);
    final double[] expected = expected(state, Bags.random(N, D, 2).h());
    for (int c = 0; c < C; c++) {
      assertEquals(expected[c], found[c], 1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clamsb", "clammb"})
  void layersMayHaveTheNumbersTheyHaveWithoutDropout(final String name) {
    final ModelKind kind = ModelKinds.named(name);
    for (final boolean gating : new boolean[] {true, false}) {
      final Map<String, Tensor> state = state(kind, gating);
      final Map<String, Tensor> earlier = new LinkedHashMap<>();
      state.forEach(
          (tensor, values) ->
              earlier.put(
                  tensor
                      .replace("attention_net.3.", "attention_net.2.")
                      .replace("module.3.", "module.2."),
                  values));
      assertTrue(kind.recognize(TensorShapes.of(earlier)).isPresent(), earlier.keySet()::toString);
      assertArrayEquals(logits(kind, state), logits(kind, earlier));
    }
  }
}
