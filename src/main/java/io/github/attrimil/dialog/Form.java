package io.github.attrimil.dialog;

import io.github.attrimil.core.options.Option;
import java.util.List;
import java.util.Optional;

/** What a dialog asks for: values of options, as texts. */
public interface Form {

  /**
   * @return the command's label in the menu
   */
  String title();

  /**
   * @return one sentence
   */
  String description();

  /**
   * @return the options that are always visible, in order
   */
  List<Option<?>> shown();

  /**
   * @return the others
   */
  List<Group> advanced();

  /**
   * @param option one of these
   * @return its value now
   */
  String text(Option<?> option);

  /**
   * Takes what a user entered. Values and choices of other options may follow.
   *
   * @param option one of these
   * @param text its value, which need not be one
   */
  void enter(Option<?> option, String text);

  /**
   * @param option one of these
   * @return texts to choose from; empty where it is typed
   */
  List<String> choices(Option<?> option);

  /**
   * @param option one with choices
   * @return whether a text that is none of the choices may be typed
   */
  boolean isOpen(Option<?> option);

  /**
   * @param option one with choices
   * @return the extensions of files that may be chosen instead; empty where no file may
   */
  List<String> fileTypes(Option<?> option);

  /**
   * @param option one of these
   * @return whether it has an effect with the other values as they are
   */
  boolean applies(Option<?> option);

  /**
   * @param option one of these
   * @return what is wrong with its value, one sentence; nothing where it is right
   */
  Optional<String> problem(Option<?> option);

  /**
   * @param option one of these
   * @return what it is, in a few sentences
   */
  String help(Option<?> option);

  /**
   * @param option one of these
   * @return what its value means or what an empty field will use; may be empty
   */
  String note(Option<?> option);
}
