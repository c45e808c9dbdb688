package io.github.attrimil.workbench.view;

import java.awt.Color;
import java.awt.KeyboardFocusManager;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.util.Set;
import javax.swing.JComponent;
import javax.swing.KeyStroke;
import javax.swing.UIManager;

/** Colors for light and dark themes, and keys that behave alike in all components. */
public final class Theme {

  private static final int MIDDLE = 3 * 128;

  private Theme() {}

  /**
   * @return whether windows are dark
   */
  public static boolean isDark() {
    final Color under = UIManager.getColor("Panel.background");
    return under != null && under.getRed() + under.getGreen() + under.getBlue() < MIDDLE;
  }

  /**
   * @param light an RGB value for light windows
   * @param dark the same for dark ones
   * @return the color for the windows as they are
   */
  public static Color color(final int light, final int dark) {
    return new Color(isDark() ? dark : light);
  }

  /**
   * @return the color of what is wrong
   */
  public static Color wrong() {
    return color(0xb71c1c, 0xff8a80);
  }

  /**
   * Lets Tab leave a component that would take it for itself, a table or a text of several lines.
   *
   * @param component the component
   */
  static void tabLeaves(final JComponent component) {
    component.setFocusTraversalKeys(
        KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS,
        Set.of(KeyStroke.getKeyStroke(KeyEvent.VK_TAB, 0)));
    component.setFocusTraversalKeys(
        KeyboardFocusManager.BACKWARD_TRAVERSAL_KEYS,
        Set.of(KeyStroke.getKeyStroke(KeyEvent.VK_TAB, InputEvent.SHIFT_DOWN_MASK)));
  }
}
