package io.github.attrimil.look;

import ij.plugin.frame.Recorder;
import java.awt.Dialog;
import java.awt.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.swing.JFileChooser;
import javax.swing.JTextField;

/** In Fiji: every command by hand with the Recorder open; keeps its lines and pictures. */
public final class RecordTour {

  private final Hand hand = new Hand();
  private final Path work;
  private final Path out;
  private final List<String> report = new ArrayList<>();

  private RecordTour(final Path work, final Path out) throws Exception {
    this.work = work;
    this.out = out;
  }

  /**
   * @param args the folder of the projects, and the folder of lines and pictures
   */
  public static void main(final String[] args) throws Exception {
    Tour.inFiji(Path.of(args[1]), () -> new RecordTour(Path.of(args[0]), Path.of(args[1])).run());
  }

  private void run() throws Exception {
    Hand.until(() -> ij.IJ.getInstance(), "no Fiji");
    Thread.sleep(4000);
    hand.menu("Record...");
    hand.window("Recorder");
    final StringBuilder lines = new StringBuilder();
    int number = 1;
    for (final Steps step : Steps.all(work)) {
      lines.append(step(step, number++)).append('\n');
      Files.writeString(out.resolve("recorded.ijm"), lines);
    }
    lines.append(workbench()).append('\n');
    Files.writeString(out.resolve("recorded.ijm"), lines);
    Files.write(out.resolve("tour.txt"), report);
  }

  private String name(final int number, final String label) {
    return "%02d-%s".formatted(number, label.replaceAll("\\W+", ""));
  }

  private String step(final Steps step, final int number) throws Exception {
    final String before = recorded();
    hand.menu(step.label());
    final Window dialog = hand.window(step.label());
    final int fields = Hand.fields(dialog);
    hand.picture(dialog, out.resolve(name(number, step.label()) + "-opened.png"));
    for (final Map.Entry<String, String> field : step.fields().entrySet()) {
      hand.fill(dialog, field.getKey(), field.getValue());
    }
    String opened = "";
    for (final Map.Entry<String, String> field : step.advanced().entrySet()) {
      final String[] parts = field.getKey().split("/", 2);
      if (opened.isEmpty()) {
        hand.press(dialog, "\u25b8 Advanced");
        hand.picture(dialog, out.resolve(name(number, step.label()) + "-advanced.png"));
      }
      if (!opened.equals(parts[0])) {
        hand.press(dialog, "\u25b8 " + parts[0]);
        opened = parts[0];
      }
      hand.fill(dialog, parts[1], field.getValue());
    }
    hand.picture(dialog, out.resolve(name(number, step.label()) + "-filled.png"));
    final long start = System.currentTimeMillis();
    hand.press(dialog, "OK");
    final String line = line(step.label(), before);
    final long seconds = (System.currentTimeMillis() - start) / 1000;
    Thread.sleep(1500);
    hand.screen(out.resolve(name(number, step.label()) + "-after.png"));
    report.add("%s: %d fields, %d s: %s".formatted(step.label(), fields, seconds, line));
    System.out.println("TOUR " + report.get(report.size() - 1));
    closeOthers();
    return line;
  }

  /** Waits for the Recorder's line. */
  private String line(final String label, final String before) throws Exception {
    final long end = System.currentTimeMillis() + Tour.LONGEST_MS;
    while (System.currentTimeMillis() < end) {
      Thread.sleep(200);
      final String now = recorded();
      if (now.length() > before.length() && now.endsWith(");\n")) {
        return now.substring(before.length()).strip();
      }
      for (final Window window : Window.getWindows()) {
        if (window.isShowing() && window instanceof Dialog && !Hand.title(window).isEmpty()) {
          throw new IllegalStateException(label + " opened " + Hand.title(window));
        }
      }
    }
    throw new IllegalStateException(label + " recorded nothing");
  }

  private static String recorded() throws Exception {
    return Hand.asked(() -> Recorder.getInstance().getText());
  }

  private void closeOthers() throws Exception {
    Hand.onEvents(
        () -> {
          for (final Window window : Window.getWindows()) {
            final boolean kept =
                window == ij.IJ.getInstance() || window instanceof Recorder || !window.isShowing();
            if (!kept) {
              if (window instanceof ij.gui.ImageWindow image) {
                image.getImagePlus().changes = false;
                image.close();
              } else if (window instanceof ij.text.TextWindow text) {
                text.close(false); // The window Log would not come back else.
              } else {
                window.dispose();
              }
            }
          }
        });
    Thread.sleep(500);
  }

  private String workbench() throws Exception {
    final String before = recorded();
    hand.menu("Open MIL Project...");
    final Window window = hand.window("AttriMIL");
    Thread.sleep(1000);
    hand.picture(window, out.resolve("16-OpenMILProject-empty.png"));
    hand.press(window, "Choose folder...");
    final Window chooser = hand.window("Choose the folder");
    final JTextField name =
        (JTextField) Hand.all(chooser, c -> c instanceof JTextField && c.isShowing()).get(0);
    hand.click(name);
    hand.chord(java.awt.event.KeyEvent.VK_CONTROL, java.awt.event.KeyEvent.VK_A);
    hand.paste(work.resolve("my study").toString());
    final JFileChooser files =
        (JFileChooser) Hand.all(chooser, c -> c instanceof JFileChooser).get(0);
    hand.press(chooser, files.getUI().getApproveButtonText(files));
    final String line = line("Open MIL Project...", before);
    Thread.sleep(3000);
    hand.picture(window, out.resolve("16-OpenMILProject-done.png"));
    report.add("Open MIL Project...: " + line);
    return line;
  }
}
