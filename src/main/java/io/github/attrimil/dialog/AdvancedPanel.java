package io.github.attrimil.dialog;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.Scrollable;
import javax.swing.SwingConstants;

/** The options that few users need, in groups that are closed at first. */
final class AdvancedPanel extends JPanel implements Scrollable {

  private static final long serialVersionUID = 1L;
  private static final int UNIT = 20;

  private final transient List<Section> sections = new ArrayList<>();
  private final transient Runnable resized;

  /**
   * @param form has the groups
   * @param resized called when a group opens or closes
   */
  AdvancedPanel(final Form form, final Runnable resized) {
    this.resized = resized;
    setLayout(new BoxLayout(this, BoxLayout.Y_AXIS));
    for (final Group group : form.advanced()) {
      final Section section = new Section(form, group);
      sections.add(section);
      add(section.panel);
    }
    setBorder(BorderFactory.createEmptyBorder(2, 6, 2, 6));
  }

  /** All rows, in order. */
  List<FieldRow> rows() {
    return sections.stream().flatMap(s -> s.rows.stream()).toList();
  }

  /** Opens the group of a row. */
  void reveal(final FieldRow row) {
    sections.stream().filter(s -> s.rows.contains(row)).forEach(s -> s.open(true));
  }

  /** A scroll pane of it that never scrolls sideways. */
  JScrollPane scrolling() {
    final JScrollPane pane =
        new JScrollPane(
            this, JScrollPane.VERTICAL_SCROLLBAR_AS_NEEDED, JScrollPane.HORIZONTAL_SCROLLBAR_NEVER);
    pane.getVerticalScrollBar().setUnitIncrement(UNIT);
    return pane;
  }

  @Override
  public Dimension getPreferredScrollableViewportSize() {
    return getPreferredSize();
  }

  @Override
  public int getScrollableUnitIncrement(final Rectangle view, final int axis, final int way) {
    return UNIT;
  }

  @Override
  public int getScrollableBlockIncrement(final Rectangle view, final int axis, final int way) {
    return view.height;
  }

  @Override
  public boolean getScrollableTracksViewportWidth() {
    return true;
  }

  @Override
  public boolean getScrollableTracksViewportHeight() {
    return false;
  }

  /** A button that opens and closes what is below it. */
  static JButton toggle(final Runnable action) {
    final JButton button = new JButton();
    button.setHorizontalAlignment(SwingConstants.LEFT);
    button.setBorderPainted(false);
    button.setContentAreaFilled(false);
    button.setMargin(new Insets(1, 0, 1, 0));
    button.addActionListener(e -> action.run());
    return button;
  }

  /** The words of such a button. */
  static String words(final boolean open, final String title, final int count) {
    return (open ? "\u25be " : "\u25b8 ") + title + " (" + count + ")";
  }

  /** One group. */
  private final class Section {

    private final Group group;
    private final List<FieldRow> rows = new ArrayList<>();
    private final JPanel panel = new JPanel(new BorderLayout());
    private final JPanel fields = new JPanel(new GridBagLayout());
    private final JButton button = toggle(() -> open(!isOpen()));

    Section(final Form form, final Group group) {
      this.group = group;
      group.options().forEach(o -> rows.add(new FieldRow(form, o)));
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).place(fields, i);
      }
      fields.setVisible(false);
      fields.setBorder(BorderFactory.createEmptyBorder(0, 14, 6, 0));
      panel.add(button, BorderLayout.NORTH);
      panel.add(fields, BorderLayout.CENTER);
      panel.setAlignmentX(LEFT_ALIGNMENT);
      button.setText(words(false, group.title(), rows.size()));
    }

    boolean isOpen() {
      return fields.isVisible();
    }

    void open(final boolean open) {
      fields.setVisible(open);
      button.setText(words(open, group.title(), rows.size()));
      resized.run();
    }
  }
}
