package io.github.attrimil.command.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoreSettingsTest {

  private static final Option<String> KIND = Option.text("kind", "Kind", "Kind.", "attrimil");
  private static final Option<Integer> EPOCHS =
      Option.integer("epochs", "Epochs", "Epochs.", 60, 1, 1000).aliases("rounds");
  private static final Option<String> CLASSES = Option.text("classes", "Classes", "Classes.", "");

  private final List<Option<?>> shown = List.of(KIND);
  private final MoreSettings more = new MoreSettings(List.of(EPOCHS, KIND, CLASSES), shown);

  private Options applied(final String text) {
    return more.apply(Options.of(more.inOrder(shown)).with(MoreSettings.NAME, text));
  }

  private void refuses(final String text, final String... words) {
    final UsageException e = assertThrows(UsageException.class, () -> applied(text));
    for (final String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }

  @Test
  void theFieldComesAfterWhatIsShown() {
    assertEquals(
        List.of("kind", "more", "epochs", "classes"),
        more.inOrder(shown).stream().map(Option::name).toList());
    final MoreSettings none = new MoreSettings(List.of(KIND), shown);
    assertEquals(shown, none.inOrder(shown));
  }

  @Test
  void settingsAreReadAsMacrosWriteThem() {
    assertEquals(60, applied("").get(EPOCHS));
    assertEquals(5, applied(" epochs=5 ").get(EPOCHS));
    assertEquals(5, applied("rounds=5").get(EPOCHS));
    final Options both = applied("classes=[no tumor,tumor], epochs=7");
    assertEquals("no tumor,tumor", both.get(CLASSES));
    assertEquals(7, both.get(EPOCHS));
    assertEquals("a b", applied("classes=\"a b\"").get(CLASSES));
  }

  @Test
  void whatIsNoSettingIsRefused() {
    refuses("epoch=5", "\"epoch\"", "epochs, classes");
    refuses("kind=abmil", "\"kind\"");
    refuses("epochs 5", "epochs 5", "name=value");
    refuses("epochs=5 epochs=6", "twice");
  }

  @Test
  void twoValuesOfOneSettingAreRefused() {
    final Options given =
        Options.of(more.inOrder(shown)).with("epochs", "9").with(MoreSettings.NAME, "epochs=5");
    final UsageException e = assertThrows(UsageException.class, () -> more.apply(given));
    assertTrue(e.getMessage().contains("epochs=9"), e.getMessage());
    assertEquals(9, more.apply(given.with(MoreSettings.NAME, "epochs=9")).get(EPOCHS));
  }
}
