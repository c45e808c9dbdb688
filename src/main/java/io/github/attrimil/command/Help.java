package io.github.attrimil.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.scijava.command.CommandInfo;
import org.scijava.module.ModuleItem;

/** A command's help, made from its own parameters. */
final class Help {

  private static final int WIDTH = 96;

  private Help() {}

  static void print(
      final CommandInfo info, final Collection<ModuleItem<?>> items, final PrintStream out) {
    out.println(info.getName() + ": " + info.getDescription());
    out.println("In Fiji: " + String.join(" > ", menu(info)));
    out.println();
    for (final ModuleItem<?> item : items) {
      out.println(
          "  "
              + item.getName()
              + "="
              + typeName(item).toUpperCase(java.util.Locale.ROOT)
              + "   "
              + notes(item));
      wrap(item.getDescription(), out);
    }
  }

  private static List<String> menu(final CommandInfo info) {
    return info.getMenuPath().stream().map(e -> e.getName()).toList();
  }

  private static String notes(final ModuleItem<?> item) {
    final List<String> notes = new ArrayList<>();
    if (item.get(AttriCommand.NEEDED) != null) {
      notes.add("needed");
    }
    final Object initial = defaultValue(item);
    if (initial != null && !initial.toString().isEmpty()) {
      notes.add("default " + initial);
    }
    if (item.getChoices() != null && !item.getChoices().isEmpty()) {
      notes.add("one of " + item.getChoices());
    }
    if (item.getMinimumValue() != null || item.getMaximumValue() != null) {
      notes.add("from " + item.getMinimumValue() + " to " + item.getMaximumValue());
    }
    return notes.isEmpty() ? "" : "(" + String.join("; ", notes) + ")";
  }

  /** The value of the field in a fresh command: written once, where it is used. */
  private static Object defaultValue(final ModuleItem<?> item) {
    final java.lang.reflect.Field field =
        ((org.scijava.command.CommandModuleItem<?>) item).getField();
    try {
      final Object fresh =
          ((CommandInfo) ((org.scijava.command.CommandModuleItem<?>) item).getInfo())
              .loadClass()
              .getDeclaredConstructor()
              .newInstance();
      return org.scijava.util.ClassUtils.getValue(field, fresh);
    } catch (final ReflectiveOperationException | org.scijava.InstantiableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What kind of value a parameter takes, in a word. */
  static String typeName(final ModuleItem<?> item) {
    final Class<?> type = item.getType();
    if (type == boolean.class) {
      return "true/false";
    }
    if (type == int.class || type == long.class) {
      return "whole number";
    }
    if (type == double.class) {
      return "number";
    }
    return type == java.io.File.class ? "path" : "text";
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
