package io.github.attrimil.explain.map;

import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An AttriMIL of two features and two classes with weights written by hand. */
public final class HandNetwork {

  private HandNetwork() {}

  /** Scores of class 1: the first feature; of class 0: the second, which is noise. */
  public static Map<String, Tensor> stateDict() {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("bias", Tensor.of(new float[] {0.25f, -0.125f}, 2));
    state.put("adaptor.0.weight", Tensor.of(new float[2], 1, 2));
    state.put("adaptor.0.bias", Tensor.of(new float[1], 1));
    state.put("adaptor.2.weight", Tensor.of(new float[2], 2, 1));
    state.put("adaptor.2.bias", Tensor.of(new float[2], 2));
    for (int c = 0; c < 2; c++) {
      for (final String gate : List.of("attention_a.0", "attention_b.0")) {
        final String name = "attention_nets." + c + "." + gate;
        state.put(name + ".weight", Tensor.of(new float[] {0.5f, 0.1f}, 1, 2));
        state.put(name + ".bias", Tensor.of(new float[1], 1));
      }
      final String name = "attention_nets." + c + ".attention_c";
      state.put(name + ".weight", Tensor.of(new float[] {1}, 1, 1));
      state.put(name + ".bias", Tensor.of(new float[1], 1));
    }
    state.put("classifiers.0.weight", Tensor.of(new float[] {0, 0.3f}, 1, 2));
    state.put("classifiers.0.bias", Tensor.of(new float[] {-0.7f}, 1));
    state.put("classifiers.1.weight", Tensor.of(new float[] {2, 0}, 1, 2));
    state.put("classifiers.1.bias", Tensor.of(new float[1], 1));
    return state;
  }
}
