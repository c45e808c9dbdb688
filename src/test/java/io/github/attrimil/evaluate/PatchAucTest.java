package io.github.attrimil.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.attrimil.job.AttriMilException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchAucTest {

  private static PatchAuc.Patches slide(
      final String id, final boolean[] lesion, final float... score) {
    return new PatchAuc.Patches(id, score, lesion);
  }

  @Test
  void slidesAndPoolDifferWhenScoresShiftBetweenSlides() {
    final boolean[] half = {true, true, false, false};
    final PatchAuc a =
        PatchAuc.of(
            List.of(
                slide("a", half, 4, 3, 2, 1),
                slide("b", half, -1, -2, -3, -4),
                slide("healthy", new boolean[2], 9, 8)));
    assertEquals(OptionalDouble.of(1), a.slides().get(0).auc());
    assertEquals(OptionalDouble.of(1), a.slides().get(1).auc());
    assertEquals(OptionalDouble.empty(), a.slides().get(2).auc());
    assertEquals(OptionalDouble.of(1), a.meanAuc());
    assertEquals(OptionalDouble.of(1), a.meanAveragePrecision());
    // Lesions 4, 3, -1, -2 against 2, 1, -3, -4, 9, 8: 4 + 4 + 2 + 2 of 24 pairs won.
    assertEquals(12.0 / 24, a.pooled().auc().getAsDouble(), 1e-15);
    // Ranks of the lesions: 3, 4, 7, 8 of 10.
    assertEquals(
        (1 / 3.0 + 2 / 4.0 + 3 / 7.0 + 4 / 8.0) / 4,
        a.pooled().averagePrecision().getAsDouble(),
        1e-15);
    assertEquals(10, a.pooled().patches());
    assertEquals(4, a.pooled().lesionPatches());
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(AttriMilException.class, () -> slide("a", new boolean[2], 1));
    assertThrows(AttriMilException.class, () -> slide("a", new boolean[0]));
    assertThrows(AttriMilException.class, () -> PatchAuc.of(List.of()));
    final PatchAuc.Patches nan = slide("a", new boolean[] {true, false}, 1, Float.NaN);
    assertThrows(AttriMilException.class, () -> PatchAuc.of(List.of(nan)));
  }

  @Test
  void aMillionPatchesTakeSeconds() {
    final Random random = new Random(2);
    final float[] score = new float[1_000_000];
    final boolean[] lesion = new boolean[score.length];
    for (int i = 0; i < score.length; i++) {
      lesion[i] = random.nextInt(20) == 0;
      score[i] = (float) random.nextGaussian() + (lesion[i] ? 1 : 0);
    }
    final PatchAuc a =
        assertTimeout(
            Duration.ofSeconds(20), () -> PatchAuc.of(List.of(slide("s", lesion, score))));
    // Phi(1 / sqrt 2) for normal scores one standard deviation apart.
    assertEquals(0.7602, a.pooled().auc().getAsDouble(), 3e-3);
  }
}
