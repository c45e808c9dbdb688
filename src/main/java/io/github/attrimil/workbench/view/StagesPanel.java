package io.github.attrimil.workbench.view;

import io.github.attrimil.workbench.Mark;
import io.github.attrimil.workbench.NextStep;
import io.github.attrimil.workbench.ProjectOverview;
import io.github.attrimil.workbench.Run;
import io.github.attrimil.workbench.StageCount;
import io.github.attrimil.workbench.WorkStage;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.GridLayout;
import java.awt.Insets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.UIManager;

/** The stages of a project in a column, and what comes next as the one default button. */
final class StagesPanel extends JPanel {

  private static final long serialVersionUID = 1L;
  private static final int WIDTH = 340;

  /** What a user can ask for. */
  interface Actions {
    /** Does what comes next. */
    void next();

    /** Runs all stages that are left. */
    void all();

    /** Opens a stage's dialog. */
    void settings(WorkStage stage);

    /** Lists another model. */
    void model(String name);

    /** Adds slides or labels. */
    void add();
  }

  private final transient Actions actions;
  private final transient Function<String, String> labels;
  private final Map<WorkStage, Line> lines = new EnumMap<>(WorkStage.class);
  private final JButton next = new JButton(" ");
  private final JButton all = new JButton("Run all remaining stages");
  private final JButton add = new JButton("Add slides or labels...");
  private final JComboBox<String> models = new JComboBox<>();
  private final JPanel modelLine = new JPanel(new BorderLayout(6, 0));
  private boolean updating;

  /**
   * @param actions what buttons do
   * @param labels gives a command's label in the menu
   */
  StagesPanel(final Actions actions, final Function<String, String> labels) {
    super(new BorderLayout(0, 12));
    this.actions = actions;
    this.labels = labels;
    final JPanel column = new JPanel(new GridBagLayout());
    for (final WorkStage stage : WorkStage.values()) {
      lines.put(stage, new Line(stage, column, stage.ordinal()));
    }
    final JPanel buttons = new JPanel(new GridLayout(0, 1, 0, 6));
    next.setFont(next.getFont().deriveFont(Font.BOLD));
    next.setPreferredSize(new Dimension(WIDTH, 40));
    next.addActionListener(e -> actions.next());
    all.addActionListener(e -> actions.all());
    all.setToolTipText("Runs " + labels.apply("pipeline") + " with the project's settings");
    add.addActionListener(e -> actions.add());
    next.setMnemonic('N');
    all.setMnemonic('R');
    add.setMnemonic('A');
    buttons.add(next);
    buttons.add(all);
    buttons.add(add);
    modelLine.add(new JLabel("Model"), BorderLayout.WEST);
    modelLine.add(models, BorderLayout.CENTER);
    models.addActionListener(
        e -> {
          if (!updating && models.getSelectedItem() != null) {
            actions.model(models.getSelectedItem().toString());
          }
        });
    final JPanel top = new JPanel(new BorderLayout(0, 12));
    top.add(column, BorderLayout.NORTH);
    top.add(modelLine, BorderLayout.CENTER);
    top.add(buttons, BorderLayout.SOUTH);
    add(top, BorderLayout.NORTH);
    setPreferredSize(new Dimension(WIDTH, 10));
    setBorder(BorderFactory.createEmptyBorder(0, 10, 0, 2));
  }

  /** The default button of the window. */
  JButton defaultButton() {
    return next;
  }

  /** Shows how far the project is, and what is at work in it. */
  void show(final ProjectOverview overview, final Optional<Run> run) {
    for (final StageCount count : overview.stages()) {
      lines.get(count.stage()).show(count, run);
    }
    final NextStep step = overview.next();
    final boolean idle = run.isEmpty();
    next.setText(html(idle ? step.text() : "Running: " + run.get().title()));
    next.setEnabled(idle && step.kind() != NextStep.Kind.LABEL);
    final boolean labeled = overview.classes().size() > 1;
    all.setEnabled(idle && labeled && step.kind() == NextStep.Kind.RUN);
    add.setEnabled(idle);
    updating = true;
    models.removeAllItems();
    overview.models().forEach(models::addItem);
    models.setSelectedItem(overview.model());
    modelLine.setVisible(overview.models().size() > 1);
    updating = false;
  }

  /** Long texts go on in a second line. */
  private static String html(final String text) {
    final String safe = text.replace("&", "&amp;").replace("<", "&lt;");
    return "<html><center>" + safe + "</center></html>";
  }

  /** One stage. */
  private final class Line {

    private final WorkStage stage;
    private final JLabel icon = new JLabel();
    private final JLabel text = new JLabel(" ");
    private final JButton settings = new JButton("Settings...");

    Line(final WorkStage stage, final JPanel column, final int row) {
      this.stage = stage;
      final JLabel title = new JLabel(stage.title());
      title.setFont(title.getFont().deriveFont(Font.BOLD));
      text.setFont(text.getFont().deriveFont(text.getFont().getSize2D() - 1));
      final JPanel words = new JPanel(new GridLayout(2, 1));
      words.add(title);
      words.add(text);
      settings.addActionListener(e -> actions.settings(stage));
      settings.setToolTipText("Opens " + labels.apply(stage.commands().get(0)));
      settings.setMargin(new Insets(2, 6, 2, 6));
      // Tissue and patches are found by one command.
      settings.setVisible(stage != WorkStage.TISSUE);
      add(column, icon, 0, row, 0);
      add(column, words, 1, row, 1);
      add(column, settings, 2, row, 0);
    }

    private void add(
        final JPanel column,
        final java.awt.Component what,
        final int x,
        final int y,
        final double weight) {
      column.add(
          what,
          new GridBagConstraints(
              x,
              y,
              1,
              1,
              weight,
              0,
              GridBagConstraints.WEST,
              GridBagConstraints.HORIZONTAL,
              new Insets(4, 3, 4, 3),
              0,
              0));
    }

    void show(final StageCount count, final Optional<Run> run) {
      final boolean running =
          run.isPresent()
              && stage.commands().stream().anyMatch(c -> run.get().isAt(c, labels.apply(c)));
      icon.setIcon(new MarkIcon(count.mark()));
      icon.setToolTipText(count.mark().text());
      text.setText((running ? "running, " : "") + count.text());
      text.setToolTipText(text.getText());
      text.setForeground(
          count.failed() > 0 || count.mark() == Mark.STALE
              ? MarkIcon.color(count.failed() > 0 ? Mark.FAILED : Mark.STALE)
              : UIManager.getColor("Label.foreground"));
      settings.setEnabled(run.isEmpty());
    }
  }
}
