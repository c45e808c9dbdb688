package io.github.attrimil.evaluate.localize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.ModelCard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelMapsTest {

  private static final ModelCard CARD =
      new ModelCard(
          "kind",
          "m",
          List.of("normal", "tumor"),
          FeatureCard.of(8),
          new ModelCard.Training(1, 0, "", Map.of(), List.of(), "", List.of()),
          List.of());

  private static double[] evidence(final PatchValues values) {
    return ModelMaps.evidence(values, CARD, "tumor");
  }

  @Test
  void scoresAndPatchesOwnLogitsFindLesions() {
    final float[] table = {1, -2, 3, 4};
    final double[] expected = {-2, 4};
    assertArrayEquals(
        expected, evidence(new PatchValues.Additive(table, new float[4], new float[2])));
    assertArrayEquals(
        expected, evidence(new PatchValues.InstanceLogits(table, 2, Optional.empty())));
  }

  @Test
  void attentionFindsNoLesions() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> evidence(new PatchValues.AttentionOnly(new float[] {1, 2}, 1)));
    assertTrue(e.getMessage().contains("neither supports nor opposes the class \"tumor\""));
    assertTrue(e.getMessage().contains("without annotations="), e.getMessage());
  }
}
