package io.github.attrimil.tissue.patches;

import io.github.attrimil.geometry.PolygonIndex;

/** Which points of a patch must lie in a contour or on its border for the patch to be taken. */
public enum ContourRule {
  /** At least one of four points, half way from the center to the corners. CLAM's default. */
  FOUR_PT,
  /** The center. */
  CENTER,
  /** The top left corner. */
  BASIC,
  /** All of the four points of {@link #FOUR_PT}. */
  HARD;

  /** Whether a patch is kept; halves are cut off, as CLAM does. */
  public boolean accepts(
      final PolygonIndex contour,
      final long xLevel0,
      final long yLevel0,
      final long patchSizeLevel0) {
    final long half = patchSizeLevel0 / 2;
    final long shift = half / 2;
    final long x = xLevel0 + half;
    final long y = yLevel0 + half;
    return switch (this) {
      case BASIC -> contour.locate(xLevel0, yLevel0) >= 0;
      case CENTER -> contour.locate(x, y) >= 0;
      case FOUR_PT ->
          contour.locate(x - shift, y - shift) >= 0
              || contour.locate(x + shift, y + shift) >= 0
              || contour.locate(x + shift, y - shift) >= 0
              || contour.locate(x - shift, y + shift) >= 0;
      case HARD ->
          contour.locate(x - shift, y - shift) >= 0
              && contour.locate(x + shift, y + shift) >= 0
              && contour.locate(x + shift, y - shift) >= 0
              && contour.locate(x - shift, y + shift) >= 0;
    };
  }
}
