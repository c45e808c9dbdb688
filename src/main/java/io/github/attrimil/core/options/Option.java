package io.github.attrimil.core.options;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Values.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One typed option, defined once: its name is the key in the shell, in macros, in records and in
 * model.json; dialogs, help and documents are made from the rest.
 *
 * @param name a single lower-case word
 * @param label a few words for a dialog
 * @param description one sentence
 * @param defaultValue used where none is given; null where it is left to something else
 * @param values which values it may have
 * @param aliases earlier names, still accepted
 * @param needed whether it must be given
 * @param <T> type of its value
 */
public record Option<T>(
    String name,
    String label,
    String description,
    T defaultValue,
    Values<T> values,
    List<String> aliases,
    boolean needed) {

  /** Checks the name. */
  public Option {
    if (!name.matches("[a-z][a-z0-9]*")) {
      throw new AttriMilException(
          "The option \"" + name + "\" is not a single lower-case word, as macros require");
    }
    aliases = List.copyOf(aliases);
  }

  private Option(
      final String name,
      final String label,
      final String description,
      final T defaultValue,
      final Values<T> values) {
    this(name, label, description, defaultValue, values, List.of(), false);
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
    return new Option<>(name, label, description, defaultValue, Values.integers(least, most));
  }

  /**
   * Any whole number of 64 bits.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param defaultValue used where none is given
   * @return the option
   */
  public static Option<Long> whole(
      final String name, final String label, final String description, final long defaultValue) {
    return new Option<>(
        name, label, description, defaultValue, new Values<>(Long.class, List.of(), Long::valueOf));
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
    return new Option<>(name, label, description, defaultValue, Values.numbers(least, most));
  }

  /**
   * Any finite number.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param defaultValue used where none is given
   * @return the option
   */
  public static Option<Double> number(
      final String name, final String label, final String description, final double defaultValue) {
    return new Option<>(name, label, description, defaultValue, Values.numbers());
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
        name, label, description, defaultValue, Values.of(Boolean.class, List.of(true, false)));
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
    return choice(
        name,
        label,
        description,
        defaultValue,
        List.of(defaultValue.getDeclaringClass().getEnumConstants()));
  }

  /**
   * One of some of an enum's constants, written in lower case.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param defaultValue used where none is given
   * @param choices the constants it may be
   * @param <E> the enum
   * @return the option
   */
  public static <E extends Enum<E>> Option<E> choice(
      final String name,
      final String label,
      final String description,
      final E defaultValue,
      final List<E> choices) {
    return new Option<>(
        name,
        label,
        description,
        defaultValue,
        Values.of(defaultValue.getDeclaringClass(), choices));
  }

  /**
   * One of several texts.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param choices the texts, the default first
   * @return the option
   */
  public static Option<String> oneOf(
      final String name, final String label, final String description, final List<String> choices) {
    return new Option<>(name, label, description, choices.get(0), Values.of(String.class, choices));
  }

  /**
   * A text, which may be empty.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param defaultValue used where none is given
   * @return the option
   */
  public static Option<String> text(
      final String name, final String label, final String description, final String defaultValue) {
    return new Option<>(
        name,
        label,
        description,
        defaultValue,
        new Values<>(String.class, List.of(), text -> text));
  }

  /**
   * Any value that is written as a text.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param defaultValue used where none is given; its class's toString gives the text
   * @param parser reads a value from a text; throws an exception whose message quotes it
   * @param <T> type of its value
   * @return the option
   */
  @SuppressWarnings("unchecked")
  public static <T> Option<T> parsed(
      final String name,
      final String label,
      final String description,
      final T defaultValue,
      final Function<String, T> parser) {
    return new Option<>(
        name,
        label,
        description,
        defaultValue,
        new Values<>((Class<T>) defaultValue.getClass(), List.of(), parser));
  }

  /**
   * A file or folder, or none.
   *
   * @param name a single lower-case word
   * @param label a few words for a dialog
   * @param description one sentence
   * @param files what it may lead to
   * @return the option
   */
  public static Option<Path> path(
      final String name, final String label, final String description, final Files files) {
    return new Option<>(name, label, description, null, Values.paths(files));
  }

  /**
   * @param former earlier names, still accepted
   * @return the same option
   */
  public Option<T> aliases(final String... former) {
    return new Option<>(name, label, description, defaultValue, values, List.of(former), needed);
  }

  /**
   * @return the same option, which must be given
   */
  public Option<T> mustBeGiven() {
    return new Option<>(name, label, description, defaultValue, values, aliases, true);
  }

  /**
   * @param text a former word for a value, still accepted
   * @param value that value
   * @return the same option
   */
  public Option<T> alsoAccepts(final String text, final T value) {
    return new Option<>(
        name, label, description, defaultValue, values.alsoAccepts(text, value), aliases, needed);
  }

  /**
   * Takes the values of another option too, where several kinds have an option of one name.
   *
   * @param other an option of the same name and type
   * @return this option with the values of both
   * @throws AttriMilException when names or types differ
   */
  public Option<T> or(final Option<?> other) {
    if (!name.equals(other.name()) || type() != other.type()) {
      throw new AttriMilException(
          "The option \"" + name + "\" is defined as " + type() + " and as " + other.type());
    }
    @SuppressWarnings("unchecked")
    final Values<T> more = ((Option<T>) other).values();
    return new Option<>(name, label, description, defaultValue, values.or(more), aliases, needed);
  }

  /**
   * @param newLabel a few words for a dialog
   * @param newDescription one sentence
   * @return the same option in other words
   */
  public Option<T> words(final String newLabel, final String newDescription) {
    return new Option<>(name, newLabel, newDescription, defaultValue, values, aliases, needed);
  }

  /**
   * @param step from one number to the next by the arrows of a dialog
   * @return the same option
   */
  public Option<T> step(final double step) {
    return new Option<>(name, label, description, defaultValue, values.step(step), aliases, needed);
  }

  /**
   * Leaves the value to something else, a preset or a file, where the text is empty.
   *
   * @param formerly numbers that used to mean the same and are still accepted
   * @return the same option without a default
   */
  public Option<T> orNone(final Number... formerly) {
    final List<Double> numbers = new ArrayList<>();
    for (final Number number : formerly) {
      numbers.add(number.doubleValue());
    }
    return new Option<>(name, label, description, null, values.orNone(numbers), aliases, needed);
  }

  /**
   * @return the label without its note on what an empty field means
   */
  public String title() {
    return OptionText.title(label);
  }

  /**
   * @return type of its value
   */
  public Class<T> type() {
    return values.type();
  }

  /**
   * @return the texts it may have, empty where it is not a choice
   */
  public List<String> choices() {
    return values.choices();
  }

  /**
   * @param text a value as a user writes it
   * @return the value; null where it is left to something else
   * @throws AttriMilException quoting the text, when it is none
   */
  public T parse(final String text) {
    if (needed && text.isBlank()) {
      throw new AttriMilException(name + "= is empty; give a value" + meant());
    }
    try {
      return values.parser().apply(text.strip());
    } catch (final IllegalArgumentException e) {
      throw new AttriMilException(name + "=" + text + " is not " + values.words(), e);
    }
  }

  /** The first sentence of the description, in parentheses. */
  String meant() {
    return " (" + description.replaceFirst("\\.( .*)?$", "") + ")";
  }

  /**
   * @param value a value of this option, null where it is left to something else
   * @return its text, which {@link #parse} reads
   */
  public String text(final Object value) {
    if (value == null) {
      return choices().isEmpty() ? "" : Values.PRESET;
    }
    return OptionText.write(value);
  }
}
