package io.github.attrimil.map;

import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.List;

/** Where windows go so that they hide each other as little as the screen allows. */
final class Places {

  /** What a desktop's own bars may take. */
  private static final int BAR = 40;

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
  static Rectangle of(
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
        double hidden = 0;
        for (final Rectangle other : open) {
          final Rectangle both = other.intersection(at);
          hidden += both.isEmpty() ? 0 : (double) both.width * both.height;
        }
        final Rectangle first = open.isEmpty() ? room : open.get(0);
        // Of places that hide as little, the nearest to the wanted corner of the first.
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
