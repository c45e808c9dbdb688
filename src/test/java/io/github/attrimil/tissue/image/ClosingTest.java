package io.github.attrimil.tissue.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.attrimil.tissue.patches.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosingTest {

  @ParameterizedTest
  @CsvSource({
    "1, 5, 4",
    "63, 9, 3",
    "64, 9, 4",
    "65, 9, 5",
    "128, 70, 6",
    "200, 90, 70",
    "150, 3, 255"
  })
  void equalsItsDefinition(final int width, final int height, final int size) {
    final byte[] mask = Golden.noise(width * height, size);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) ((mask[i] & 0xff) > 250 ? 1 : 0);
    }
    final byte[] wanted = extreme(extreme(mask, width, height, size, 1), width, height, size, 0);
    Closing.apply(mask, width, height, size);
    assertArrayEquals(wanted, mask);
  }

  /** Largest (1) or smallest (0) value under the square, by looking at each pixel of it. */
  private static byte[] extreme(
      final byte[] in, final int width, final int height, final int size, final int which) {
    final byte[] out = new byte[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i] = (byte) (1 - which);
      for (int k = 0; k < size * size; k++) {
        final int x = i % width + k % size - size / 2;
        final int y = i / width + k / size - size / 2;
        if (x >= 0 && y >= 0 && x < width && y < height && in[y * width + x] == which) {
          out[i] = (byte) which;
        }
      }
    }
    return out;
  }
}
