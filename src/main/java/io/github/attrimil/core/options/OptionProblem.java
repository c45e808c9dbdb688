package io.github.attrimil.core.options;

import io.github.attrimil.core.AttriMilException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is wrong with a value that a user gave. */
public final class OptionProblem {

  private OptionProblem() {}

  /**
   * What is wrong with a text, in words that stand beside its field.
   *
   * @param option any option
   * @param text a value as a user writes it
   * @return one sentence without the option's name, nothing where the text is a value
   */
  public static Optional<String> of(final Option<?> option, final String text) {
    if (option.needed() && text.isBlank()) {
      return Optional.of("Required.");
    }
    try {
      option.values().parser().apply(text.strip());
      return Optional.empty();
    } catch (final IllegalArgumentException e) {
      final boolean any = option.type() == String.class || !option.choices().isEmpty();
      final boolean known =
          any || Number.class.isAssignableFrom(option.type()) || option.type() == Path.class;
      return Optional.of(
          known
              ? "Must be " + option.values().words() + "."
              : "Cannot be \"" + text.strip() + "\".");
    } catch (final AttriMilException e) {
      return Optional.of(
          AttriMilException.oneLine(e)
              .replaceFirst("^" + option.name() + "=.* is not ", "Must be "));
    }
  }

  /**
   * Checks that a file or folder to read is there and is what it must be.
   *
   * @param option any option
   * @param value a value of it, null for none
   * @throws AttriMilException quoting the path, when it is not
   */
  public static void checkThere(final Option<?> option, final Object value) {
    if (!(value instanceof Path path)) {
      return;
    }
    final boolean folder = Files.isDirectory(path);
    final boolean reads =
        option.values().files() != Values.Files.NONE
            && option.values().files() != Values.Files.SAVED_TEXT;
    if (reads && !Files.exists(path)) {
      throw new AttriMilException(
          option.name() + "=" + path + " does not exist; check the path" + option.meant());
    }
    if (folder && !option.values().files().isFolder()) {
      throw new AttriMilException(
          option.name() + "=" + path + " is a folder; give a file" + option.meant());
    }
    if (reads && option.values().files() == Values.Files.FOLDER && !folder) {
      throw new AttriMilException(
          option.name() + "=" + path + " is a file; give a folder" + option.meant());
    }
  }
}
