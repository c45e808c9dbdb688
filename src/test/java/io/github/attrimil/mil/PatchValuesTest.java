package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PatchValuesTest {

  @Test
  void contributionsOfScoresAddUpToTheLogit() {
    // exp 0 + exp 0 = 2 and exp(ln 3) + exp 0 = 4
    final float ln3 = (float) Math.log(3);
    final PatchValues.Additive values =
        new PatchValues.Additive(
            new float[] {3, 6, -1, 2}, new float[] {0, ln3, 0, 0}, new float[] {0.5f, 0});
    assertArrayEquals(new double[] {1.5, -0.5}, values.contributions(0), 1e-12);
    assertArrayEquals(new double[] {1.5, 0.5}, values.contributions(1), 1e-6);
    assertArrayEquals(new float[] {6, 2}, values.values(1));
    assertEquals(PatchMeaning.SCORE, values.meaning());
  }

  @Test
  void attentionOfAThousandDoesNotOverflow() {
    final float bound = (float) Math.exp(PatchEvidence.Additive.LARGEST_EXPONENT);
    final PatchValues.Additive values =
        new PatchValues.Additive(
            new float[] {2 * bound, -4 * bound}, new float[] {1000, 1000}, new float[1]);
    assertArrayEquals(new double[] {1, -2}, values.contributions(0), 1e-6);
    assertArrayEquals(new double[] {0.5, 0.5}, values.shares(0).orElseThrow(), 1e-12);
  }

  @Test
  void patchesWhoseAttentionIsCutAreCounted() {
    final float[] attention = {60, -60, 60.5f, 70, 0, -61};
    assertEquals(2, new PatchValues.Additive(new float[6], attention, new float[2]).clipped());
    assertEquals(
        0, new PatchValues.Additive(new float[2], new float[] {60, -60}, new float[1]).clipped());
  }

  @Test
  void theMeanOfContributionsIsThatOfTheNetworks() {
    final PatchValues.Additive one =
        new PatchValues.Additive(
            new float[] {3, -1}, new float[] {0, (float) Math.log(3)}, new float[] {1});
    // Attention beyond the bound, and a patch without any to speak of.
    final float bound = (float) Math.exp(PatchEvidence.Additive.LARGEST_EXPONENT);
    final PatchValues.Additive other =
        new PatchValues.Additive(
            new float[] {2 * bound, -4}, new float[] {200, 0}, new float[] {-2});
    final PatchValues.Additive mean = (PatchValues.Additive) PatchValues.mean(List.of(one, other));
    assertArrayEquals(new double[] {(0.75 + 2) / 2, -0.25 / 2}, mean.contributions(0), 1e-6);
    assertEquals(-0.5f, mean.bias()[0]);
    assertArrayEquals(new double[] {(0.25 + 1) / 2, 0.75 / 2}, mean.shares(0).orElseThrow(), 1e-6);
    assertTrue(mean.values(0)[0] > 0 && mean.values(0)[1] < 0);
    assertThrows(
        AttriMilException.class,
        () -> PatchValues.mean(List.of(one, new PatchValues.AttentionOnly(new float[] {0, 0}, 1))));
  }

  @Test
  void oneAttentionServesAllClasses() {
    final PatchValues only = new PatchValues.AttentionOnly(new float[] {0, 0, 0, 0}, 1);
    assertArrayEquals(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, only.values(3));
    assertFalse(only.meaning().signed());
    final PatchValues logits =
        new PatchValues.InstanceLogits(
            new float[] {1, 2, 3, 4}, 2, Optional.of(new float[] {5, 6}));
    assertArrayEquals(new float[] {2, 4}, logits.values(1));
    assertArrayEquals(new float[] {5, 6}, logits.attention(1).orElseThrow());
    assertTrue(logits.meaning().words().note().contains("not a share of the slide's logit"));
  }

  @Test
  void whatANetworkSaysIsCopiedOffItsDevice() {
    try (NDManager manager = NDManager.newBaseManager()) {
      final var table = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2));
      final var bias = manager.create(new float[] {7, 8});
      final PatchValues.Additive additive =
          (PatchValues.Additive)
              PatchValues.of(new PatchEvidence.Additive(table, table.neg(), bias));
      assertArrayEquals(new float[] {1, 3, 5}, additive.values(0));
      assertArrayEquals(new float[] {-2, -4, -6}, additive.attention(1).orElseThrow());
      assertArrayEquals(new float[] {7, 8}, additive.bias());
      final PatchValues logits = PatchValues.of(new PatchEvidence.InstanceLogits(table, null));
      assertEquals(2, logits.columns());
      assertTrue(logits.attention(0).isEmpty());
      final PatchValues attention = PatchValues.of(new PatchEvidence.AttentionOnly(table));
      assertEquals(1, sum(attention.values(1)), 1e-6);
    }
  }

  @Test
  void tablesOfOtherSizesAreRefused() {
    assertThrows(
        AttriMilException.class,
        () -> new PatchValues.Additive(new float[3], new float[3], new float[2]));
    assertThrows(
        AttriMilException.class,
        () -> new PatchValues.InstanceLogits(new float[4], 2, Optional.of(new float[3])));
    assertThrows(AttriMilException.class, () -> new PatchValues.AttentionOnly(new float[0], 1));
  }

  private static double sum(final float[] values) {
    return Arrays.stream(new int[] {0, 1, 2}).mapToDouble(i -> values[i]).sum();
  }
}
