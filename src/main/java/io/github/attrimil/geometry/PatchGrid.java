package io.github.attrimil.geometry;

import io.github.attrimil.core.AttriMilException;

/**
 * Where a slide's N patches lie and which of them touch: what all rooms speak of. Immutable; arrays
 * are not copied and must not be changed.
 */
public final class PatchGrid {

  /** Entries of a row of the neighbor table: the patch itself and eight neighbors. */
  public static final int NEIGHBORS = Neighbors.WIDTH;

  private final PatchCoords coords;
  private final double patchSizeLevel0;
  private final double stepLevel0;
  private final int[] neighbors;

  private PatchGrid(
      final PatchCoords coords,
      final double patchSizeLevel0,
      final double stepLevel0,
      final int[] neighbors) {
    this.coords = coords;
    this.patchSizeLevel0 = patchSizeLevel0;
    this.stepLevel0 = stepLevel0;
    this.neighbors = neighbors;
  }

  /**
   * Patches whose neighbors are known.
   *
   * @param coords top left corners of N patches in level-0 pixels
   * @param patchSizeLevel0 side of a patch in level-0 pixels
   * @param stepLevel0 distance of neighboring patches in level-0 pixels
   * @param neighbors N x 9 row numbers, flat: each patch and its eight neighbors, itself where one
   *     is missing, as {@link Neighbors#nearest} gives them
   * @return the grid
   * @throws AttriMilException when a size is not above 0 or a row number is none
   */
  public static PatchGrid of(
      final PatchCoords coords,
      final double patchSizeLevel0,
      final double stepLevel0,
      final int[] neighbors) {
    final int n = coords.size();
    if (!(patchSizeLevel0 > 0 && stepLevel0 > 0)) {
      throw new AttriMilException(
          "Patches of "
              + patchSizeLevel0
              + " level-0 pixels every "
              + stepLevel0
              + " are not possible; both must be above 0");
    }
    if (neighbors.length != NEIGHBORS * n) {
      throw new AttriMilException(
          n + " patches need " + NEIGHBORS * n + " neighbors, not " + neighbors.length);
    }
    for (final int j : neighbors) {
      if (j < 0 || j >= n) {
        throw new AttriMilException(
            "The neighbor " + j + " is none of the " + n + " patches; run `neighbors` again");
      }
    }
    return new PatchGrid(coords, patchSizeLevel0, stepLevel0, neighbors);
  }

  /**
   * Patches of unknown place, such as features without coordinates; each is its own neighbor.
   *
   * @param n N
   * @return the grid
   */
  public static PatchGrid unplaced(final int n) {
    final int[] own = new int[NEIGHBORS * n];
    for (int i = 0; i < own.length; i++) {
      own[i] = i / NEIGHBORS;
    }
    return new PatchGrid(null, Double.NaN, Double.NaN, own);
  }

  /**
   * @return N
   */
  public int size() {
    return neighbors.length / NEIGHBORS;
  }

  /**
   * @return whether it is known where the patches lie
   */
  public boolean placed() {
    return coords != null;
  }

  /**
   * @return top left corners in level-0 pixels
   * @throws AttriMilException when it is not known where the patches lie
   */
  public PatchCoords coords() {
    if (coords == null) {
      throw new AttriMilException("The patches have no coordinates, so they have no place");
    }
    return coords;
  }

  /**
   * @return side of a patch in level-0 pixels, NaN when not known
   */
  public double patchSizeLevel0() {
    return patchSizeLevel0;
  }

  /**
   * @return distance of neighboring patches in level-0 pixels, NaN when not known
   */
  public double stepLevel0() {
    return stepLevel0;
  }

  /**
   * @return N x 9 row numbers, flat: each patch and its eight neighbors, itself where one is
   *     missing
   */
  public int[] neighbors() {
    return neighbors;
  }
}
