package io.github.attrimil.demo;

/**
 * Stamps the nuclei of a rectangle: rings of columnar epithelium, spindles along the fibers,
 * scattered and aggregated lymphocytes, and the lesion's sheets of large irregular ones.
 */
final class Nuclei {

  private static final int REACH = 40;
  private static final float RING = 10;

  private final Dyes dyes;
  private final Histology histology;
  private final ValueNoise noise;
  private final long seed;

  Nuclei(final Dyes dyes, final Histology histology, final ValueNoise noise, final long seed) {
    this.dyes = dyes;
    this.histology = histology;
    this.noise = noise;
    this.seed = Hash.mix(seed + 31);
  }

  void stamp() {
    for (final Gland gland : histology.glands().glands()) {
      if (near(gland.x(), gland.y(), 250)) {
        ring(gland);
      }
    }
    for (final Gland vessel : histology.vessels().glands()) {
      if (near(vessel.x(), vessel.y(), 100)) {
        endothelium(vessel);
      }
    }
    scatter(30, 1, this::spindle);
    scatter(38, 2, this::lymphocyte);
    scatter(12.8f, 3, this::aggregated);
    scatter(21, 4, this::lesional);
  }

  private boolean near(final float x, final float y, final float reach) {
    return x > dyes.x0 - reach
        && x < dyes.x0 + dyes.width + reach
        && y > dyes.y0 - reach
        && y < dyes.y0 + dyes.height + reach;
  }

  /** Makes the nucleus a place of a jittered grid proposes, or null. */
  private interface Maker {
    Nucleus make(long hash, float x, float y);
  }

  private void scatter(final float pitch, final int salt, final Maker maker) {
    final int left = (int) Math.floor((dyes.x0 - REACH) / pitch);
    final int right = (int) Math.floor((dyes.x0 + dyes.width + REACH) / pitch);
    final int top = (int) Math.floor((dyes.y0 - REACH) / pitch);
    final int bottom = (int) Math.floor((dyes.y0 + dyes.height + REACH) / pitch);
    for (int iy = top; iy <= bottom; iy++) {
      for (int ix = left; ix <= right; ix++) {
        final long hash = Hash.cell(seed + salt, ix, iy);
        final Nucleus nucleus =
            maker.make(
                hash,
                (ix + Hash.range(hash, 0, 0.1f, 0.9f)) * pitch,
                (iy + Hash.range(hash, 1, 0.1f, 0.9f)) * pitch);
        if (nucleus != null) {
          dyes.stamp(nucleus);
        }
      }
    }
  }

  private void ring(final Gland gland) {
    final int count = (int) (2 * Math.PI * gland.radius() / 10.4);
    for (int k = 0; k < count; k++) {
      final long hash = Hash.cell(gland.hash(), k, 1);
      final double angle = 2 * Math.PI * (k + Hash.range(hash, 0, -0.25f, 0.25f)) / count;
      final float c = (float) Math.cos(angle);
      final float s = (float) Math.sin(angle);
      final float inset = RING + 7 * Hash.unit(hash, 1) * Hash.unit(hash, 2);
      float r = gland.outline(c, s) - inset;
      final float full = r;
      float[] p = gland.ray(c, s, r);
      for (int i = 0; i < 6; i++) {
        r += 0.9f * Math.min(0, histology.gland(p[0], p[1]) - inset);
        p = gland.ray(c, s, r);
      }
      final float depth = histology.gland(p[0], p[1]);
      // Where neighbors squeeze the gland, its nuclei would crowd: drop some.
      if (r < 12 || Math.abs(depth - inset) > 6 || Hash.unit(hash, 3) * full > r + 6) {
        continue;
      }
      final float gx = histology.gland(p[0] + 3, p[1]) - histology.gland(p[0] - 3, p[1]);
      final float gy = histology.gland(p[0], p[1] + 3) - histology.gland(p[0], p[1] - 3);
      final float norm = (float) Math.sqrt(gx * gx + gy * gy) + 1e-4f;
      dyes.stamp(
          new Nucleus(
              new Nucleus.Ellipse(
                  p[0],
                  p[1],
                  Hash.range(hash, 4, 6.6f, 9.2f),
                  Hash.range(hash, 5, 4.2f, 5.4f),
                  gx / norm,
                  gy / norm),
              new Nucleus.Chromatin(0.06f, Hash.range(hash, 6, 0.78f, 1.08f), 0.42f, 0.12f),
              hash));
    }
  }

