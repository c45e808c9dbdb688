package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;

/**
 * Which patches are cut.
 *
 * @param targetMpp micrometers per pixel of the patches as an encoder sees them; 0 to take the
 *     pixels of a level as they are
 * @param size side of a patch in pixels as an encoder sees it
 * @param step from patch to patch in the same pixels; below size, patches overlap
 * @param level where patches are read when targetMpp is 0
 * @param rule which patches on the border of tissue are taken
 * @param padding whether patches may reach over the slide's right and lower edge
 * @param minimumTissue share of a patch that must be tissue, 0 to 1; 0 to take what the rule takes
 */
public record PatchParameters(
    double targetMpp,
    int size,
    int step,
    int level,
    ContourRule rule,
    boolean padding,
    double minimumTissue) {

  /** Checks the values. */
  public PatchParameters {
    check(targetMpp >= 0 && targetMpp < 1000, "mpp", targetMpp, "micrometers, or 0");
    check(size >= 1 && size <= 1 << 15, "size", size, "a value from 1 to 32768 pixels");
    check(step >= 1 && step <= 1 << 15, "step", step, "a value from 1 to 32768 pixels");
    check(level >= 0, "level", level, "0 or more");
    check(
        minimumTissue >= 0 && minimumTissue <= 1,
        "mintissue",
        minimumTissue,
        "a value from 0 to 1");
  }

  /**
   * @return CLAM's values: 256 x 256 pixels of level 0, side by side
   */
  public static PatchParameters defaults() {
    return new PatchParameters(0, 256, 256, 0, ContourRule.FOUR_PT, true, 0);
  }

  /**
   * @param mpp micrometers per pixel as an encoder sees it
   * @param sizePx side of a patch in such pixels
   * @return patches side by side, CLAM's rule
   */
  public static PatchParameters at(final double mpp, final int sizePx) {
    return new PatchParameters(mpp, sizePx, sizePx, 0, ContourRule.FOUR_PT, true, 0);
  }

  private static void check(
      final boolean ok, final String name, final Object value, final String remedy) {
    if (!ok) {
      throw new AttriMilException(name + "=" + value + " is invalid: give " + remedy);
    }
  }
}
