package io.github.attrimil.look;

import ij.IJ;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.datatransfer.StringSelection;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import javax.swing.AbstractButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JTextField;

/** Does in Fiji what a user does: menus, fields, buttons and keys, with a mouse and a keyboard. */
final class Hand {

  private static final long PATIENCE_MS = 60_000;

  private final Robot robot;

  Hand() throws Exception {
    robot = new Robot();
    robot.setAutoDelay(15);
  }

  /** Chooses an entry of Fiji's menu. */
  void menu(final String label) {
    IJ.doCommand(label);
  }

  /** Waits for a window whose title begins so. */
  Window window(final String title) throws Exception {
    return until(
        () -> {
          for (final Window window : Window.getWindows()) {
            if (window.isShowing() && title(window).startsWith(title)) {
              return window;
            }
          }
          return null;
        },
        "no window \"" + title + "\"");
  }

  static String title(final Window window) {
    if (window instanceof Dialog dialog) {
      return String.valueOf(dialog.getTitle());
    }
    return window instanceof Frame frame ? String.valueOf(frame.getTitle()) : "";
  }

  /** Asks again until there is an answer. */
  static <T> T until(final Callable<T> question, final String otherwise) throws Exception {
    final long end = System.currentTimeMillis() + PATIENCE_MS;
    while (System.currentTimeMillis() < end) {
      final T answer = question.call();
      if (answer != null) {
        return answer;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException(otherwise);
  }

  // -- Fields --

  /** Enters a value into the field of that label. */
  void fill(final Window window, final String label, final String value) throws Exception {
    final Component field = field(window, label);
    scrollTo(field);
    if (field instanceof JCheckBox box) {
      if (box.isSelected() != Boolean.parseBoolean(value)) {
        click(box);
      }
    } else if (field instanceof JComboBox<?> box) {
      choose(box, value);
    } else {
      click(field);
      until(() -> field.isFocusOwner() ? true : null, "no focus in " + label);
      chord(KeyEvent.VK_CONTROL, KeyEvent.VK_A);
      paste(value);
    }
    pause();
    final String now = value(field);
    if (!now.equals(value)) {
      throw new IllegalStateException(label + " holds \"" + now + "\" instead of " + value);
    }
  }

  private void choose(final JComboBox<?> box, final String value) throws Exception {
    click(box);
    final boolean shown = box.isPopupVisible();
    for (int i = 0; i < box.getItemCount() && !value.equals(box.getSelectedItem()); i++) {
      final int now = box.getSelectedIndex();
      key(index(box, value) > now ? KeyEvent.VK_DOWN : KeyEvent.VK_UP);
      pause();
    }
    if (shown) {
      key(KeyEvent.VK_ENTER);
    }
  }

  private static int index(final JComboBox<?> box, final String value) {
    for (int i = 0; i < box.getItemCount(); i++) {
      if (value.equals(box.getItemAt(i))) {
        return i;
      }
    }
    throw new IllegalStateException("no choice " + value);
  }

  private static String value(final Component field) {
    if (field instanceof JCheckBox box) {
      return Boolean.toString(box.isSelected());
    }
    return field instanceof JComboBox<?> box
        ? String.valueOf(box.getSelectedItem())
        : ((JTextField) field).getText();
  }

  private static void scrollTo(final Component field) throws Exception {
    onEvents(
        () -> {
          // A text field itself would scroll its text.
          final Component place = field.getParent() instanceof JComboBox<?> box ? box : field;
          final Rectangle area = place.getBounds();
          area.grow(0, 30);
          ((JComponent) place.getParent()).scrollRectToVisible(area);
        });
  }

  private static Component field(final Window window, final String label) {
    for (final Component part : all(window, c -> c instanceof JLabel && c.isShowing())) {
      final JLabel words = (JLabel) part;
      if (label.equals(words.getText()) && words.getLabelFor() != null) {
        return words.getLabelFor();
      }
    }
    throw new IllegalStateException("no field \"" + label + "\" in " + title(window));
  }

  /** Presses the button whose text begins so. */
  void press(final Window window, final String text) throws Exception {
    click(button(window, text));
    pause();
  }

  static AbstractButton button(final Window window, final String text) {
    return (AbstractButton)
        all(
                window,
                c ->
                    c instanceof AbstractButton b
                        && b.isShowing()
                        && plain(b.getText()).startsWith(text))
            .stream()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no button \"" + text + "\""));
  }

  private static String plain(final String text) {
    return text == null ? "" : text.replaceAll("<[^>]*>", "");
  }

  /** All visible fields of a window, as a user counts them. */
  static int fields(final Window window) {
    return all(
            window,
            c ->
                c.isShowing()
                    && (c instanceof JTextField
                        || c instanceof JCheckBox
                        || c instanceof JComboBox<?>)
                    && !(c.getParent() instanceof JComboBox<?>))
        .size();
  }

  static List<Component> all(final Container in, final Predicate<Component> wanted) {
    final List<Component> found = new ArrayList<>();
    for (final Component part : in.getComponents()) {
      if (wanted.test(part)) {
        found.add(part);
      }
      if (part instanceof Container container) {
        found.addAll(all(container, wanted));
      }
    }
    return found;
  }

  // -- Mouse and keys --

  void click(final Component component) throws Exception {
    until(() -> component.isShowing() ? true : null, "hidden: " + component);
    pause();
    final Point at = component.getLocationOnScreen();
    final int x = at.x + Math.min(20, component.getWidth() / 2);
    robot.mouseMove(x, at.y + component.getHeight() / 2);
    robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
    robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
    pause();
  }

  void key(final int code) {
    robot.keyPress(code);
    robot.keyRelease(code);
  }

  void chord(final int modifier, final int code) {
    robot.keyPress(modifier);
    key(code);
    robot.keyRelease(modifier);
  }

  void paste(final String text) {
    if (text.isEmpty()) {
      key(KeyEvent.VK_DELETE);
      return;
    }
    Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(text), null);
    chord(KeyEvent.VK_CONTROL, KeyEvent.VK_V);
  }

  void pause() throws Exception {
    Thread.sleep(120);
    onEvents(() -> {});
  }

  static void onEvents(final Runnable work) throws Exception {
    try {
      EventQueue.invokeAndWait(work);
    } catch (final InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** A value that belongs to the thread of the windows. */
  static <T> T asked(final Callable<T> question) throws Exception {
    final AtomicReference<T> answer = new AtomicReference<>();
    onEvents(
        () -> {
          try {
            answer.set(question.call());
          } catch (final Exception e) {
            throw new IllegalStateException(e);
          }
        });
    return answer.get();
  }

  // -- Pictures --

  /** Writes a picture of a window. */
  void picture(final Window window, final Path file) throws Exception {
    onEvents(window::toFront);
    Thread.sleep(400);
    pictureNow(window, file);
  }

  /** Writes a picture of a window that is in front. */
  void pictureNow(final Window window, final Path file) throws IOException {
    picture(window.getBounds(), file);
  }

  /** Writes a picture of the screen. */
  void screen(final Path file) throws Exception {
    picture(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize()), file);
  }

  private void picture(final Rectangle part, final Path file) throws IOException {
    ImageIO.write(robot.createScreenCapture(part), "png", file.toFile());
  }
}
