package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TensorShapesTest {

  private static final TensorShapes SHAPES =
      new TensorShapes()
          .linear("layer", 3, 4)
          .norm("norm", 2)
          .start("labels", Tensor.of(new long[] {0, 1}, 2));

  @Test
  void linearLayersAreDrawnAndOthersHaveTheirStart() {
    final Map<String, Tensor> state = SHAPES.draw(1, name -> name.equals("layer.bias"));
    assertEquals(
        List.of("layer.weight", "layer.bias", "norm.weight", "norm.bias", "labels"),
        List.copyOf(state.keySet()));
    for (final float w : state.get("layer.weight").floats()) {
      assertTrue(w != 0 && Math.abs(w) <= 0.5, "weight " + w);
    }
    assertArrayEquals(new float[3], state.get("layer.bias").floats());
    assertArrayEquals(new float[] {1, 1}, state.get("norm.weight").floats());
    assertArrayEquals(new float[2], state.get("norm.bias").floats());
    assertArrayEquals(new long[] {0, 1}, (long[]) state.get("labels").data());
    SHAPES.check("a network", state);
  }

  @Test
  void integersStayIntegers() {
    final Map<String, Tensor> state = new HashMap<>(SHAPES.draw(1, name -> false));
    state.put("labels", Tensor.of(new float[] {0, 1}, 2));
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> SHAPES.check("a network", state));
    assertEquals("The tensor \"labels\" holds F32, but a network needs I64", e.getMessage());
  }
}
