package io.github.attrimil.demo;

/**
 * A nucleus as it is stamped into the tissue.
 *
 * @param x center, in pixels
 * @param y center, in pixels
 * @param a semi-axis along its direction, in pixels
 * @param b semi-axis across, in pixels
 * @param cos of its direction
 * @param sin of its direction
 * @param bumps how irregular its outline is, as a part of the radius
 * @param dark amount of hematoxylin
 * @param grain how coarse chromatin is, as a part of the amount
 * @param nucleolus amount of hematoxylin the nucleolus adds
 * @param hash 30 to 39 are its own numbers
 */
record Nucleus(
    float x,
    float y,
    float a,
    float b,
    float cos,
    float sin,
    float bumps,
    float dark,
    float grain,
    float nucleolus,
    long hash) {

  /** One whose direction is an angle in half turns. */
  static Nucleus turned(
      final float x,
      final float y,
      final float a,
      final float b,
      final float halfTurns,
      final float bumps,
      final float dark,
      final float grain,
      final float nucleolus,
      final long hash) {
    final double angle = Math.PI * halfTurns;
    return new Nucleus(
        x,
        y,
        a,
        b,
        (float) Math.cos(angle),
        (float) Math.sin(angle),
        bumps,
        dark,
        grain,
        nucleolus,
        hash);
  }
}
