package io.github.attrimil.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.PatchValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PatchScoresTest {

  private static PatchGrid grid(final int[] neighbors) {
    return PatchGrid.of(
        new PatchCoords(new long[] {0, 256}, new long[] {0, 0}), 256, 256, neighbors);
  }

  private static PatchScores two(final PatchValues values, final double logit) {
    return new PatchScores(
        "s1",
        new ModelLabel("m", "", List.of("tumor")),
        grid(PatchGrid.unplaced(2).neighbors()),
        Optional.empty(),
        values,
        new double[] {logit});
  }

  private static PatchScores two(final float[] s, final float[] a, final double logit) {
    return two(new PatchValues.Additive(s, a, new float[] {0.5f}), logit);
  }

  @Test
  void contributionsAndBiasSumToTheLogit() {
    // exp 0 + exp 0 = 2: contributions 1.5 and -0.5
    final PatchScores scores = two(new float[] {3, -1}, new float[2], 1.5);
    assertEquals(1.5, scores.contributions(0)[0], 1e-12);
    assertEquals(-0.5, scores.contributions(0)[1], 1e-12);
    assertEquals(1.5, Arrays.stream(scores.contributions(0)).sum() + 0.5, 1e-12);
    assertEquals(0.5, scores.values().shares(0).orElseThrow()[0], 1e-12);
  }

  @Test
  void aLogitTheScoresDoNotExplainIsRefused() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> two(new float[] {3, -1}, new float[2], 1.5003));
    assertTrue(e.getMessage().contains("'tumor'"), e.getMessage());
    assertTrue(e.getMessage().contains("1.50030"), e.getMessage());
  }

  @Test
  void attentionLogitsOfAHundredAreNoTrouble() {
    // u = 2 and -4; scores hold exp of 60 at most, the pooling exp of 100
    final float[] a = {100, 99};
    final float[] s = {(float) (2 * Math.exp(60)), (float) (-4 * Math.exp(60))};
    final double share = 1 / (1 + Math.exp(-1));
    final PatchScores scores = two(s, a, 2 * share - 4 * (1 - share) + 0.5);
    assertEquals(share, scores.values().shares(0).orElseThrow()[0], 1e-12);
    assertEquals(2 * share, scores.contributions(0)[0], 1e-6);
    assertTrue(scores.identityError(0) < 1e-6);
  }

  @Test
  void attentionAloneHasNoContributions() {
    final PatchScores scores = two(new PatchValues.AttentionOnly(new float[] {0, 1}, 1), 17);
    assertEquals(PatchMeaning.ATTENTION, scores.meaning());
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> scores.contributions(0));
    assertTrue(e.getMessage().contains("attention per patch, not contribution"), e.getMessage());
  }

  @Test
  void patchesOwnLogitsHaveNoContributions() {
    final PatchScores scores =
        two(new PatchValues.InstanceLogits(new float[] {3, -1}, 1, Optional.empty()), 3);
    assertEquals(3, scores.shown(0)[0]);
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> scores.contributions(0));
    assertTrue(e.getMessage().contains("patch's own logit"), e.getMessage());
  }

  @Test
  void oneAttentionIsShownForEachClassAndOneColumnOfScoresIsNot() {
    final ModelLabel three = new ModelLabel("m", "", List.of("a", "b", "c"));
    final PatchGrid grid = grid(PatchGrid.unplaced(2).neighbors());
    final PatchScores scores =
        new PatchScores(
            "s1",
            three,
            grid,
            Optional.empty(),
            new PatchValues.AttentionOnly(new float[] {0, 0}, 1),
            new double[3]);
    assertEquals(0.5f, scores.shown(2)[1]);
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                new PatchScores(
                    "s1",
                    three,
                    grid,
                    Optional.empty(),
                    new PatchValues.InstanceLogits(new float[2], 1, Optional.empty()),
                    new double[3]));
    assertTrue(e.getMessage().contains("1 columns of values for 3 classes"), e.getMessage());
  }

  @Test
  void badValuesAreNamed() {
    final AttriMilException nan =
        assertThrows(
            AttriMilException.class, () -> two(new float[] {Float.NaN, 0}, new float[2], 0.5));
    assertTrue(nan.getMessage().contains("NaN") && nan.getMessage().contains("s1"));
    assertThrows(AttriMilException.class, () -> two(new float[1], new float[2], 0.5));
    assertThrows(AttriMilException.class, () -> two(new float[1], new float[1], 0.5));
  }

  @Test
  void aNeighborThatIsNotThereIsRefused() {
    final int[] neighbors = PatchGrid.unplaced(2).neighbors();
    neighbors[17] = 2;
    final AttriMilException e = assertThrows(AttriMilException.class, () -> grid(neighbors));
    assertTrue(e.getMessage().contains("neighbor 2"), e.getMessage());
  }

  @Test
  void patchesWithoutAPlaceAreRefused() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                new PatchScores(
                    "s1",
                    new ModelLabel("m", "", List.of("tumor")),
                    PatchGrid.unplaced(1),
                    Optional.empty(),
                    new PatchValues.AttentionOnly(new float[1], 1),
                    new double[1]));
    assertTrue(e.getMessage().contains("no coordinates"), e.getMessage());
  }
}
