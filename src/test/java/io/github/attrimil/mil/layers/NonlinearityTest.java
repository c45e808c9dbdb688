package io.github.attrimil.mil.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.tensor.Compute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonlinearityTest {

  /** x (1 + erf(x / sqrt 2)) / 2 for the second, from tables of the error function. */
  @ParameterizedTest
  @CsvSource({
    "RELU, 0, 0, 0.5, 2",
    "GELU, -0.04550026, 0, 0.34573123, 1.95449974",
    "TANH, -0.96402758, 0, 0.46211716, 0.96402758"
  })
  void valuesAreThoseOfTheFormulas(
      final Nonlinearity kind, final float a, final float b, final float c, final float d) {
    try (NDManager manager = Compute.engine().newBaseManager(Device.cpu())) {
      assertArrayEquals(
          new float[] {a, b, c, d},
          kind.of(manager.create(new float[] {-2, 0, 0.5f, 2})).toFloatArray(),
          2e-7f);
    }
  }
}
