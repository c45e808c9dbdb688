package io.github.attrimil.mil.pooling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Mean and max pooling by hand: a network of D = 2 whose logits are z = (h_0, 0). */
class PoolingTest {

  private static float[] logits(final ModelKind kind, final String classifier, final float... x) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    // relu(h_0 + 1000) - 1000 is h_0 for all that is above -1000.
    state.put("fc.0.weight", Tensor.of(new float[] {1, 0}, 1, 2));
    state.put("fc.0.bias", Tensor.of(new float[] {1000}, 1));
    state.put(classifier + ".weight", Tensor.of(new float[] {1, 0}, 2, 1));
    state.put(classifier + ".bias", Tensor.of(new float[] {-1000, 0}, 2));
    final float[] h = new float[2 * x.length];
    for (int i = 0; i < x.length; i++) {
      h[2 * i] = x[i];
    }
    try (MilModel model = kind.load(state, kind.options(), Device.cpu());
        NDManager scope = model.manager().newSubManager()) {
      return model
          .score(
              new BagInput(scope.create(h, new Shape(x.length, 2)), PatchGrid.unplaced(x.length)))
          .logits()
          .toFloatArray();
    }
  }

  @Test
  void meanIsTheMeanOfThePatches() {
    assertArrayEquals(new float[] {2, 0}, logits(new MeanKind(), "classifier", 1, 5, 0), 1e-3f);
    assertArrayEquals(new float[] {7, 0}, logits(new MeanKind(), "classifier", 7), 1e-3f);
  }

  @Test
  void maxIsThePatchThatIsSurestOfAnyClass() {
    // Not the largest logit: -6 is surer of class 1 than 5 is of class 0.
    assertArrayEquals(new float[] {-6, 0}, logits(new MaxKind(), "classifiers", 5, -6, 1), 1e-3f);
    assertArrayEquals(new float[] {7, 0}, logits(new MaxKind(), "classifiers", 7), 1e-3f);
  }

  /** In float32 the softmax of both is 1, and in float64 of the last two. */
  @Test
  void maxStillComparesProbabilitiesThatRoundToOne() {
    assertArrayEquals(new float[] {30, 0}, logits(new MaxKind(), "classifiers", 20, 30), 1e-3f);
    assertArrayEquals(
        new float[] {300, 0}, logits(new MaxKind(), "classifiers", 200, 100, 300), 1e-3f);
  }

  @Test
  void oddsCountAllOtherClasses() {
    // Probabilities 0.576 (1, 0, 0) and 0.665 (1, -2, 0).
    assertEquals(1, MaxKind.mostProbable(new float[] {1, 0, 0, 1, -2, 0}, 3));
    assertEquals(0, MaxKind.mostProbable(new float[] {2, 0, 0, 1, -9, 0}, 3));
    assertEquals(2, MaxKind.mostProbable(new float[] {0, -4, 3, 1}, 1));
    assertEquals(0, MaxKind.mostProbable(new float[] {3, 1, 1, 3}, 2), "the first of equals");
  }
}
