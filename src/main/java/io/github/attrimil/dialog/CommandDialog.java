package io.github.attrimil.dialog;

import io.github.attrimil.core.options.Option;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.FlowLayout;
import java.awt.Frame;
import java.awt.GraphicsConfiguration;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.KeyboardFocusManager;
import java.awt.Rectangle;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.UIManager;

/** Asks for the values of a form. Enter is OK, Escape is Cancel. */
public final class CommandDialog {

  /** The part of the screen's height that a dialog may take. */
  private static final double TALLEST = 0.94;

  private static final int HELP_LINES = 6;

  private final Form form;
  private final JDialog window;
  private final List<FieldRow> rows = new ArrayList<>();
  private final AdvancedPanel advanced;
  private final JScrollPane below;
  private final JButton more;
  private final JTextArea help = new JTextArea(HELP_LINES, 20);
  private boolean accepted;

  private CommandDialog(final Form form, final Window owner) {
    this.form = form;
    window = new JDialog(owner, form.title(), JDialog.DEFAULT_MODALITY_TYPE);
    advanced = new AdvancedPanel(form, this::fit);
    below = advanced.scrolling();
    more = AdvancedPanel.toggle(() -> advanced(!below.isVisible()));
    below.setVisible(false);
    final JPanel fields = new JPanel(new GridBagLayout());
    for (final Option<?> option : form.shown()) {
      final FieldRow row = new FieldRow(form, option);
      row.place(fields, rows.size());
      rows.add(row);
    }
    rows().forEach(r -> r.listen(this::changed, o -> help(form.help(o))));
    final JPanel top = new JPanel(new BorderLayout(0, 4));
    top.add(fields, BorderLayout.CENTER);
    if (!form.advanced().isEmpty()) {
      top.add(more, BorderLayout.SOUTH);
    }
    final JPanel content = new JPanel(new BorderLayout(0, 4));
    content.setBorder(BorderFactory.createEmptyBorder(10, 12, 8, 12));
    content.add(top, BorderLayout.NORTH);
    content.add(below, BorderLayout.CENTER);
    content.add(foot(), BorderLayout.SOUTH);
    window.setContentPane(content);
    window.setDefaultCloseOperation(JDialog.DISPOSE_ON_CLOSE);
    window
        .getRootPane()
        .registerKeyboardAction(
            e -> window.dispose(),
            KeyStroke.getKeyStroke(KeyEvent.VK_ESCAPE, 0),
            JComponent.WHEN_IN_FOCUSED_WINDOW);
    help(form.description());
    refresh();
    advanced(false);
    window.setLocationRelativeTo(owner != null && owner.isShowing() ? owner : null);
    fit();
  }

  /**
   * Shows a dialog and waits for its end.
   *
   * @param form what it asks for; has the values when it was accepted
   * @return whether OK was pressed
   */
  public static boolean ask(final Form form) {
    final AtomicBoolean accepted = new AtomicBoolean();
    final Runnable asking =
        () -> {
          final CommandDialog dialog = new CommandDialog(form, owner());
          dialog.window.setVisible(true);
          accepted.set(dialog.accepted);
        };
    if (EventQueue.isDispatchThread()) {
      asking.run();
      return accepted.get();
    }
    try {
      EventQueue.invokeAndWait(asking);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
    return accepted.get();
  }

  /** The window that the user is in, which the dialog stays before. */
  private static Window owner() {
    final Window active = KeyboardFocusManager.getCurrentKeyboardFocusManager().getActiveWindow();
    return active != null
        ? active
        : Arrays.stream(Frame.getFrames()).filter(Frame::isShowing).findFirst().orElse(null);
  }

  private JPanel foot() {
    help.setEditable(false);
    help.setFocusable(false);
    help.setOpaque(false);
    help.setLineWrap(true);
    help.setWrapStyleWord(true);
    help.setFont(UIManager.getFont("Label.font"));
    help.setBorder(BorderFactory.createEmptyBorder(6, 4, 6, 4));
    final JButton ok = new JButton("OK");
    ok.addActionListener(e -> accept());
    final JButton cancel = new JButton("Cancel");
    cancel.addActionListener(e -> window.dispose());
    final JPanel buttons = new JPanel(new FlowLayout(FlowLayout.RIGHT, 6, 0));
    buttons.add(ok);
    buttons.add(cancel);
    window.getRootPane().setDefaultButton(ok);
    final JPanel foot = new JPanel(new BorderLayout());
    final JScrollPane text = new JScrollPane(help);
    text.setBorder(null);
    text.getViewport().setOpaque(false);
    text.setOpaque(false);
    foot.add(text, BorderLayout.CENTER);
    foot.add(buttons, BorderLayout.SOUTH);
    return foot;
  }

  private List<FieldRow> rows() {
    return Stream.concat(rows.stream(), advanced.rows().stream()).toList();
  }

  private void help(final String text) {
    help.setText(text);
    // What does not fit is below.
    help.setCaretPosition(0);
  }

  private void changed(final FieldRow row) {
    refresh();
  }

  private void refresh() {
    rows().forEach(FieldRow::refresh);
  }

  private void advanced(final boolean open) {
    below.setVisible(open);
    more.setText(AdvancedPanel.words(open, "Advanced", advanced.rows().size()));
    more.setMnemonic(KeyEvent.VK_A);
    fit();
  }

  /** As large as its content, within the screen. */
  private void fit() {
    window.pack();
    final GraphicsConfiguration screen = window.getGraphicsConfiguration();
    final Rectangle all = screen.getBounds();
    final Insets bars = Toolkit.getDefaultToolkit().getScreenInsets(screen);
    final Dimension size = window.getSize();
    final int width = Math.min(size.width, all.width - bars.left - bars.right);
    final int height =
        Math.min(size.height, (int) (TALLEST * (all.height - bars.top - bars.bottom)));
    window.setSize(width, height);
    final int left = all.x + bars.left;
    final int top = all.y + bars.top;
    window.setLocation(
        Math.max(left, Math.min(window.getX(), left + all.width - bars.left - bars.right - width)),
        Math.max(top, Math.min(window.getY(), top + all.height - bars.top - bars.bottom - height)));
    window.validate();
  }

  private void accept() {
    FieldRow wrong = null;
    for (final FieldRow row : rows()) {
      if (!row.check() && wrong == null) {
        wrong = row;
      }
    }
    if (wrong == null) {
      accepted = true;
      window.dispose();
      return;
    }
    if (!rows.contains(wrong)) {
      advanced(true);
      advanced.reveal(wrong);
    }
    help(wrong.option().title() + ": " + form.problem(wrong.option()).orElse(""));
    wrong.focus();
  }
}
