package io.github.attrimil.command.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.options.UsageException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTextTest {

  @Test
  void valuesWithAndWithoutQuotes() {
    assertEquals(
        Map.of("project", "/data/my study", "epochs", "50", "method", "simclr"),
        RunText.parse("project='/data/my study', epochs=50, method=simclr"));
    assertEquals(Map.of("project", "/data/my study"), RunText.parse("project=/data/my study"));
    assertEquals(
        Map.of("kinds", "attrimil,abmil", "seed", "1"),
        RunText.parse("kinds=attrimil,abmil,seed=1"));
    assertEquals(
        Map.of("kinds", "attrimil,abmil", "label", "a=b"),
        RunText.parse("kinds=\"attrimil,abmil\",label='a=b'"));
    assertEquals(Map.of(), RunText.parse(" "));
    assertEquals(Map.of("more", "", "rate", "1e-4"), RunText.parse("more='',rate=1e-4"));
    assertEquals(Map.of("more", "", "rate", "-1"), RunText.parse("more=,rate=-1"));
  }

  @Test
  void pathsOfWindowsAndQuotes() {
    assertEquals(
        Map.of("project", "C:\\data\\new", "label", "it's"),
        RunText.parse("project='C:\\data\\new',label='it\\'s'"));
    assertEquals(Map.of("project", "C:\\data"), RunText.parse("project='C:\\\\data'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "project | project needs a value: project=VALUE",
        "model,redo=true | model needs a value: model=VALUE",
        "project='a | Cannot read the parameters from \"'a\" on",
        "project='a'b | Cannot read the parameters",
        "'/data/x' | Cannot read the parameters from \"'/data/x'\" on",
        "project='a',project='b' | project= is given twice",
      })
  void mistakesAreQuoted(final String text, final String told) {
    final String message =
        assertThrows(UsageException.class, () -> RunText.parse(text)).getMessage();
    assertTrue(message.contains(told), message);
  }
}
