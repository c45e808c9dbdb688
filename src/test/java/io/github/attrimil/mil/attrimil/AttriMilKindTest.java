package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Start;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The recipes of AttriMIL and its own options. */
class AttriMilKindTest {

  private final AttriMilKind kind = new AttriMilKind();

  private void recipe(final String preset, final String expected) {
    final Map<String, String> map =
        Arrays.stream(expected.split("\\s+"))
            .map(s -> s.split("="))
            .collect(Collectors.toMap(s -> s[0], s -> s[1]));
    assertEquals(map, kind.recipe(preset).asMap(), preset);
  }

  @Test
  void recipesHaveTheirHyperparameters() {
    recipe(
        "default",
        "bag=slide balance=sampling monitor=loss epochs=60 bags=50 optimizer=sgd rate=0.005"
            + " schedule=constant clip=0.0 momentum=0.9 decay=0.01 average=0.0 reduction=auto"
            + " noise=0.5 patience=20 patiencefrom=30 restarts=2 restartabove=0.25"
            + " start=zero spatial=0.0 spatialform=strongest rank=0.3 rankform=hinge warmup=10"
            + " patchloss=0.5 pooled=5");
    recipe(
        "official",
        "bag=slide balance=sampling monitor=loss epochs=200 bags=0 optimizer=sgd rate=2.0E-4"
            + " schedule=constant clip=0.0 momentum=0.9 decay=1.0E-5 average=0.0 reduction=none"
            + " noise=0.0 patience=0 patiencefrom=50 restarts=0 restartabove=0.97"
            + " start=random spatial=1.0 spatialform=strongest rank=5.0 rankform=signs warmup=0"
            + " patchloss=0.0 pooled=10");
    recipe(
        "paper",
        "bag=slide balance=sampling monitor=loss epochs=200 bags=0 optimizer=adam rate=2.0E-4"
            + " schedule=constant clip=0.0 momentum=0.9 decay=0.0 average=0.0 reduction=none"
            + " noise=0.0 patience=20 patiencefrom=50 restarts=0 restartabove=0.97"
            + " start=random spatial=0.1 spatialform=strongest rank=0.001 rankform=signs warmup=0"
            + " patchloss=0.0 pooled=10");
  }

  @Test
  void unknownPresetsAreRefused() {
    final AttriMilException e = assertThrows(AttriMilException.class, () -> kind.recipe("even"));
    assertTrue(e.getMessage().contains("preset=even"), e.getMessage());
    assertTrue(e.getMessage().contains("default, official, paper"), e.getMessage());
  }

  @Test
  void theFormerNameOfZeroInitializedIsRead() {
    final Options options = kind.options().with("start", "random");
    assertEquals(Start.ZERO, options.with("start", "even").get(Start.OPTION));
    assertEquals("zero", options.with("start", "even").asMap().get("start"));
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> options.with("start", "odd"));
    assertTrue(e.getMessage().contains("zero, random"), e.getMessage());
  }
}
