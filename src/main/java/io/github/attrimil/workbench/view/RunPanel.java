package io.github.attrimil.workbench.view;

import io.github.attrimil.workbench.Mark;
import io.github.attrimil.workbench.Run;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.UIManager;

/** What is at work: its last messages, progress with the time left, and a button to cancel it. */
final class RunPanel extends JPanel {

  private static final long serialVersionUID = 1L;
  private static final int PARTS = 1000;

  /** Lines of runs that have ended. */
  private static final int MOST = 200;

  private final JTextArea log = new JTextArea(3, 60);
  private final JProgressBar progress = new JProgressBar(0, PARTS);
  private final JButton cancel = new JButton("Cancel");
  private final transient List<String> earlier = new ArrayList<>();
  private transient Optional<Run> shown = Optional.empty();

  RunPanel() {
    super(new BorderLayout(6, 4));
    log.setEditable(false);
    Theme.tabLeaves(log);
    log.setLineWrap(true);
    log.setWrapStyleWord(true);
    log.setFont(UIManager.getFont("Label.font"));
    progress.setStringPainted(true);
    progress.setString("");
    progress.setPreferredSize(new Dimension(100, 24));
    cancel.setEnabled(false);
    cancel.setMnemonic('C');
    cancel.addActionListener(e -> shown.ifPresent(Run::cancel));
    final JPanel line = new JPanel(new BorderLayout(6, 0));
    line.add(progress, BorderLayout.CENTER);
    line.add(cancel, BorderLayout.EAST);
    add(new JScrollPane(log), BorderLayout.CENTER);
    add(line, BorderLayout.SOUTH);
    setBorder(BorderFactory.createEmptyBorder(6, 0, 0, 0));
  }

  /** Shows a run as it is now. */
  void show(final Run run) {
    shown = run.ended().isEmpty() ? Optional.of(run) : Optional.empty();
    cancel.setEnabled(shown.isPresent());
    text(run.lines());
    if (run.ended().isPresent()) {
      earlier.addAll(run.lines());
    }
    final boolean failed = run.ended().isPresent() && !run.ended().get();
    progress.setIndeterminate(run.fraction() < 0);
    progress.setValue(failed ? PARTS : (int) Math.round(PARTS * Math.max(0, run.fraction())));
    progress.setString(failed ? run.title() + " failed: " + run.message() : run.message());
    progress.setToolTipText(progress.getString());
    progress.setForeground(
        failed ? MarkIcon.color(Mark.FAILED) : UIManager.getColor("ProgressBar.foreground"));
  }

  /** Shows a message when nothing runs. */
  void say(final String message) {
    earlier.add(message);
    text(List.of());
  }

  private void text(final List<String> lines) {
    while (earlier.size() > MOST) {
      earlier.remove(0);
    }
    final List<String> both = new ArrayList<>(earlier);
    both.addAll(lines);
    final String all = String.join("\n", both);
    if (!all.equals(log.getText())) {
      log.setText(all);
      log.setCaretPosition(all.length());
    }
  }
}
