package io.github.attrimil.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * The glands (or vessels) around one rectangle: at most one in each cell of a grid. Where two meet,
 * both end a septum's width before the line midway.
 */
final class GlandGrid {

  /** Makes the gland of a cell, or null. */
  interface Maker {
    Gland make(long hash, float x, float y);
  }

  private static final float FAR = -1e3f;

  private final float pitch;
  private final float septum;
  private final int firstX;
  private final int firstY;
  private final int cellsX;
  private final int cellsY;
  private final Gland[] cells;

  /**
   * @param seed of this kind of gland
   * @param pitch side of a cell, in pixels; more than twice the largest radius
   * @param septum width between two glands, in pixels
   * @param area left, top, width, height: where it will be asked
   * @param maker makes the gland whose center a cell proposes
   */
  GlandGrid(
      final long seed, final float pitch, final float septum, final int[] area, final Maker maker) {
    this.pitch = pitch;
    this.septum = septum;
    firstX = cell(area[0]) - 1;
    firstY = cell(area[1]) - 1;
    cellsX = cell(area[0] + area[2]) + 2 - firstX;
    cellsY = cell(area[1] + area[3]) + 2 - firstY;
    cells = new Gland[cellsX * cellsY];
    for (int i = 0; i < cells.length; i++) {
      final int ix = firstX + i % cellsX;
      final int iy = firstY + i / cellsX;
      final long hash = Hash.cell(seed, ix, iy);
      cells[i] =
          maker.make(
              hash,
              (ix + Hash.range(hash, 0, 0.24f, 0.76f)) * pitch,
              (iy + Hash.range(hash, 1, 0.24f, 0.76f)) * pitch);
    }
  }

  private int cell(final float x) {
    return (int) Math.floor(x / pitch);
  }

  /** How deep a place lies inside its gland, in pixels; negative outside of all. */
  float inside(final float x, final float y) {
    final int cx = cell(x) - firstX;
    final int cy = cell(y) - firstY;
    float first = FAR;
    float second = FAR;
    for (int j = Math.max(0, cy - 1); j <= cy + 1 && j < cellsY; j++) {
      for (int i = Math.max(0, cx - 1); i <= cx + 1 && i < cellsX; i++) {
        final Gland gland = cells[j * cellsX + i];
        if (gland == null) {
          continue;
        }
        final float inside = gland.inside(x, y);
        if (inside > first) {
          second = first;
          first = inside;
        } else if (inside > second) {
          second = inside;
        }
      }
    }
    return Math.min(first, (first - second - septum) / 2);
  }

  /** All glands, in the same order whatever the rectangle. */
  List<Gland> glands() {
    final List<Gland> glands = new ArrayList<>();
    for (final Gland gland : cells) {
      if (gland != null) {
        glands.add(gland);
      }
    }
    return glands;
  }
}
