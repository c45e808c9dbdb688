package io.github.attrimil.demo;

/** The amounts of hematoxylin, eosin and dirt in each pixel of a rectangle. */
final class Dyes {

  final int x0;
  final int y0;
  final int width;
  final int height;
  final float[] hematoxylin;
  final float[] eosin;
  final float[] gray;
  private final ValueNoise noise;

  Dyes(final int[] area, final ValueNoise noise) {
    x0 = area[0];
    y0 = area[1];
    width = area[2];
    height = area[3];
    hematoxylin = new float[width * height];
    eosin = new float[width * height];
    gray = new float[width * height];
    this.noise = noise;
  }

  /** Stamps a nucleus; what lies outside the rectangle is dropped. */
  void stamp(final Nucleus n) {
    final Nucleus.Ellipse place = n.place();
    final Nucleus.Chromatin look = n.chromatin();
    final float reach = Math.max(place.a(), place.b()) * (1 + 1.5f * look.bumps()) + 1;
    final int left = Math.max(x0, (int) Math.floor(place.x() - reach));
    final int right = Math.min(x0 + width - 1, (int) Math.ceil(place.x() + reach));
    final int top = Math.max(y0, (int) Math.floor(place.y() - reach));
    final int bottom = Math.min(y0 + height - 1, (int) Math.ceil(place.y() + reach));
    if (left > right || top > bottom) {
      return;
    }
    final float smaller = Math.min(place.a(), place.b());
    final float w2c = look.bumps() * Hash.range(n.hash(), 30, -1, 1);
    final float w3c = look.bumps() * Hash.range(n.hash(), 31, -1, 1);
    final float w3s = look.bumps() * Hash.range(n.hash(), 32, -1, 1);
    final float w4s = 0.6f * look.bumps() * Hash.range(n.hash(), 33, -1, 1);
    final float nu = Hash.range(n.hash(), 34, -0.4f, 0.4f);
    final float nv = Hash.range(n.hash(), 35, -0.4f, 0.4f);
    final float soft = Hash.range(n.hash(), 37, 0.7f, 1.5f);
    final float shift = 97 * Hash.unit(n.hash(), 36);
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        final float dx = x - place.x();
        final float dy = y - place.y();
        final float u = (dx * place.cos() + dy * place.sin()) / place.a();
        final float v = (dy * place.cos() - dx * place.sin()) / place.b();
        final float r = (float) Math.sqrt(u * u + v * v) + 1e-4f;
        if (r > 1.7f) {
          continue;
        }
        final float c = u / r;
        final float s = v / r;
        final float c2 = c * c - s * s;
        final float s2 = 2 * c * s;
        final float outline =
            1 + w2c * c2 + w3c * (c * c2 - s * s2) + w3s * (s * c2 + c * s2) + w4s * 2 * c2 * s2;
        final float depth = (outline - r) * smaller;
        final float cover = ValueNoise.ease(-soft, soft, depth);
        if (cover == 0) {
          continue;
        }
        final float chromatin =
            noise.at(x * 0.47f + shift, y * 0.41f)
                + noise.signed(x * 0.2f, y * 0.2f + shift)
                - 0.5f;
        final float rim = Math.max(0, 1 - Math.abs(depth - 1.3f) * 0.6f);
        final float spot =
            ValueNoise.ease(0.075f, 0.03f, (u - nu) * (u - nu) + (v - nv) * (v - nv));
        final float amount =
            look.dark() * (1 + look.grain() * (chromatin + 0.35f * rim)) + look.nucleolus() * spot;
        final int at = (y - y0) * width + x - x0;
        final float old = hematoxylin[at];
        final float own = amount * cover;
        hematoxylin[at] = Math.max(old, own) + 0.2f * Math.min(old, own);
        eosin[at] *= 1 - 0.55f * cover;
      }
    }
  }
}
