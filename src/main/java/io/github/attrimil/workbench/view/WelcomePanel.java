package io.github.attrimil.workbench.view;

import io.github.attrimil.workbench.ProjectSetup;
import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.SwingConstants;
import javax.swing.filechooser.FileNameExtensionFilter;

/** Where a project is started or opened: a folder of slides, a table of labels, recent projects. */
final class WelcomePanel extends JPanel {

  private static final long serialVersionUID = 1L;

  /** What a user can ask for. */
  interface Actions {
    /** Makes a project, or adds to the one that is there. */
    void create(Path project, Optional<Path> slides, Optional<Path> labels);

    /** Opens a project. */
    void open(Path project);
  }

  private final JTextField slides = new JTextField(44);
  private final JTextField labels = new JTextField(44);
  private final JTextField project = new JTextField(44);
  private final JButton create = new JButton("Create project");
  private final JLabel message = new JLabel(" ");
  private final JPanel form = new JPanel(new GridBagLayout());
  private String suggested = "";
  private String found = "";

  WelcomePanel(final Actions actions, final List<Path> recent) {
    super(new GridBagLayout());
    heading("New project", 0);
    hint(1, "Choose a folder of slides and a table of labels, or drop them on this window.");
    field(2, "Folder of slides", slides, () -> choose(slides, true, "Choose the folder of slides"));
    field(
        3,
        "Table of labels",
        labels,
        () -> choose(labels, false, "Choose the table of labels (.csv)"));
    hint(
        4,
        "Optional: columns slide_id and label. labels.csv near the slides is found. Labels can be"
            + " typed later.");
    field(5, "Project folder", project, () -> choose(project, true, "Choose the project folder"));
    hint(6, "For all results; created if missing. Slides are not copied or changed.");
    place(create, 1, 7, 1, GridBagConstraints.EAST);
    heading("Open a project", 8);
    final JButton other = new JButton("Choose folder...");
    other.addActionListener(
        e -> {
          final JTextField chosen = new JTextField();
          choose(chosen, true, "Choose the folder of the project");
          path(chosen).ifPresent(actions::open);
        });
    int row = 9;
    for (final Path one : recent) {
      place(link(one, actions::open), 0, row++, 3, GridBagConstraints.WEST);
    }
    place(other, 0, row++, 2, GridBagConstraints.WEST);
    message.setForeground(MarkIcon.color(io.github.attrimil.workbench.Mark.FAILED));
    place(message, 0, row, 3, GridBagConstraints.WEST);
    final JPanel middle = new JPanel(new BorderLayout());
    middle.add(form, BorderLayout.CENTER);
    middle.setBorder(BorderFactory.createEmptyBorder(10, 20, 10, 20));
    add(middle);
    slides.addActionListener(e -> suggest());
    slides.addFocusListener(
        new java.awt.event.FocusAdapter() {
          @Override
          public void focusLost(final java.awt.event.FocusEvent e) {
            suggest();
          }
        });
    create.setMnemonic('C');
    create.addActionListener(
        e -> {
          suggest();
          if (path(project).isEmpty()) {
            say("Choose a folder of slides, or drop it here.");
          } else {
            actions.create(path(project).get(), path(slides), path(labels));
          }
        });
  }

  JButton defaultButton() {
    return create;
  }

  /** Takes a folder or table that was dropped. */
  void take(final Path dropped) {
    final boolean table =
        dropped.getFileName() != null
            && dropped.getFileName().toString().toLowerCase(java.util.Locale.ROOT).endsWith(".csv");
    (table ? labels : slides).setText(dropped.toString());
    suggest();
  }

  /** Fills in the folder of a project that is open already, to add slides to it. */
  void project(final Path root) {
    project.setText(root.toString());
    suggested = "";
    found = "";
    slides.setText("");
    labels.setText("");
    create.setText("Add to project");
    say(" ");
  }

  void say(final String text) {
    message.setText("<html>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</html>");
  }

  /** A project lies beside its slides, and so do labels, until a user chooses otherwise. */
  private void suggest() {
    final Optional<Path> folder = path(slides).map(Path::toAbsolutePath);
    if (labels.getText().equals(found)) {
      found = folder.flatMap(ProjectSetup::table).map(Path::toString).orElse("");
      labels.setText(found);
    }
    if (folder.isPresent() && project.getText().equals(suggested)) {
      final Path parent = folder.get().getParent();
      final Path name = folder.get().getFileName();
      if (parent != null && name != null) {
        suggested = parent.resolve(name + "-project").toString();
        project.setText(suggested);
      }
    }
  }

  private static Optional<Path> path(final JTextField field) {
    final String text = field.getText().strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(new File(text).toPath());
  }

  private void choose(final JTextField field, final boolean folder, final String title) {
    final JFileChooser chooser = new JFileChooser();
    chooser.setDialogTitle(title);
    if (folder) {
      chooser.setFileSelectionMode(JFileChooser.DIRECTORIES_ONLY);
    } else {
      chooser.setFileFilter(new FileNameExtensionFilter("Tables (*.csv)", "csv"));
    }
    path(field)
        .or(() -> path(slides))
        .map(Path::toFile)
        .ifPresent(f -> chooser.setCurrentDirectory(f.isDirectory() ? f : f.getParentFile()));
    if (chooser.showOpenDialog(this) == JFileChooser.APPROVE_OPTION) {
      field.setText(chooser.getSelectedFile().getPath());
      suggest();
    }
  }

  private static JComponent link(final Path project, final Consumer<Path> open) {
    final JButton button = new JButton(project.toString());
    button.setHorizontalAlignment(SwingConstants.LEFT);
    button.setBorderPainted(false);
    button.setContentAreaFilled(false);
    button.setMargin(new Insets(0, 0, 0, 0));
    button.addActionListener(e -> open.accept(project));
    return button;
  }

  private void heading(final String text, final int row) {
    final JLabel label = new JLabel(text);
    label.setFont(label.getFont().deriveFont(Font.BOLD, label.getFont().getSize2D() + 4));
    label.setBorder(BorderFactory.createEmptyBorder(row == 0 ? 0 : 18, 0, 4, 0));
    place(label, 0, row, 3, GridBagConstraints.WEST);
  }

  private void hint(final int row, final String text) {
    final JLabel label = new JLabel(text);
    label.setFont(label.getFont().deriveFont(label.getFont().getSize2D() - 1));
    place(label, 1, row, 2, GridBagConstraints.WEST);
  }

  private void field(
      final int row, final String text, final JTextField field, final Runnable browse) {
    final JButton button = new JButton("Browse...");
    button.addActionListener(e -> browse.run());
    final JLabel label = new JLabel(text);
    label.setLabelFor(field);
    place(label, 0, row, 1, GridBagConstraints.WEST);
    place(field, 1, row, 1, GridBagConstraints.WEST);
    place(button, 2, row, 1, GridBagConstraints.WEST);
  }

  private void place(
      final Component what, final int x, final int y, final int width, final int anchor) {
    form.add(
        what,
        new GridBagConstraints(
            x, y, width, 1, 0, 0, anchor, GridBagConstraints.NONE, new Insets(3, 4, 3, 4), 0, 0));
  }
}
