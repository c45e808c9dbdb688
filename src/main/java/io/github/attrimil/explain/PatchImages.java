package io.github.attrimil.explain;

import io.github.attrimil.format.image.RgbImage;

/** Gives the pixels of a slide's patches. */
@FunctionalInterface
public interface PatchImages {

  /**
   * Reads a patch.
   *
   * @param i patch, 0 to N - 1
   * @return its pixels
   * @throws io.github.attrimil.core.AttriMilException when they cannot be decoded
   */
  RgbImage patch(int i);
}
