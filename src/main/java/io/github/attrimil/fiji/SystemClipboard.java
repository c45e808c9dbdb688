package io.github.attrimil.fiji;

import java.awt.HeadlessException;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;

/** The clipboard that other programs paste from. */
public final class SystemClipboard {

  private SystemClipboard() {}

  /**
   * @param text what to copy
   * @return whether there is a clipboard that took it
   */
  public static boolean copy(final String text) {
    try {
      Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(text), null);
      return true;
    } catch (final HeadlessException | IllegalStateException e) {
      // No display, or another program holds the clipboard.
      return false;
    }
  }
}
