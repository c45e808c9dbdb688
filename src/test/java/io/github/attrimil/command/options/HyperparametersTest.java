package io.github.attrimil.command.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BareKind;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.train.Recipe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hyperparameters of two kinds that share an option and have one each. */
class HyperparametersTest {

  private static final Option<Integer> HIDDEN =
      Option.integer("hidden", "Hidden units", "Number of hidden units.", 128, 1, 512);
  private static final Option<Integer> HIDDEN_WIDE =
      Option.integer("hidden", "Hidden units", "Number of hidden units.", 256, 1, 4096);
  private static final Option<Double> RANK =
      Option.number("rank", "Ranking", "Weight of the ranking constraint.", 0.3, 0, 10);
  private static final Option<Boolean> GATED =
      Option.flag("gated", "Gated attention", "Use gated attention.", true);

  private static final ModelKind NARROW = new Kind("narrow", HIDDEN, RANK);
  private static final ModelKind WIDE = new Kind("wide", HIDDEN_WIDE, GATED);

  private final Hyperparameters all = new Hyperparameters(List.of(NARROW, WIDE));

  private Map<String, String> given(final ModelKind kind, final Map<String, String> texts) {
    final Recipe preset = Recipe.of(kind, "default");
    final Map<String, String> values =
        all.recipe(preset, Options.of(all.list()).with(texts)).options().asMap();
    values.entrySet().removeAll(preset.options().asMap().entrySet());
    return values;
  }

  @Test
  void eachIsOfferedOnceAndLeftToThePreset() {
    final int shared = TrainingOptions.defaults().list().size();
    assertEquals(shared + 3, all.list().size());
    for (final Option<?> option : all.list()) {
      assertNull(option.defaultValue(), option.name());
    }
    assertEquals(Map.of(), given(NARROW, Map.of()));
    final Options options = Options.of(all.list());
    final String hidden = options.find("hidden").orElseThrow().description();
    assertTrue(hidden.endsWith("Empty: by the preset. Only for kind=narrow, wide."), hidden);
    final String rank = options.find("rank").orElseThrow().description();
    assertTrue(rank.endsWith("Empty: by the preset, usually 0.3. Only for kind=narrow."), rank);
    assertEquals(List.of("preset", "true", "false"), options.find("gated").orElseThrow().choices());
  }

  @Test
  void zeroEpochsAndRateOfOldMacrosMeanThePreset() {
    assertEquals(Map.of(), given(NARROW, Map.of("epochs", "0", "rate", "0.0")));
    assertEquals(Map.of("epochs", "7"), given(NARROW, Map.of("epochs", "7", "rate", "")));
  }

  @Test
  void anotherKindsOptionIsRefusedNamingTheKindsOwn() {
    assertEquals(Map.of("rank", "0.5"), given(NARROW, Map.of("rank", "0.5")));
    final String message =
        assertThrows(AttriMilException.class, () -> given(WIDE, Map.of("rank", "0.5")))
            .getMessage();
    assertTrue(message.startsWith("rank=0.5 is not an option of kind=wide"), message);
    assertTrue(message.endsWith("hidden, gated"), message);
    assertThrows(AttriMilException.class, () -> given(NARROW, Map.of("gated", "false")));
  }

  @Test
  void aSharedOptionKeepsEachKindsRange() {
    assertEquals(Map.of("hidden", "1000"), given(WIDE, Map.of("hidden", "1000")));
    final String message =
        assertThrows(AttriMilException.class, () -> given(NARROW, Map.of("hidden", "1000")))
            .getMessage();
    assertEquals("hidden=1000 is not a whole number from 1 to 512", message);
  }

  private static final class Kind extends BareKind {

    private final Option<?>[] own;

    Kind(final String name, final Option<?>... own) {
      super(name);
      this.own = own;
    }

    @Override
    public Options options() {
      return Options.of(own);
    }
  }

  @Test
  void numbersAreReadable() {
    assertEquals("0", OptionText.readable("0.0"));
    assertEquals("1e-5", OptionText.readable("1.0E-5"));
    assertEquals("2.5e-5", OptionText.readable("2.5E-5"));
    assertEquals("37.5", OptionText.readable("37.5"));
    assertEquals("0.05", OptionText.readable("0.05"));
    assertEquals("1.0.0", OptionText.readable("1.0.0"));
    assertEquals("zero", OptionText.readable("zero"));
  }
}
