package io.github.attrimil.workbench.view;

import io.github.attrimil.workbench.CommandMenu;
import io.github.attrimil.workbench.ProjectOverview;
import io.github.attrimil.workbench.Run;
import java.awt.BorderLayout;
import java.awt.CardLayout;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.TransferHandler;

/** The window of the workbench: a page to start, and the page of a project. */
final class WorkbenchFrame {

  private static final String WELCOME = "welcome";
  private static final String PROJECT = "project";
  private static final Dimension SIZE = new Dimension(1120, 680);

  private final JFrame frame = new JFrame("AttriMIL");
  private final CardLayout cards = new CardLayout();
  private final JPanel pages = new JPanel(cards);
  private final WelcomePanel welcome;
  private final SlidesPanel slides;
  private final StagesPanel stages;
  private final RunPanel runs = new RunPanel();
  private final JLabel folder = new JLabel(" ");
  private final JLabel problem = new JLabel(" ");
  private final Workbench workbench;

  WorkbenchFrame(final Workbench workbench, final CommandMenu menu, final List<Path> recent) {
    this.workbench = workbench;
    welcome = new WelcomePanel(workbench, recent);
    slides = new SlidesPanel(workbench::relabel, workbench::showSlide, workbench::retry);
    stages = new StagesPanel(workbench, menu::label);
    pages.add(welcome, WELCOME);
    pages.add(page(), PROJECT);
    pages.setTransferHandler(new Drops());
    frame.setContentPane(pages);
    frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
    frame.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(final WindowEvent e) {
            slides.close();
            workbench.closed();
          }

          @Override
          public void windowActivated(final WindowEvent e) {
            workbench.refresh();
          }
        });
    frame.getRootPane().setDefaultButton(welcome.defaultButton());
  }

  private JPanel page() {
    final JButton other = new JButton("Other project...");
    other.addActionListener(e -> Workbench.open(Optional.empty(), workbench.menu()));
    final JPanel top = new JPanel(new BorderLayout(8, 2));
    top.add(new JLabel("Project"), BorderLayout.WEST);
    top.add(folder, BorderLayout.CENTER);
    top.add(other, BorderLayout.EAST);
    problem.setForeground(MarkIcon.color(io.github.attrimil.workbench.Mark.FAILED));
    problem.setVisible(false);
    top.add(problem, BorderLayout.SOUTH);
    final JPanel page = new JPanel(new BorderLayout(0, 8));
    page.setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
    page.add(top, BorderLayout.NORTH);
    page.add(slides, BorderLayout.CENTER);
    page.add(stages, BorderLayout.EAST);
    page.add(runs, BorderLayout.SOUTH);
    return page;
  }

  /** Opens the window in the middle of the screen. */
  void open() {
    final Rectangle screen =
        frame.getGraphicsConfiguration() == null
            ? new Rectangle(SIZE)
            : frame.getGraphicsConfiguration().getBounds();
    frame.setSize(Math.min(SIZE.width, screen.width), Math.min(SIZE.height, screen.height - 60));
    frame.setLocationRelativeTo(null);
    frame.setVisible(true);
  }

  void showProject(final Path root) {
    folder.setText(root.toString());
    frame.setTitle("AttriMIL: " + root.getFileName());
    cards.show(pages, PROJECT);
    frame.getRootPane().setDefaultButton(stages.defaultButton());
    stages.defaultButton().requestFocusInWindow();
  }

  void showWelcome() {
    cards.show(pages, WELCOME);
    frame.getRootPane().setDefaultButton(welcome.defaultButton());
  }

  void show(final ProjectOverview overview, final Optional<Run> run) {
    slides.show(overview);
    stages.show(overview, run);
    problem.setVisible(!overview.problems().isEmpty());
    problem.setText(String.join("; ", overview.problems()));
    problem.setToolTipText(problem.getText());
  }

  WelcomePanel welcome() {
    return welcome;
  }

  RunPanel runs() {
    return runs;
  }

  JFrame frame() {
    return frame;
  }

  /** Folders of slides and tables of labels. */
  private final class Drops extends TransferHandler {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean canImport(final TransferSupport support) {
      return support.isDataFlavorSupported(DataFlavor.javaFileListFlavor);
    }

    @Override
    public boolean importData(final TransferSupport support) {
      try {
        final List<?> files =
            (List<?>) support.getTransferable().getTransferData(DataFlavor.javaFileListFlavor);
        workbench.dropped(files.stream().map(f -> ((File) f).toPath()).toList());
        return true;
      } catch (final UnsupportedFlavorException | IOException e) {
        return false;
      }
    }
  }
}
