package io.github.attrimil.project;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What shapes an output, by name, as it is stamped beside it. Only values whose text is fixed are
 * taken, each by a method of its own: the text of any other object, such as a record, may change
 * when a component is renamed, and finished work would then be repeated.
 */
public final class StampKey {

  private final TreeMap<String, String> texts = new TreeMap<>();

  /**
   * @param name a parameter's name, each once
   * @param value its text
   * @return this key
   * @throws IllegalArgumentException when the name was given before
   */
  public StampKey with(final String name, final String value) {
    if (texts.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("\"" + name + "\" is in the stamp key already");
    }
    return this;
  }

  /**
   * @param name a parameter's name, each once
   * @param value its value
   * @return this key
   */
  public StampKey with(final String name, final long value) {
    return with(name, Long.toString(value));
  }

  /**
   * @param name a parameter's name, each once
   * @param value its value
   * @return this key
   */
  public StampKey with(final String name, final double value) {
    return with(name, Double.toString(value));
  }

  /**
   * @param name a parameter's name, each once
   * @param value its value
   * @return this key
   */
  public StampKey with(final String name, final boolean value) {
    return with(name, Boolean.toString(value));
  }

  /**
   * @param name a parameter's name, each once
   * @param value its value, stamped in lower case
   * @return this key
   */
  public StampKey with(final String name, final Enum<?> value) {
    return with(name, value.name().toLowerCase(Locale.ROOT));
  }

  /**
   * @param name a parameter's name, each once
   * @param value its value, stamped with forward slashes
   * @return this key
   */
  public StampKey with(final String name, final Path value) {
    return with(name, value.toString().replace('\\', '/'));
  }

  /**
   * @param name a parameter's name, each once
   * @param values its values; their order counts
   * @return this key
   */
  public StampKey with(final String name, final List<String> values) {
    return with(
        name,
        values.stream()
            .map(v -> v.replace("\\", "\\\\").replace(",", "\\,"))
            .collect(Collectors.joining(", ", "[", "]")));
  }

  /**
   * @param parameters values by name
   * @return this key
   */
  public StampKey withAll(final Map<String, String> parameters) {
    parameters.forEach(this::with);
    return this;
  }

  /**
   * @return texts by name, sorted
   */
  public Map<String, String> asMap() {
    return Collections.unmodifiableMap(texts);
  }
}
