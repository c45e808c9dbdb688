package io.github.attrimil.demo;

/**
 * A closed, irregular, more or less round outline: a gland's or a vessel's.
 *
 * @param x center, in pixels
 * @param y center, in pixels
 * @param cos of the long axis' angle
 * @param sin of the long axis' angle
 * @param stretch of the long axis and inverse of the short one's
 * @param radius mean radius, in pixels
 * @param hash its numbers
 * @param wave the outline's harmonics, as parts of the radius: cosine and sine of three and of five
 *     times the angle
 */
record Gland(
    float x, float y, float cos, float sin, float stretch, float radius, long hash, float[] wave) {

  static Gland of(
      final float x, final float y, final float radius, final float wobble, final long hash) {
    final double angle = Math.PI * Hash.unit(hash, 10);
    return new Gland(
        x,
        y,
        (float) Math.cos(angle),
        (float) Math.sin(angle),
        Hash.range(hash, 11, 1, 1.28f),
        radius,
        hash,
        new float[] {
          wobble * Hash.range(hash, 20, -1, 1),
          wobble * Hash.range(hash, 21, -1, 1),
          0.6f * wobble * Hash.range(hash, 22, -1, 1),
          0.6f * wobble * Hash.range(hash, 23, -1, 1)
        });
  }

  /** The outline's radius in a direction (a unit vector of the unstretched frame). */
  float outline(final float c, final float s) {
    final float c2 = c * c - s * s;
    final float s2 = 2 * c * s;
    final float c3 = c * c2 - s * s2;
    final float s3 = s * c2 + c * s2;
    final float c5 = c2 * c3 - s2 * s3;
    final float s5 = s2 * c3 + c2 * s3;
    return radius * (1 + wave[0] * c3 + wave[1] * s3 + wave[2] * c5 + wave[3] * s5);
  }

  /** How deep a place lies inside the outline, in pixels; negative outside. */
  float inside(final float px, final float py) {
    final float dx = px - x;
    final float dy = py - y;
    final float u = (dx * cos + dy * sin) / stretch;
    final float v = (dy * cos - dx * sin) * stretch;
    final float r = (float) Math.sqrt(u * u + v * v) + 1e-4f;
    return outline(u / r, v / r) - r;
  }

  /** The place at a distance from the center, in a direction of the unstretched frame. */
  float[] ray(final float c, final float s, final float r) {
    final float u = r * c * stretch;
    final float v = r * s / stretch;
    return new float[] {x + u * cos - v * sin, y + u * sin + v * cos};
  }
}
