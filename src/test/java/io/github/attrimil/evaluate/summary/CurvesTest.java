package io.github.attrimil.evaluate.summary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Curves of many slides keep their ends and their course, and no more points than are seen. */
class CurvesTest {

  @Test
  void pointsAreBounded() {
    final double[] x = IntStream.rangeClosed(0, 100_000).mapToDouble(i -> i / 1e5).toArray();
    final double[] y = IntStream.rangeClosed(0, 100_000).mapToDouble(i -> -i).toArray();
    final double[][] thin = Curves.thinned(x, y);
    assertEquals(Curves.MOST_POINTS, thin[0].length);
    assertArrayEquals(new double[] {0, 1}, new double[] {thin[0][0], thin[0][1999]});
    for (int k = 0; k < thin[0].length; k++) {
      assertEquals(-1e5 * thin[0][k], thin[1][k], 1e-6);
      assertEquals(k / 1999.0, thin[0][k], 1e-5);
    }
  }

  @Test
  void fewPointsAreKept() {
    final double[] x = {0, 0.5, 1};
    assertSame(x, Curves.thinned(x, x)[0]);
  }
}
