package io.github.attrimil.mil;

import io.github.attrimil.core.options.Options;
import java.util.Map;

/** Options of networks in tests of every kind. */
public final class TestOptions {

  private static final Map<String, String> NARROW =
      Map.of("width", "16", "gate", "8", "layers", "1");

  private TestOptions() {}

  /**
   * Networks that are as wide and deep as they are in practice take as much longer to test.
   *
   * @param options a kind's, or a whole recipe
   * @return the same with narrow layers, where the kind has a choice
   */
  public static Options narrow(final Options options) {
    Options narrow = options;
    for (final Map.Entry<String, String> width : NARROW.entrySet()) {
      if (options.find(width.getKey()).isPresent()) {
        narrow = narrow.with(width.getKey(), width.getValue());
      }
    }
    return narrow;
  }

  /**
   * @param options a kind's, or a whole recipe
   * @return the same with narrow layers, and weights that make evidence not trivial, where the kind
   *     has a choice
   */
  static Options random(final Options options) {
    final Options narrow = narrow(options);
    return narrow.find(Start.OPTION.name()).isPresent()
        ? narrow.with(Start.OPTION, Start.RANDOM)
        : narrow;
  }
}
