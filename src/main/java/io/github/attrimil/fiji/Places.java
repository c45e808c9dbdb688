package io.github.attrimil.fiji;

import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.List;

/** Where windows go so that they hide each other as little as the screen allows. */
public final class Places {

  /** What a desktop's own bars may take. */
  private static final int BAR = 40;

  /** How much more a pixel of the first window counts than one of the last. */
  private static final double FIRST = 5;

  /** Farther than any place on a screen, so that a hidden pixel counts more. */
  private static final double FAR = 1e5;

  private Places() {}

  /**
   * Finds a place for a window: beside the first of those that are open, else where it hides least
   * of any of them.
   *
   * @param size the window's size
   * @param screen the screen
   * @param open windows that must be seen, the one it belongs to first
   * @param below whether it rather goes below than to the right
   * @return its place on the screen
   */
  public static Rectangle of(
      final Dimension size,
      final Rectangle screen,
      final List<Rectangle> open,
      final boolean below) {
    final Rectangle room = new Rectangle(screen);
    room.height -= BAR;
    Rectangle best = null;
    double least = Double.POSITIVE_INFINITY;
    // Beside or below what is open, and in the corners of the screen.
    for (final int x : edges(open, room, true, size)) {
      for (final int y : edges(open, room, false, size)) {
        final Rectangle at = new Rectangle(x, y, size.width, size.height);
        final double hidden = hidden(at, open);
        final Rectangle first = open.isEmpty() ? room : open.get(0);
        // Of places that hide as little, the nearest to the requested corner of the first.
        final double far =
            below
                ? Math.hypot(x - first.x, y - first.y - first.height)
                : Math.hypot(x - first.x - first.width, y - first.y);
        if (hidden + far / FAR < least) {
          least = hidden + far / FAR;
          best = at;
        }
      }
    }
    return best;
  }

  /** How many pixels of open windows one hides; those of the first ones count more. */
  private static double hidden(final Rectangle at, final List<Rectangle> open) {
    double hidden = 0;
    for (int k = 0; k < open.size(); k++) {
      final Rectangle both = open.get(k).intersection(at);
      final double weight = Math.max(1, FIRST - 2 * k);
      hidden += both.isEmpty() ? 0 : weight * both.width * both.height;
    }
    return hidden;
  }

  /**
   * @param window a window
   * @param screen the screen
   * @param open windows that must be seen
   * @return where it is in the screen's upper left corner, else at its left edge, if it hides
   *     nothing there; else where it is
   */
  public static Rectangle corner(
      final Rectangle window, final Rectangle screen, final List<Rectangle> open) {
    for (final int y : new int[] {screen.y, window.y}) {
      final Rectangle at = new Rectangle(screen.x, y, window.width, window.height);
      if (hidden(at, open) == 0) {
        return at;
      }
    }
    return window;
  }

  /**
   * Finds how large a picture can be shown beside windows that are open.
   *
   * @param picture its size at full resolution
   * @param frame what its window takes in addition
   * @param screen the screen
   * @param open windows that must be seen
   * @return the largest of 1, 3/4 and 1/2 at which it hides none of them; 1/2 where each does
   */
  public static double zoom(
      final Dimension picture,
      final Dimension frame,
      final Rectangle screen,
      final List<Rectangle> open) {
    for (final double zoom : new double[] {1, 0.75, 0.5}) {
      final Dimension size = sized(picture, frame, zoom);
      final Rectangle at = of(size, screen, open, false);
      if (screen.contains(at) && hidden(at, open) == 0) {
        return zoom;
      }
    }
    return 0.5;
  }

  private static Dimension sized(
      final Dimension picture, final Dimension frame, final double zoom) {
    return new Dimension(
        (int) Math.ceil(zoom * picture.width) + frame.width,
        (int) Math.ceil(zoom * picture.height) + frame.height);
  }

  private static int[] edges(
      final List<Rectangle> open,
      final Rectangle room,
      final boolean horizontal,
      final Dimension size) {
    final int from = horizontal ? room.x : room.y;
    final int extent = horizontal ? room.width : room.height;
    final int last = Math.max(from, from + extent - (horizontal ? size.width : size.height));
    final int[] edges = new int[2 * open.size() + 2];
    edges[0] = from;
    edges[1] = last;
    for (int k = 0; k < open.size(); k++) {
      final Rectangle r = open.get(k);
      edges[2 * k + 2] = clamp(horizontal ? r.x : r.y, from, last);
      edges[2 * k + 3] = clamp(horizontal ? r.x + r.width : r.y + r.height, from, last);
    }
    return edges;
  }

  private static int clamp(final int at, final int from, final int last) {
    return Math.max(from, Math.min(last, at));
  }
}