  private void endothelium(final Gland vessel) {
    final int count = 2 + (int) (vessel.radius() / 7);
    for (int k = 0; k < count; k++) {
      final long hash = Hash.cell(vessel.hash(), k, 2);
      final double angle = 2 * Math.PI * (k + Hash.range(hash, 0, -0.4f, 0.4f)) / count;
      final float c = (float) Math.cos(angle);
      final float s = (float) Math.sin(angle);
      final float[] p = vessel.ray(c, s, vessel.outline(c, s) - Ground.WALL + 1);
      final float dx = p[0] - vessel.x();
      final float dy = p[1] - vessel.y();
      final float norm = (float) Math.sqrt(dx * dx + dy * dy) + 1e-4f;
      dyes.stamp(
          new Nucleus(
              new Nucleus.Ellipse(p[0], p[1], 7.5f, 2.6f, -dy / norm, dx / norm),
              new Nucleus.Chromatin(0.05f, 1.0f, 0.25f, 0),
              hash));
    }
  }

  /** Whether plain stroma is there. */
  private boolean stroma(final SlidePlan.Place place, final float x, final float y) {
    return place.tissue() > 6
        && histology.gland(x, y) < -6
        && histology.vessels().inside(x, y) < -3
        && place.fat() < -3;
  }

  private Nucleus spindle(final long hash, final float x, final float y) {
    final SlidePlan.Place place = histology.plan(x, y);
    final boolean septum = place.lesion() <= 0 || histology.nest(x, y) < Ground.SEPTUM;
    if (Hash.unit(hash, 2) > 0.62f || !septum || place.aggregate() > 4 || !stroma(place, x, y)) {
      return null;
    }
    final float gx = slope(x, y, 4, 0);
    final float gy = slope(x, y, 0, 4);
    final float norm = (float) Math.sqrt(gx * gx + gy * gy) + 1e-4f;
    return new Nucleus(
        new Nucleus.Ellipse(
            x,
            y,
            Hash.range(hash, 3, 7.5f, 14),
            Hash.range(hash, 4, 2.1f, 3.6f),
            -gy / norm,
            gx / norm),
        new Nucleus.Chromatin(0.08f, Hash.range(hash, 5, 0.75f, 1.1f), 0.3f, 0),
        hash);
  }

  private float slope(final float x, final float y, final float dx, final float dy) {
    return across(x + dx, y + dy) - across(x - dx, y - dy);
  }

  private float across(final float x, final float y) {
    return histology.across(x, y, histology.gland(x, y), histology.vessels().inside(x, y));
  }

  private Nucleus lymphocyte(final long hash, final float x, final float y) {
    final float rich = noise.at(x / 260 + 77, y / 260 + 5);
    if (Hash.unit(hash, 2) > 0.04f + 0.5f * ValueNoise.ease(0.55f, 0.95f, rich)) {
      return null;
    }
    final SlidePlan.Place place = histology.plan(x, y);
    return place.lesion() < 0 && stroma(place, x, y) ? small(hash, x, y) : null;
  }

  private Nucleus aggregated(final long hash, final float x, final float y) {
    final SlidePlan.Place place = histology.plan(x, y);
    final float crowd = ValueNoise.ease(-16, 10, place.aggregate());
    if (Hash.unit(hash, 2) > 0.93f * crowd || place.lesion() > -4 || place.tissue() < 6) {
      return null;
    }
    return small(hash, x, y);
  }

  private static Nucleus small(final long hash, final float x, final float y) {
    final float radius = Hash.range(hash, 3, 5.0f, 6.9f);
    return new Nucleus(
        Nucleus.Ellipse.turned(
            x, y, radius, radius * Hash.range(hash, 4, 0.8f, 1), Hash.unit(hash, 5)),
        new Nucleus.Chromatin(0.06f, Hash.range(hash, 6, 1.0f, 1.55f), 0.42f, 0),
        hash);
  }

  private Nucleus lesional(final long hash, final float x, final float y) {
    final SlidePlan.Place place = histology.plan(x, y);
    if (place.lesion() < 3
        || place.tissue() < 10
        || histology.nest(x, y) < Ground.SEPTUM + 0.03f
        || Hash.unit(hash, 2) > 0.93f) {
      return null;
    }
    // Mostly large and vesicular; a few are dying or dividing, small and black.
    final boolean mitosis = Hash.unit(hash, 7) < 0.018f;
    final float size = mitosis ? 6 : Hash.range(hash, 3, 9.5f, 13) + 6 * cube(Hash.unit(hash, 8));
    return new Nucleus(
        Nucleus.Ellipse.turned(
            x,
            y,
            size * Hash.range(hash, 4, 1, 1.22f),
            size * Hash.range(hash, 9, 0.72f, 0.95f),
            Hash.unit(hash, 5)),
        new Nucleus.Chromatin(
            mitosis ? 0.3f : 0.13f,
            mitosis ? 2.1f : Hash.range(hash, 6, 0.72f, 1.4f),
            0.6f,
            mitosis ? 0 : 0.5f),
        hash);
  }

  private static float cube(final float x) {
    return x * x * x;
  }
}
