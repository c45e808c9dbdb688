package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {

  @Test
  void everyHyperparameterCanBeChanged() {
    final Map<String, String> changes = new LinkedHashMap<>();
    changes.put("epochs", "7");
    changes.put("bag", "patient");
    changes.put("bags", "4");
    changes.put("balance", "none");
    changes.put("optimizer", "adam");
    changes.put("rate", "0.01");
    changes.put("schedule", "cosine");
    changes.put("clip", "1.0");
    changes.put("momentum", "0.5");
    changes.put("decay", "0.25");
    changes.put("average", "0.9");
    changes.put("reduction", "32");
    changes.put("noise", "0.7");
    changes.put("monitor", "auc");
    changes.put("patience", "5");
    changes.put("patiencefrom", "6");
    changes.put("restarts", "3");
    changes.put("restartabove", "0.6");
    changes.put("start", "zero");
    changes.put("spatial", "0.2");
    changes.put("spatialform", "geary");
    changes.put("rank", "0.4");
    changes.put("rankform", "hinge");
    changes.put("warmup", "3");
    changes.put("patchloss", "0.3");
    changes.put("pooled", "7");
    final Recipe official = Recipes.attrimil("official");
    assertEquals(changes.keySet(), official.options().asMap().keySet());
    for (final Map.Entry<String, String> change : changes.entrySet()) {
      final String before = official.options().asMap().get(change.getKey());
      assertTrue(!before.equals(change.getValue()), change + " is the same as before");
    }
    assertEquals(changes, official.with(changes).options().asMap());
    assertEquals("official", official.with(changes).preset());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"speed=1", "rate=fast", "preset=paper", "rankform=x", "decay=-1", "rate=0"})
  void whatIsNoHyperparameterIsRefused(final String wrong) {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> Recipes.attrimil("default", wrong));
    assertTrue(e.getMessage().contains(wrong.replaceFirst("=.*", "")), e.getMessage());
  }

  @Test
  void aPresetOfAnotherKindIsRefused() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> Recipes.attrimil("fast"));
    assertEquals("kind=attrimil has no preset=fast, only default, official, paper", e.getMessage());
  }
}
