package io.github.attrimil.dialog;

import java.util.List;
import javax.swing.JCheckBox;
import javax.swing.JComponent;

/** Yes or no. */
final class FlagInput implements Input {

  private final JCheckBox box = new JCheckBox();

  @Override
  public JComponent component() {
    return box;
  }

  @Override
  public JComponent focus() {
    return box;
  }

  @Override
  public String text() {
    return Boolean.toString(box.isSelected());
  }

  @Override
  public void show(final String text, final List<String> choices) {
    box.setSelected(Boolean.parseBoolean(text));
  }

  @Override
  public void onChange(final Runnable listener) {
    box.addActionListener(e -> listener.run());
  }
}
