package io.github.attrimil.explain.picture;

import java.awt.Font;
import java.awt.image.BufferedImage;

/** Whether text can be drawn: servers and containers often have no fonts at all. */
public final class Fonts {

  private static final boolean AVAILABLE = find();

  private Fonts() {}

  public static boolean available() {
    return AVAILABLE;
  }

  private static boolean find() {
    try {
      new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
          .createGraphics()
          .getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
      return true;
    } catch (final RuntimeException | InternalError | LinkageError e) {
      // Java reports missing fonts by any of these, depending on its version.
      return false;
    }
  }
}
