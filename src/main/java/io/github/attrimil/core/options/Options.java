package io.github.attrimil.core.options;

import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Values of a list of options, complete: what was not set has its default. Immutable. */
public final class Options {

  private final List<Option<?>> list;
  private final Map<String, Object> values;

  private Options(final List<Option<?>> list, final Map<String, Object> values) {
    this.list = list;
    this.values = values;
  }

  /**
   * @param options options of different names
   * @return them at their defaults
   */
  public static Options of(final Option<?>... options) {
    return of(List.of(options));
  }

  /**
   * @param options options of different names
   * @return them at their defaults
   */
  public static Options of(final List<Option<?>> options) {
    final Map<String, Object> values = new LinkedHashMap<>();
    for (final Option<?> option : options) {
      if (values.put(option.name(), option.defaultValue()) != null) {
        throw new AttriMilException("The option \"" + option.name() + "\" is defined twice");
      }
    }
    return new Options(List.copyOf(options), values);
  }

  /**
   * @param other options of other names
   * @return both, these first
   */
  public Options and(final Options other) {
    final Options both =
        of(Stream.concat(list.stream(), other.list.stream()).<Option<?>>map(o -> o).toList());
    both.values.putAll(values);
    both.values.putAll(other.values);
    return both;
  }

  /**
   * @return the options, in order
   */
  public List<Option<?>> list() {
    return list;
  }

  /**
   * @param name a name, or an earlier one
   * @return the option of that name
   */
  public Optional<Option<?>> find(final String name) {
    return list.stream()
        .filter(o -> o.name().equals(name) || o.aliases().contains(name))
        .<Option<?>>map(o -> o)
        .findFirst();
  }

  /**
   * @param option one of these
   * @param <T> type of its value
   * @return its value
   */
  public <T> T get(final Option<T> option) {
    return option.type().cast(values.get(known(option.name()).name()));
  }

  /**
   * @param option one of these
   * @param <T> type of its value
   * @return its value, nothing where it is left to something else
   */
  public <T> Optional<T> given(final Option<T> option) {
    return Optional.ofNullable(get(option));
  }

  /**
   * @param option one of these
   * @param value its value
   * @param <T> type of its value
   * @return the same with this value
   */
  public <T> Options with(final Option<T> option, final T value) {
    return with(option.name(), option.text(value));
  }

  /**
   * @param name one of these, by name
   * @param text its value as a user writes it
   * @return the same with this value
   * @throws AttriMilException when there is no such option, or the text is no value of it
   */
  public Options with(final String name, final String text) {
    final Map<String, Object> changed = new LinkedHashMap<>(values);
    final Option<?> option = known(name);
    changed.put(option.name(), option.parse(text));
    return new Options(list, changed);
  }

  /**
   * @param texts values as a user writes them, by name
   * @return the same with these values
   * @throws AttriMilException when there is no such option, or a text is no value of it
   */
  public Options with(final Map<String, String> texts) {
    Options changed = this;
    for (final Map.Entry<String, String> entry : texts.entrySet()) {
      changed = changed.with(entry.getKey(), entry.getValue());
    }
    return changed;
  }

  /**
   * @return every value as a text, by name, in order: for records and stamps
   */
  public Map<String, String> asMap() {
    final Map<String, String> map = new LinkedHashMap<>();
    list.forEach(o -> map.put(o.name(), o.text(values.get(o.name()))));
    return map;
  }

  private Option<?> known(final String name) {
    return find(name)
        .orElseThrow(
            () -> {
              final List<String> names = new ArrayList<>();
              list.forEach(o -> names.add(o.name()));
              return new AttriMilException(
                  "There is no option \"" + name + "\"; choose one of " + String.join(", ", names));
            });
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof Options o && o.list.equals(list) && o.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
