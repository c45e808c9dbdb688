package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.command.door.MacroKeys;
import io.github.attrimil.command.line.CommandTable;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Parameters of commands, whatever is written for them. */
class OptionPropertyTest {

  private static List<Option<?>> options() {
    try (CommandTable table = new CommandTable()) {
      return table.names().stream()
          .<Option<?>>flatMap(n -> table.create(table.info(n)).defaults().list().stream())
          .distinct()
          .toList();
    }
  }

  private static final List<Option<?>> OPTIONS = options();

  @Provide
  Arbitrary<Option<?>> anyOption() {
    return Arbitraries.of(OPTIONS);
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(8),
        Arbitraries.doubles().map(String::valueOf),
        Arbitraries.longs().between(-3, 3000).map(String::valueOf),
        Arbitraries.of(
            "",
            "auto",
            "preset",
            "true",
            "TRUE",
            "gpu:1",
            "all",
            "1e5",
            "0x1p3",
            "1f",
            "NaN",
            "Infinity",
            "٣",
            "1,5",
            "[a b]",
            "a=b",
            "\"a\"",
            "~",
            "C:\\a",
            "\u0000",
            "a\nb"));
  }

  /** A value that is accepted is written as a text that means the same. */
  @Property(seed = "1")
  void aValueIsRefusedInOurWordsOrComesBack(
      @ForAll("anyOption") final Option<?> option, @ForAll("values") final String text) {
    final Object value;
    try {
      value = option.parse(text);
    } catch (final AttriMilException e) {
      return;
    }
    assertEquals(value, option.parse(option.text(value)), () -> option.name() + "=" + text);
  }

  @Property(seed = "1")
  void theShellTakesWhatComesAfterTheFirstEqualsSign(
      @ForAll("values") final String value, @ForAll("values") final String other) {
    final Map<String, String> expected = new LinkedHashMap<>();
    expected.put("project", value);
    expected.put("classes", other);
    final String[] words = {"train", "project=" + value, "classes=" + other};
    assertEquals(expected, Shell.parse(Options.of(List.of()), words));
  }

  @Provide
  Arbitrary<Map<String, String>> parameters() {
    return Arbitraries.maps(
            Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(5),
            Arbitraries.strings().withChars("a =,'\"/\\.-").ofMaxLength(6))
        .ofMaxSize(4);
  }

  @Property(seed = "1")
  void keysOfAMacroAreThoseBeforeBrackets(
      @ForAll("parameters") final Map<String, String> parameters) {
    final String line =
        parameters.entrySet().stream()
            .map(e -> e.getKey() + "=[" + e.getValue() + "]")
            .collect(Collectors.joining(" "));
    final Set<String> keys = MacroKeys.of(line);
    assertEquals(List.copyOf(parameters.keySet()), List.copyOf(keys));
  }
}
