package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import java.util.Locale;

/**
 * One value a patch, higher where a lesion is likelier.
 *
 * @param xLevel0 left edges in level-0 pixels, N; not copied
 * @param yLevel0 top edges, N; not copied
 * @param sizeLevel0 side of a patch
 * @param score N values; not copied
 */
public record PatchMap(double[] xLevel0, double[] yLevel0, double sizeLevel0, double[] score) {

  /** Checks the lengths. */
  public PatchMap {
    final int n = score.length;
    if (n == 0 || xLevel0.length != n || yLevel0.length != n || !(sizeLevel0 > 0)) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "A map of %d scores does not fit %d x and %d y coordinates and a patch size of %s",
              n,
              xLevel0.length,
              yLevel0.length,
              sizeLevel0));
    }
  }
}
