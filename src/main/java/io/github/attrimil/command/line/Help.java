package io.github.attrimil.command.line;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scijava.module.ModuleInfo;

/** A command's help, made from its own options. */
public final class Help {

  private static final int WIDTH = 96;

  private Help() {}

  /**
   * @param info a command's description
   * @param options its options
   * @param out takes the help
   */
  public static void print(final ModuleInfo info, final Options options, final PrintStream out) {
    out.println(info.getName() + ": " + info.getDescription());
    out.println("In Fiji: " + String.join(" > ", menu(info)));
    out.println();
    for (final Option<?> option : options.list()) {
      out.println(
          "  "
              + option.name()
              + "="
              + typeName(option).toUpperCase(Locale.ROOT)
              + "   "
              + notes(option));
      wrap(option.description(), out);
    }
  }

  private static List<String> menu(final ModuleInfo info) {
    return info.getMenuPath().stream().map(e -> e.getName()).toList();
  }

  private static String notes(final Option<?> option) {
    final List<String> notes = new ArrayList<>();
    if (option.needed()) {
      notes.add("required");
    }
    final String initial = option.text(option.defaultValue());
    if (!initial.isEmpty()) {
      notes.add("default " + OptionText.readable(initial));
    }
    if (!option.choices().isEmpty() && option.type() != Boolean.class) {
      notes.add("one of " + String.join(", ", option.choices()));
    }
    option.values().range().ifPresent(range -> notes.add(range.toString()));
    if (!option.aliases().isEmpty()) {
      notes.add("formerly " + String.join(", ", option.aliases()));
    }
    return notes.isEmpty() ? "" : "(" + String.join("; ", notes) + ")";
  }

  /**
   * @param option an option
   * @return what kind of value it takes, in a word
   */
  public static String typeName(final Option<?> option) {
    if (option.type() == Boolean.class) {
      return "true/false";
    }
    if (option.type() == Integer.class || option.type() == Long.class) {
      return "whole number";
    }
    if (option.type() == Double.class) {
      return "number";
    }
    return option.values().files() == Values.Files.NONE ? "text" : "path";
  }

  private static void wrap(final String text, final PrintStream out) {
    StringBuilder line = new StringBuilder("     ");
    for (final String word : text.split(" ")) {
      if (line.length() + word.length() + 1 > WIDTH) {
        out.println(line);
        line = new StringBuilder("     ");
      }
      line.append(' ').append(word);
    }
    out.println(line);
  }
}
