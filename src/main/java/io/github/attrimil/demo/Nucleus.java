package io.github.attrimil.demo;

/**
 * A nucleus as it is stamped into the tissue.
 *
 * @param place where it lies
 * @param chromatin how it looks
 * @param hash 30 to 39 are its own numbers
 */
record Nucleus(Ellipse place, Chromatin chromatin, long hash) {

  /**
   * An outline before its bumps.
   *
   * @param x center, in pixels
   * @param y center, in pixels
   * @param a semi-axis along its direction, in pixels
   * @param b semi-axis across, in pixels
   * @param cos of its direction
   * @param sin of its direction
   */
  record Ellipse(float x, float y, float a, float b, float cos, float sin) {

    /** One whose direction is an angle in half turns. */
    static Ellipse turned(
        final float x, final float y, final float a, final float b, final float halfTurns) {
      final double angle = Math.PI * halfTurns;
      return new Ellipse(x, y, a, b, (float) Math.cos(angle), (float) Math.sin(angle));
    }
  }

  /**
   * A look.
   *
   * @param bumps how irregular its outline is, as a part of the radius
   * @param dark amount of hematoxylin
   * @param grain how coarse chromatin is, as a part of the amount
   * @param nucleolus amount of hematoxylin the nucleolus adds
   */
  record Chromatin(float bumps, float dark, float grain, float nucleolus) {}
}
