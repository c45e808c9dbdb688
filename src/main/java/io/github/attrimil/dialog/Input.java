package io.github.attrimil.dialog;

import java.util.List;
import javax.swing.JComponent;

/** Where the value of an option is entered. */
interface Input {

  /** What is placed in the dialog. */
  JComponent component();

  /** What takes the focus. */
  JComponent focus();

  /** The value as a text. */
  String text();

  /** Shows a value, without a call to the listener. */
  void show(String text, List<String> choices);

  /** Called after each change by the user. */
  void onChange(Runnable listener);
}
