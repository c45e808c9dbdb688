package io.github.attrimil.explain.map;

import io.github.attrimil.geometry.PatchGrid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which places of a slide lie in one of its patches, found by squares as large as a patch. */
final class CoveredPlaces {

  private final Map<Long, List<Integer>> squares = new HashMap<>();
  private final long[] x;
  private final long[] y;
  private final double size;

  CoveredPlaces(final PatchGrid grid) {
    this.x = grid.coords().xLevel0();
    this.y = grid.coords().yLevel0();
    this.size = grid.patchSizeLevel0();
    for (int i = 0; i < x.length; i++) {
      squares.computeIfAbsent(square(x[i], y[i], 0, 0), k -> new ArrayList<>()).add(i);
    }
  }

  private long square(final double atX, final double atY, final int left, final int up) {
    return ((long) Math.floor(atX / size) - left << 32)
        ^ ((long) Math.floor(atY / size) - up & 0xffffffffL);
  }

  /** Whether a place lies in a patch, edges included. */
  boolean holds(final double atX, final double atY) {
    for (int left = 0; left < 2; left++) {
      for (int up = 0; up < 2; up++) {
        for (final int i : squares.getOrDefault(square(atX, atY, left, up), List.of())) {
          final double dx = atX - x[i];
          final double dy = atY - y[i];
          if (dx >= 0 && dy >= 0 && dx <= size && dy <= size) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
