package io.github.attrimil.core.options;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which values an option may have.
 *
 * @param type of a value
 * @param choices the texts it may have, empty where it is not a choice
 * @param range the numbers it may be, nothing where any will do
 * @param files which files it may name
 * @param parser reads a value from a text; throws an IllegalArgumentException
 * @param <T> type of a value
 */
public record Values<T>(
    Class<T> type,
    List<String> choices,
    Optional<Range> range,
    Files files,
    Function<String, T> parser) {

  /** The choice that leaves a value to something else. */
  public static final String PRESET = "preset";

  /** What a path may lead to. */
  public enum Files {
    /** It is no path. */
    NONE(List.of()),
    /** A table. */
    TABLE(List.of("csv", "tsv", "txt")),
    /** A text file that is written. */
    SAVED_TEXT(List.of("txt")),
    /** A folder. */
    FOLDER(List.of()),
    /** Regions of slides: a file, or a folder of files. */
    REGIONS(List.of("geojson", "json", "xml", "roi", "zip")),
    /** A file of any type, or a folder. */
    FILE_OR_FOLDER(List.of());

    private final List<String> extensions;

    Files(final List<String> extensions) {
      this.extensions = extensions;
    }

    /**
     * @return the usual extensions of its files, lower-case and without the dot; empty for any
     */
    public List<String> extensions() {
      return extensions;
    }

    /**
     * @return whether it may be a folder
     */
    public boolean isFolder() {
      return this == FOLDER || this == REGIONS || this == FILE_OR_FOLDER;
    }
  }

  /**
   * Numbers from one to another, both included.
   *
   * @param least the smallest
   * @param most the largest
   * @param step from one to the next by the arrows of a dialog
   */
  public record Range(double least, double most, double step) {

    @Override
    public String toString() {
      return text(least) + " to " + text(most);
    }

    private static String text(final double value) {
      final BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
      return Math.abs(value) < 1e15 && exact.scale() < 7
          ? exact.toPlainString()
          : Double.toString(value).replace(".0E", "e");
    }
  }

  /** Copies the choices. */
  public Values {
    choices = List.copyOf(choices);
  }

  /** Values by their texts alone. */
  Values(final Class<T> type, final List<String> choices, final Function<String, T> parser) {
    this(type, choices, Optional.empty(), Files.NONE, parser);
  }

  /** One of several values, by their texts. */
  static <V> Values<V> of(final Class<V> type, final List<V> values) {
    return new Values<>(
        type,
        values.stream().map(OptionText::write).toList(),
        text ->
            values.stream()
                .filter(v -> OptionText.write(v).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text)));
  }

  /** Whole numbers in a range. */
  static Values<Integer> integers(final int least, final int most) {
    return within(Integer.class, new Range(least, most, 1), Integer::valueOf);
  }

  /** Numbers in a range. */
  static Values<Double> numbers(final double least, final double most) {
    return within(Double.class, new Range(least, most, 1), Double::valueOf);
  }

  /** All finite numbers. */
  static Values<Double> numbers() {
    return new Values<>(
        Double.class,
        List.of(),
        text -> {
          final double value = Double.parseDouble(text);
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  /** Files and folders, or none where the text is empty. */
  static Values<Path> paths(final Files files) {
    return new Values<>(
        Path.class,
        List.of(),
        Optional.empty(),
        files,
        text -> text.isEmpty() ? null : Path.of(text));
  }

  private static <N extends Number> Values<N> within(
      final Class<N> type, final Range range, final Function<String, N> parser) {
    return new Values<>(
        type,
        List.of(),
        Optional.of(range),
        Files.NONE,
        text -> {
          final N value = parser.apply(text);
          if (!(value.doubleValue() >= range.least() && value.doubleValue() <= range.most())) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  /** The same numbers, with another step in dialogs. */
  Values<T> step(final double step) {
    return new Values<>(
        type, choices, range.map(r -> new Range(r.least(), r.most(), step)), files, parser);
  }

  /** The same, and one value by a further text. */
  Values<T> alsoAccepts(final String further, final T value) {
    return new Values<>(
        type,
        choices,
        range,
        files,
        text -> text.equalsIgnoreCase(further) ? value : parser.apply(text));
  }

  /** These values and those of another option of the same name. */
  Values<T> or(final Values<T> other) {
    final Set<String> both = new LinkedHashSet<>(choices);
    both.addAll(other.choices);
    return new Values<>(
        type,
        List.copyOf(both),
        range.flatMap(
            a ->
                other.range.map(
                    b ->
                        new Range(
                            Math.min(a.least(), b.least()),
                            Math.max(a.most(), b.most()),
                            a.step()))),
        files,
        text -> {
          try {
            return parser.apply(text);
          } catch (final IllegalArgumentException e) {
            return other.parser.apply(text);
          }
        });
  }

  /** The same or none, null, where the text is empty or one that used to mean none. */
  Values<T> orNone(final List<Double> formerly) {
    final List<String> more = new ArrayList<>(choices);
    if (!choices.isEmpty()) {
      more.add(0, PRESET);
    }
    return new Values<>(
        type,
        more,
        range,
        files,
        text ->
            text.isEmpty() || text.equals(PRESET) && !choices.isEmpty() || isOne(formerly, text)
                ? null
                : parser.apply(text));
  }

  private static boolean isOne(final List<Double> numbers, final String text) {
    try {
      return numbers.contains(Double.parseDouble(text) + 0.0); // -0 is 0
    } catch (final NumberFormatException e) {
      return false;
    }
  }

  /** What a value is, for a message: "a whole number from 1 to 9", "one of a, b". */
  String words() {
    if (!choices.isEmpty()) {
      return "one of " + String.join(", ", choices);
    }
    final String what;
    if (type == Integer.class || type == Long.class) {
      what = "a whole number";
    } else if (Number.class.isAssignableFrom(type)) {
      what = "a number";
    } else {
      return files == Files.NONE ? "a text" : "a path";
    }
    return what + range.map(r -> " from " + r).orElse("");
  }
}
