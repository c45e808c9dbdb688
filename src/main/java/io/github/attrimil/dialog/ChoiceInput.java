package io.github.attrimil.dialog;

import java.awt.Component;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.swing.DefaultListCellRenderer;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JList;
import javax.swing.JTextField;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/** One of several texts, or also a file, or also any other text. */
final class ChoiceInput implements Input {

  private static final String FILE = "Choose file...";
  private static final int ROWS = 16;

  private final JComboBox<String> box = new JComboBox<>();
  private final List<String> fileTypes;
  private final String title;
  private final boolean open;
  private Runnable listener = () -> {};
  private String now = "";
  private boolean showing;

  /**
   * @param title the field's label
   * @param words what the list shows for a text
   * @param open whether other texts may be typed
   * @param fileTypes extensions of files that may be chosen instead; empty for none
   */
  ChoiceInput(
      final String title,
      final UnaryOperator<String> words,
      final boolean open,
      final List<String> fileTypes) {
    this.title = title;
    this.open = open;
    this.fileTypes = fileTypes;
    box.setEditable(open);
    box.setMaximumRowCount(ROWS);
    // Long names must not widen the dialog.
    box.setPrototypeDisplayValue("m".repeat(TextInput.COLUMNS - 6));
    box.setRenderer(
        new DefaultListCellRenderer() {
          private static final long serialVersionUID = 1L;

          @Override
          public Component getListCellRendererComponent(
              final JList<?> list,
              final Object value,
              final int index,
              final boolean selected,
              final boolean focused) {
            final String text = value == null ? "" : value.toString();
            return super.getListCellRendererComponent(
                list, text.equals(FILE) ? text : words.apply(text), index, selected, focused);
          }
        });
    box.addActionListener(e -> chosen());
    if (open) {
      editor()
          .getDocument()
          .addDocumentListener(
              new DocumentListener() {
                @Override
                public void insertUpdate(final DocumentEvent e) {
                  typed();
                }

                @Override
                public void removeUpdate(final DocumentEvent e) {
                  typed();
                }

                @Override
                public void changedUpdate(final DocumentEvent e) {
                  // Styles do not matter.
                }
              });
    }
  }

  private JTextField editor() {
    return (JTextField) box.getEditor().getEditorComponent();
  }

  private void typed() {
    final String text = editor().getText();
    if (!showing && !text.equals(now) && !text.equals(FILE)) {
      now = text;
      listener.run();
    }
  }

  private void chosen() {
    if (showing || box.getSelectedItem() == null) {
      return;
    }
    String text = box.getSelectedItem().toString();
    if (text.equals(FILE)) {
      text =
          new FileChoice(false, true, false, fileTypes)
              .choose(box, "Choose: " + title, now)
              .orElse(now);
      put(text);
    }
    if (!text.equals(now)) {
      now = text;
      listener.run();
    }
  }

  private void put(final String text) {
    showing = true;
    boolean known = open;
    for (int i = 0; i < box.getItemCount(); i++) {
      known |= box.getItemAt(i).equals(text);
    }
    if (!known) {
      box.insertItemAt(text, 0);
    }
    box.setSelectedItem(text);
    showing = false;
  }

  @Override
  public JComponent component() {
    return box;
  }

  @Override
  public JComponent focus() {
    return open ? editor() : box;
  }

  @Override
  public String text() {
    return now;
  }

  @Override
  public void show(final String text, final List<String> choices) {
    showing = true;
    final boolean same = offered().equals(choices);
    if (!same) {
      box.removeAllItems();
      choices.forEach(box::addItem);
      if (!fileTypes.isEmpty()) {
        box.addItem(FILE);
      }
    }
    showing = false;
    if (!same || !text.equals(now)) {
      now = text;
      put(text);
    }
  }

  private List<String> offered() {
    final List<String> all = new java.util.ArrayList<>();
    for (int i = 0; i < box.getItemCount(); i++) {
      all.add(box.getItemAt(i));
    }
    all.remove(FILE);
    return all;
  }

  @Override
  public void onChange(final Runnable change) {
    listener = change;
  }
}
