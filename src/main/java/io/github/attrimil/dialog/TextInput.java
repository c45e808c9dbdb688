package io.github.attrimil.dialog;

import java.awt.BorderLayout;
import java.util.List;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/** A line of text; for a path with a button to choose it. */
final class TextInput implements Input {

  static final int COLUMNS = 34;

  private final JTextField field = new JTextField(COLUMNS);
  private final JPanel panel = new JPanel(new BorderLayout(6, 0));
  private boolean showing;

  TextInput() {
    panel.add(field, BorderLayout.CENTER);
  }

  /** A path. */
  TextInput(final FileChoice files, final String title) {
    this();
    final JButton browse = new JButton("Browse...");
    browse.addActionListener(
        e -> files.choose(panel, "Choose: " + title, field.getText()).ifPresent(field::setText));
    panel.add(browse, BorderLayout.EAST);
  }

  @Override
  public JComponent component() {
    return panel;
  }

  @Override
  public JComponent focus() {
    return field;
  }

  @Override
  public String text() {
    return field.getText();
  }

  @Override
  public void show(final String text, final List<String> choices) {
    if (!field.getText().equals(text)) {
      showing = true;
      field.setText(text);
      field.setCaretPosition(text.length());
      showing = false;
    }
  }

  @Override
  public void onChange(final Runnable listener) {
    field
        .getDocument()
        .addDocumentListener(
            new DocumentListener() {
              @Override
              public void insertUpdate(final DocumentEvent e) {
                changed();
              }

              @Override
              public void removeUpdate(final DocumentEvent e) {
                changed();
              }

              @Override
              public void changedUpdate(final DocumentEvent e) {
                // Styles do not matter.
              }

              private void changed() {
                if (!showing) {
                  listener.run();
                }
              }
            });
  }
}
