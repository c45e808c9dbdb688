package io.github.attrimil.dialog;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.workbench.view.Theme;
import java.awt.Color;
import java.awt.Component;
import java.awt.GridBagConstraints;
import java.awt.Insets;
import java.awt.Rectangle;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.UIManager;

/** One option in a dialog: its label, where it is entered, and below a note or what is wrong. */
final class FieldRow {

  private static final int MOST_LETTERS = 76;

  private final Form form;
  private final Option<?> option;
  private final Input input;
  private final JLabel label;
  private final JLabel note = new JLabel(" ");
  private boolean visited;

  FieldRow(final Form form, final Option<?> option) {
    this.form = form;
    this.option = option;
    final String title = option.title();
    label = new JLabel(title);
    input = input(title);
    label.setLabelFor(input.focus());
    input.focus().getAccessibleContext().setAccessibleName(title);
    input.focus().getAccessibleContext().setAccessibleDescription(form.help(option));
    note.setFont(note.getFont().deriveFont(note.getFont().getSize2D() - 1.5f));
  }

  private Input input(final String title) {
    if (option.type() == Boolean.class && option.defaultValue() != null) {
      return new FlagInput();
    }
    if (!form.choices(option).isEmpty() || form.isOpen(option)) {
      return new ChoiceInput(title, this::words, form.isOpen(option), form.fileTypes(option));
    }
    final Values.Files files = option.values().files();
    return files == Values.Files.NONE
        ? new TextInput()
        : new TextInput(
            new FileChoice(
                files.isFolder(),
                files != Values.Files.FOLDER,
                files == Values.Files.SAVED_TEXT,
                files.extensions()),
            title);
  }

  /** What a list shows for a value. */
  private String words(final String text) {
    if (text.equals(Values.PRESET) && option.defaultValue() == null) {
      return "as preset";
    }
    if (option.type() == Boolean.class) {
      return Boolean.parseBoolean(text) ? "yes" : "no";
    }
    return text.isEmpty() ? " " : text;
  }

  Option<?> option() {
    return option;
  }

  /** Puts it into a panel. */
  void place(final JPanel panel, final int row) {
    add(panel, label, 0, 2 * row, GridBagConstraints.EAST, 0);
    add(panel, input.component(), 1, 2 * row, GridBagConstraints.WEST, 1);
    add(panel, note, 1, 2 * row + 1, GridBagConstraints.WEST, 1);
  }

  private static void add(
      final JPanel panel,
      final Component what,
      final int x,
      final int y,
      final int anchor,
      final double weight) {
    final boolean noteLine = y % 2 == 1;
    panel.add(
        what,
        new GridBagConstraints(
            x,
            y,
            1,
            1,
            weight,
            0,
            anchor,
            x == 0 ? GridBagConstraints.NONE : GridBagConstraints.HORIZONTAL,
            new Insets(noteLine ? 0 : 3, 4, noteLine ? 1 : 0, 4),
            0,
            0));
  }

  /**
   * @param changed called with this row after each change by the user
   * @param focused called with the option when the field gets the focus
   */
  void listen(final Consumer<FieldRow> changed, final Consumer<Option<?>> focused) {
    input.onChange(
        () -> {
          visited = true;
          form.enter(option, input.text());
          changed.accept(this);
        });
    input
        .focus()
        .addFocusListener(
            new FocusAdapter() {
              @Override
              public void focusGained(final FocusEvent e) {
                reveal();
                focused.accept(option);
              }

              @Override
              public void focusLost(final FocusEvent e) {
                if (!e.isTemporary() && !input.text().isBlank()) {
                  visited = true;
                  refresh();
                }
              }
            });
  }

  /** Shows the values as they are now. */
  void refresh() {
    final List<String> choices = form.choices(option);
    input.show(form.text(option), choices);
    final boolean applies = form.applies(option);
    input.focus().setEnabled(applies);
    input.component().setEnabled(applies);
    label.setEnabled(applies);
    final String wrong = applies && visited ? form.problem(option).orElse("") : "";
    final String text = wrong.isEmpty() ? form.note(option) : wrong;
    note.setText(text.isEmpty() ? " " : cut(text));
    note.setToolTipText(text.length() > MOST_LETTERS ? text : null);
    note.setForeground(wrong.isEmpty() ? quiet() : Theme.wrong());
    input.focus().putClientProperty("JComponent.outline", wrong.isEmpty() ? null : "error");
  }

  /** Looks at the value although nobody has been in the field. */
  boolean check() {
    visited = true;
    refresh();
    return !form.applies(option) || form.problem(option).isEmpty();
  }

  void focus() {
    input.focus().requestFocusInWindow();
  }

  /** Scrolls to it, with its note. */
  private void reveal() {
    final Rectangle area = input.component().getBounds();
    area.add(note.getBounds());
    // A text field itself would scroll its text.
    ((JComponent) input.component().getParent()).scrollRectToVisible(area);
  }

  private static String cut(final String text) {
    return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "\u2026";
  }

  private static Color quiet() {
    final Color color = UIManager.getColor("Label.foreground");
    final Color under = UIManager.getColor("Panel.background");
    return color == null || under == null ? Color.GRAY : mixed(color, under);
  }

  private static Color mixed(final Color a, final Color b) {
    return new Color(
        (2 * a.getRed() + b.getRed()) / 3,
        (2 * a.getGreen() + b.getGreen()) / 3,
        (2 * a.getBlue() + b.getBlue()) / 3);
  }
}
