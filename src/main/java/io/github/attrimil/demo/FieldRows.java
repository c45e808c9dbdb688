package io.github.attrimil.demo;

/**
 * The fields of a rectangle, evaluated at every fourth pixel and interpolated in between, row by
 * row. The lattice is the slide's own, so that the rectangle does not matter.
 */
final class FieldRows {

  private static final int STEP = 4;

  private final int x0;
  private final int width;
  private final int firstX;
  private final int firstY;
  private final int nodesX;
  private final float[][] nodes;
  private final float[][] row;
  private final float[] blend;

  FieldRows(final Histology histology, final int[] area) {
    x0 = area[0];
    width = area[2];
    firstX = Math.floorDiv(area[0], STEP);
    firstY = Math.floorDiv(area[1], STEP);
    nodesX = Math.floorDiv(area[0] + area[2] - 1, STEP) + 2 - firstX;
    final int nodesY = Math.floorDiv(area[1] + area[3] - 1, STEP) + 2 - firstY;
    nodes = new float[Histology.FIELDS][nodesX * nodesY];
    row = new float[Histology.FIELDS][width];
    blend = new float[nodesX];
    final float[] at = new float[Histology.FIELDS];
    for (int i = 0; i < nodesX * nodesY; i++) {
      histology.at((firstX + i % nodesX) * STEP, (firstY + i / nodesX) * STEP, at);
      for (int f = 0; f < at.length; f++) {
        nodes[f][i] = at[f];
      }
    }
  }

  /**
   * @param y a row of the rectangle, in pixels of the slide
   * @return field by field the row's values; overwritten by the next call
   */
  float[][] row(final int y) {
    final int node = Math.floorDiv(y, STEP) - firstY;
    final float fy = (y - (node + firstY) * STEP) / (float) STEP;
    for (int f = 0; f < nodes.length; f++) {
      final float[] field = nodes[f];
      for (int i = 0; i < nodesX; i++) {
        final float top = field[node * nodesX + i];
        blend[i] = top + (field[(node + 1) * nodesX + i] - top) * fy;
      }
      for (int x = 0; x < width; x++) {
        final int at = x0 + x - firstX * STEP;
        final float left = blend[at / STEP];
        row[f][x] = left + (blend[at / STEP + 1] - left) * (at % STEP) / STEP;
      }
    }
    return row;
  }
}
