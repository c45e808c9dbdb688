package io.github.attrimil.core.options;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One typed option, defined once: its name is the key in the shell, in macros, in records and in
 * model.json; dialogs, help and documents are made from the rest.
 *
 * @param name a single lower-case word
 * @param label a few words for a dialog
 * @param description one sentence
 * @param type of its value
 * @param defaultValue used where none is given
 * @param choices the texts it may have, empty where it is not a choice
 * @param range the values it may have, for messages; empty where any will do
 * @param parser reads a value from a text; throws an IllegalArgumentException
 * @param <T> type of its value
 */
public record Option<T>(
    String name,
    String label,
    String description,
    Class<T> type,
    T defaultValue,
    List<String> choices,
    String range,
    Function<String, T> parser) {

  /** Checks the name. */
  public Option {
    if (!name.matches("[a-z][a-z0-9]*")) {
      throw new AttriMilException(
          "The option \"" + name + "\" is not a single lower-case word, which macros need");
    }
    choices = List.copyOf(choices);
  }

  /**
   * A whole number.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param defaultValue used where none is given
   * @param least smallest value
   * @param most largest value
   * @return the option
   */
  public static Option<Integer> integer(
      final String name,
      final String label,
      final String description,
      final int defaultValue,
      final int least,
      final int most) {
    return new Option<>(
        name,
        label,
        description,
        Integer.class,
        defaultValue,
        List.of(),
        least + " to " + most,
        text -> within(Integer.valueOf(text), least, most));
  }

  /**
   * A number.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param defaultValue used where none is given
   * @param least smallest value
   * @param most largest value
   * @return the option
   */
  public static Option<Double> number(
      final String name,
      final String label,
      final String description,
      final double defaultValue,
      final double least,
      final double most) {
    return new Option<>(
        name,
        label,
        description,
        Double.class,
        defaultValue,
        List.of(),
        least + " to " + most,
        text -> within(Double.valueOf(text), least, most));
  }

  /**
   * True or false.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param defaultValue used where none is given
   * @return the option
   */
  public static Option<Boolean> flag(
      final String name, final String label, final String description, final boolean defaultValue) {
    return new Option<>(
        name,
        label,
        description,
        Boolean.class,
        defaultValue,
        List.of("true", "false"),
        "",
        text -> {
          if (!text.matches("(?i)true|false")) {
            throw new IllegalArgumentException(text);
          }
          return Boolean.valueOf(text);
        });
  }

  /**
   * One of an enum's constants, written in lower case.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param defaultValue used where none is given
   * @param <E> the enum
   * @return the option
   */
  public static <E extends Enum<E>> Option<E> choice(
      final String name, final String label, final String description, final E defaultValue) {
    final Class<E> type = defaultValue.getDeclaringClass();
    return new Option<>(
        name,
        label,
        description,
        type,
        defaultValue,
        Arrays.stream(type.getEnumConstants()).map(Option::write).toList(),
        "",
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
  }

  /**
   * @param text a value as a user writes it
   * @return the value
   * @throws AttriMilException quoting the text, when it is none
   */
  public T parse(final String text) {
    try {
      return parser.apply(text.strip());
    } catch (final IllegalArgumentException e) {
      throw new AttriMilException(
          name
              + "="
              + text
              + (choices.isEmpty()
                  ? " is not a " + (type == Integer.class ? "whole " : "") + "number from " + range
                  : " is none of " + String.join(", ", choices)),
          e);
    }
  }

  /**
   * @param value a value of an option
   * @return its text, which {@link #parse} reads
   */
  public static String write(final Object value) {
    return value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : String.valueOf(value);
  }

  private static <N extends Number> N within(final N value, final double least, final double most) {
    if (!(value.doubleValue() >= least && value.doubleValue() <= most)) {
      throw new IllegalArgumentException(value.toString());
    }
    return value;
  }
}
