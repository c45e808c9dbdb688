package io.github.attrimil.look;

import io.github.attrimil.workbench.Runs;
import java.awt.Component;
import java.awt.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.swing.JProgressBar;
import javax.swing.JTable;
import javax.swing.JTextField;

/**
 * In Fiji: pictures of the workbench in each state, of a dialog, of learning curves and of a map in
 * Fiji, made by working in them.
 */
public final class WorkbenchTour {

  private final Hand hand = new Hand();
  private final Path demo;
  private final Path work;
  private final Path out;

  private WorkbenchTour(final Path demo, final Path work, final Path out) throws Exception {
    this.demo = demo;
    this.work = work;
    this.out = out;
  }

  /**
   * @param args the folder of a finished demo, an empty folder, and a folder for pictures
   */
  public static void main(final String[] args) throws Exception {
    Tour.inFiji(
        Path.of(args[2]),
        () -> new WorkbenchTour(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])).run());
  }

  private void run() throws Exception {
    Hand.until(() -> ij.IJ.getInstance(), "no Fiji");
    Thread.sleep(4000);
    hand.menu("Open MIL Project...");
    final Window window = hand.window("AttriMIL");
    Thread.sleep(3000); // A busy machine paints late.
    picture(window, "workbench-empty");
    // Another slide than in the folder, and one that is no slide.
    final Path slides = Files.createDirectories(work.resolve("slides"));
    int copied = 0;
    for (final Path slide : Files.list(demo.resolve("slides")).sorted().limit(12).toList()) {
      Files.copy(slide, slides.resolve(slide.getFileName()));
      copied++;
    }
    final Path broken = slides.resolve("demo_002.ome.tif");
    final byte[] bytes = Files.readAllBytes(broken);
    Files.write(broken, java.util.Arrays.copyOf(bytes, bytes.length / 3));
    hand.fill(window, "Folder of slides", slides.toString());
    hand.fill(window, "Table of labels", demo.resolve("slides.csv").toString());
    hand.picture(window, out.resolve("workbench-filled.png"));
    hand.press(window, "Create project");
    Hand.until(
        () -> window.isShowing() && table(window).getRowCount() > 0 ? true : null, "no list");
    Thread.sleep(3000);
    idle(window); // The cohort is checked.
    picture(window, "workbench-new");
    settings(window);
    hand.press(window, "Find tissue");
    Hand.until(() -> Hand.button(window, "Cancel").isEnabled() ? true : null, "nothing runs");
    idle(window);
    picture(window, "workbench-failed");
    hand.press(window, "Encode patches");
    Hand.until(() -> Hand.button(window, "Cancel").isEnabled() ? true : null, "nothing runs");
    Hand.until(() -> showsTimeLeft(window) ? true : null, "no time left");
    idle(window);
    System.out.println("TOUR " + copied + " slides");
    select(window, "demo_002");
    picture(window, "workbench-reason");
    hand.screen(out.resolve("screen-failed.png"));
    hand.press(window, "Other project...");
    done();
  }

  private void settings(final Window window) throws Exception {
    hand.press(window, "Settings...");
    final Window dialog = hand.window("Patch Slides...");
    picture(dialog, "dialog-opened");
    hand.press(dialog, "\u25b8 Advanced");
    hand.press(dialog, "\u25b8 Slides");
    hand.fill(dialog, "Patch size (px)", "large");
    picture(dialog, "dialog");
    hand.key(java.awt.event.KeyEvent.VK_ESCAPE);
    Hand.until(() -> dialog.isShowing() ? null : true, "Escape does not close the dialog");
  }

  private void done() throws Exception {
    final Window other =
        Hand.until(
            () -> {
              for (final Window w : Window.getWindows()) {
                if (w.isShowing() && Hand.title(w).equals("AttriMIL")) {
                  return w;
                }
              }
              return null;
            },
            "no second window");
    hand.press(other, "Choose folder...");
    final Window chooser = hand.window("Choose the folder");
    final Component name = Hand.all(chooser, c -> c instanceof JTextField && c.isShowing()).get(0);
    hand.click(name);
    hand.chord(java.awt.event.KeyEvent.VK_CONTROL, java.awt.event.KeyEvent.VK_A);
    hand.paste(demo.toString());
    hand.key(java.awt.event.KeyEvent.VK_ENTER);
    Hand.until(() -> table(other).getRowCount() > 0 ? true : null, "no list");
    Thread.sleep(6000);
    select(other, "demo_001");
    picture(other, "workbench");
    hand.press(other, "Show map");
    Thread.sleep(12_000);
    hand.screen(out.resolve("screen-map.png"));
    curves();
  }

  /** Learning curves, of a copy of what training needs. */
  private void curves() throws Exception {
    final Path copy = Files.createDirectories(work.resolve("curves"));
    for (final String part : List.of("slides.csv", "splits", "features")) {
      try (Stream<Path> files = Files.walk(demo.resolve(part))) {
        for (final Path file : files.filter(Files::isRegularFile).toList()) {
          final Path to = copy.resolve(demo.relativize(file).toString());
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    }
    hand.menu("Train MIL Model...");
    final Window dialog = hand.window("Train MIL Model...");
    hand.fill(dialog, "Project folder", copy.toString());
    hand.press(dialog, "OK");
    final Window plot = hand.window("Learning curves");
    final long end = System.currentTimeMillis() + Tour.LONGEST_MS;
    while (Runs.in(copy).isPresent() && System.currentTimeMillis() < end) {
      Thread.sleep(500);
    }
    picture(plot, "curves");
  }

  /** Whether a picture of the run has the time left in its bar, which changes often. */
  private boolean showsTimeLeft(final Window window) throws Exception {
    final String before = bar(window).getString();
    hand.pictureNow(window, out.resolve("workbench-running.png"));
    return before.endsWith("left") && before.equals(bar(window).getString());
  }

  private static JProgressBar bar(final Window window) {
    return (JProgressBar) Hand.all(window, c -> c instanceof JProgressBar).get(0);
  }

  private static JTable table(final Window window) {
    return (JTable) Hand.all(window, c -> c instanceof JTable).stream().findFirst().orElseThrow();
  }

  private void select(final Window window, final String slide) throws Exception {
    final JTable table = table(window);
    Hand.onEvents(
        () -> {
          for (int row = 0; row < table.getRowCount(); row++) {
            for (int column = 0; column < table.getColumnCount(); column++) {
              if (slide.equals(String.valueOf(table.getValueAt(row, column)))) {
                table.setRowSelectionInterval(row, row);
                table.scrollRectToVisible(table.getCellRect(row, column, true));
              }
            }
          }
        });
    hand.pause();
  }

  private void idle(final Window window) throws Exception {
    final long end = System.currentTimeMillis() + Tour.LONGEST_MS;
    int still = 0;
    while (still < 10) {
      if (System.currentTimeMillis() > end) {
        throw new IllegalStateException("the run does not end");
      }
      Thread.sleep(300);
      still = Hand.button(window, "Cancel").isEnabled() ? 0 : still + 1;
    }
  }

  private void picture(final Window window, final String name) throws Exception {
    hand.picture(window, out.resolve(name + ".png"));
  }
}
