package io.github.attrimil.geometry;

import io.github.attrimil.core.AttriMilException;
import java.util.List;

/**
 * Where a slide's N patches lie, how large they are, how their pixels are read, and which of them
 * touch: what all rooms speak of. Immutable; arrays are not copied and must not be changed.
 */
public final class PatchGrid {

  /** Entries of a row of the neighbor table: the patch itself and eight neighbors. */
  public static final int NEIGHBORS = Neighbors.WIDTH;

  private final int size;
  private final PatchCoords coords;
  private final double patchSizeLevel0;
  private final double statedStep;
  private final PatchScale scale;

  /** Null unless they were given. */
  private final int[] given;

  /** Null until the neighbors are asked for. */
  private volatile int[] found;

  private PatchGrid(
      final int size,
      final PatchCoords coords,
      final double patchSizeLevel0,
      final double statedStep,
      final PatchScale scale,
      final int[] given) {
    this.size = size;
    this.coords = coords;
    this.patchSizeLevel0 = patchSizeLevel0;
    this.statedStep = statedStep;
    this.scale = scale;
    this.given = given;
  }

  /**
   * Patches whose neighbors are found when they are first asked for.
   *
   * @param coords top left corners of N patches in level-0 pixels
   * @param patchSizeLevel0 side of a patch in level-0 pixels, NaN where not known
   * @param stepLevel0 distance of neighboring patches in level-0 pixels, NaN where not known
   * @return the grid
   * @throws AttriMilException when there are no patches, a size is not above 0 or a corner is too
   *     far away for any slide
   */
  public static PatchGrid of(
      final PatchCoords coords, final double patchSizeLevel0, final double stepLevel0) {
    if (coords.size() == 0) {
      throw new AttriMilException("A slide needs patches, and there are none");
    }
    if (patchSizeLevel0 <= 0 || stepLevel0 <= 0) {
      throw new AttriMilException(
          "Patches of "
              + patchSizeLevel0
              + " level-0 pixels every "
              + stepLevel0
              + " are invalid; both must be above 0");
    }
    for (int i = 0; i < coords.size(); i++) {
      Neighbors.narrow(coords.xLevel0()[i]);
      Neighbors.narrow(coords.yLevel0()[i]);
    }
    return new PatchGrid(
        coords.size(), coords, patchSizeLevel0, stepLevel0, PatchScale.UNKNOWN, null);
  }

  /**
   * Patches whose neighbors are known.
   *
   * @param coords top left corners of N patches in level-0 pixels
   * @param patchSizeLevel0 side of a patch in level-0 pixels, NaN where not known
   * @param stepLevel0 distance of neighboring patches in level-0 pixels, NaN where not known
   * @param neighbors as for {@link #withNeighbors}
   * @return the grid
   * @throws AttriMilException when there are no patches, a size is not above 0 or a row number is
   *     none
   */
  public static PatchGrid of(
      final PatchCoords coords,
      final double patchSizeLevel0,
      final double stepLevel0,
      final int[] neighbors) {
    return of(coords, patchSizeLevel0, stepLevel0).withNeighbors(neighbors);
  }

  /**
   * Patches of unknown place, such as features without coordinates; each is its own neighbor.
   *
   * @param n N
   * @return the grid
   */
  public static PatchGrid unplaced(final int n) {
    final int[] own = new int[Math.multiplyExact(NEIGHBORS, n)];
    for (int i = 0; i < own.length; i++) {
      own[i] = i / NEIGHBORS;
    }
    return unplaced(own);
  }

  /**
   * Patches of unknown place whose neighbors are known.
   *
   * @param neighbors as for {@link #withNeighbors}
   * @return the grid
   * @throws AttriMilException when a row number is none
   */
  public static PatchGrid unplaced(final int[] neighbors) {
    return new PatchGrid(
            neighbors.length / NEIGHBORS, null, Double.NaN, Double.NaN, PatchScale.UNKNOWN, null)
        .withNeighbors(neighbors);
  }

