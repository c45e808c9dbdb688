package io.github.attrimil.geometry;

/**
 * How the pixels of a slide's patches are read and given to an encoder.
 *
 * @param level the level of the slide they are read from
 * @param pixels along the edge of a patch as an encoder is given it, 0 where not known
 * @param mpp micrometers per pixel of it, NaN where not known
 * @param mppLevel0 micrometers per level-0 pixel of the slide, NaN where not known
 */
public record PatchScale(int level, int pixels, double mpp, double mppLevel0) {

  /** Nothing is known. */
  public static final PatchScale UNKNOWN = new PatchScale(0, 0, Double.NaN, Double.NaN);
}
