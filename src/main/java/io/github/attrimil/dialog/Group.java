package io.github.attrimil.dialog;

import io.github.attrimil.core.options.Option;
import java.util.List;

/**
 * Options that a dialog shows together, under Advanced.
 *
 * @param title a few words
 * @param options the options, in order
 */
public record Group(String title, List<Option<?>> options) {

  /** Keeps a copy. */
  public Group {
    options = List.copyOf(options);
  }
}