  /**
   * The patches of several slides one after the other. They lie on no common plane, and none is a
   * neighbor of one of another slide.
   *
   * @param slides the grids of the slides, at least one
   * @return the grid of all, whose place is unknown and whose neighbors are those of the slides
   */
  public static PatchGrid apart(final List<PatchGrid> slides) {
    final int[] all =
        new int[Math.multiplyExact(NEIGHBORS, slides.stream().mapToInt(PatchGrid::size).sum())];
    int before = 0;
    for (final PatchGrid slide : slides) {
      final int[] own = slide.neighbors();
      for (int i = 0; i < own.length; i++) {
        all[NEIGHBORS * before + i] = before + own[i];
      }
      before += slide.size();
    }
    return unplaced(all).withScale(slides.get(0).scale());
  }

  /**
   * @param table N x 9 row numbers, flat: each patch and its eight neighbors, itself where one is
   *     missing, as {@link Neighbors#nearest} gives them
   * @return the same patches with these neighbors
   * @throws AttriMilException when the length is another or a row number is none
   */
  public PatchGrid withNeighbors(final int[] table) {
    if (table.length != (long) NEIGHBORS * size) {
      throw new AttriMilException(
          "The neighbor table has "
              + table.length
              + " row numbers, not 9 for each of "
              + size
              + " patches; run `neighbors`, which writes a new one");
    }
    for (int i = 0; i < table.length; i++) {
      if (table[i] < 0 || table[i] >= size) {
        throw new AttriMilException(
            "The neighbor table does not fit "
                + size
                + " patches: the neighbor "
                + table[i]
                + " of patch "
                + i / NEIGHBORS
                + " is not one of them; run `neighbors`, which writes a new one");
      }
    }
    return new PatchGrid(size, coords, patchSizeLevel0, statedStep, scale, table);
  }

  /**
   * @param how how the patches' pixels are read
   * @return the same patches, read so
   */
  public PatchGrid withScale(final PatchScale how) {
    return new PatchGrid(size, coords, patchSizeLevel0, statedStep, how, given);
  }

  /**
   * @param sideLevel0 side of a patch in level-0 pixels
   * @param stepLevel0 distance of neighboring patches in level-0 pixels
   * @return the same patches with this size and step
   */
  public PatchGrid withSize(final double sideLevel0, final double stepLevel0) {
    return new PatchGrid(size, coords, sideLevel0, stepLevel0, scale, given);
  }

  /**
   * @return N
   */
  public int size() {
    return size;
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
      throw new AttriMilException("The patches have no coordinates, so they cannot be placed");
    }
    return coords;
  }

  /**
   * @return whether the size of the patches is known
   */
  public boolean sized() {
    return patchSizeLevel0 > 0;
  }

  /**
   * @return side of a patch in level-0 pixels
   * @throws AttriMilException when it is not known
   */
  public double patchSizeLevel0() {
    if (!sized()) {
      throw new AttriMilException(
          "The size of the patches is not known; run `patch` again, or add the attribute"
              + " patch_size_level0 to the dataset coords");
    }
    return patchSizeLevel0;
  }

  /**
   * @return distance of neighboring patches in level-0 pixels: as stated, else as {@link
   *     Neighbors#inferStep} finds it, else the side of a patch; NaN where nothing is known
   */
  public double stepLevel0() {
    return statedStep > 0 || coords == null
        ? statedStep
        : Neighbors.inferStep(coords).orElse(patchSizeLevel0);
  }

  /**
   * @return how the pixels of the patches are read
   */
  public PatchScale scale() {
    return scale;
  }

  /**
   * @return whether the neighbors were given, as by a file that was indexed, and need not be found
   */
  public boolean indexed() {
    return given != null;
  }

  /**
   * @return N x 9 row numbers, flat: each patch and its eight neighbors, itself where one is
   *     missing; those given, else those of {@link #findNeighbors}
   */
  public int[] neighbors() {
    if (given != null) {
      return given;
    }
    if (found == null) {
      found = findNeighbors();
    }
    return found;
  }

  /**
   * Finds the neighbors by the places of the patches, whatever neighbors were given.
   *
   * @return N x 9 row numbers, flat, as {@link Neighbors#nearest} gives them
   * @throws AttriMilException when it is not known where the patches lie
   */
  public int[] findNeighbors() {
    final double step = stepLevel0();
    // A single patch may have no step, and has no neighbors at any.
    return Neighbors.nearest(coords(), step > 0 ? step : 1);
  }
}
