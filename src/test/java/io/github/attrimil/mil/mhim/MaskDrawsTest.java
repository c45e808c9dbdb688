package io.github.attrimil.mil.mhim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskDrawsTest {

  private static final float[] EASE = {0.5f, 0.9f, 0.1f, 0.7f, 0.9f, 0.3f};

  private static float[] many() {
    final float[] ease = new float[100];
    for (int i = 0; i < ease.length; i++) {
      ease[i] = i * 37 % 100;
    }
    return ease;
  }

  /** A third of six is two; of equal ones the first. */
  @Test
  void theEasiestAreMasked() {
    final MaskDraws.Parts parts = new MaskDraws(1, 0).next(EASE, 1.0 / 3, 1);
    assertArrayEquals(new int[] {0, 2, 3, 5}, parts.seen());
    assertArrayEquals(parts.seen(), parts.merged());
    assertArrayEquals(new int[] {0, 2, 3, 4, 5}, new MaskDraws(1, 0).next(EASE, 0.01, 1).seen());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, new MaskDraws(1, 0).next(EASE, 0, 1).seen());
  }

  @Test
  void onePatchStays() {
    final MaskDraws draws = new MaskDraws(1, 0);
    assertArrayEquals(new int[] {0}, draws.next(new float[] {2}, 0.99, 0.01).seen());
    assertArrayEquals(new int[] {1}, draws.next(new float[] {3, 2}, 0.99, 0.01).seen());
  }

  /** Seen and merged make up all that is not masked, in order. */
  @Test
  void aRandomPartIsSeenAndTheRestIsMerged() {
    final MaskDraws.Parts parts = new MaskDraws(7, 0).next(many(), 0.1, 0.3);
    assertEquals(27, parts.seen().length);
    assertEquals(63, parts.merged().length);
    final int[] both =
        IntStream.concat(Arrays.stream(parts.seen()), Arrays.stream(parts.merged()))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, 100).filter(i -> i * 37 % 100 < 90).toArray(), both);
    assertArrayEquals(Arrays.stream(parts.seen()).sorted().toArray(), parts.seen());
    assertFalse(parts.seen()[26] == 26 || parts.merged()[0] == parts.seen()[26] + 1);
  }

  @Test
  void eachStepDrawsAnewAndCanBeResumed() {
    final MaskDraws draws = new MaskDraws(7, 0);
    final int[] first = draws.next(many(), 0.1, 0.5).seen();
    final MaskDraws resumed = MaskDraws.of(draws.state());
    final int[] second = draws.next(many(), 0.1, 0.5).seen();
    assertFalse(Arrays.equals(first, second));
    assertArrayEquals(second, resumed.next(many(), 0.1, 0.5).seen());
    assertFalse(Arrays.equals(first, new MaskDraws(8, 0).next(many(), 0.1, 0.5).seen()));
  }
}
