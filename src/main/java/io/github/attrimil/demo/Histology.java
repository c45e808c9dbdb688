package io.github.attrimil.demo;

/**
 * The tissue's architecture around one rectangle: plan, glands, vessels and the run of the fibers.
 * Every value depends on the place alone, so that neighboring rectangles agree.
 */
final class Histology {

  /**
   * Fields of {@link #at}, signed distances in pixels (positive inside) unless stated otherwise.
   */
  static final int TISSUE = 0;

  static final int LESION = 1;
  static final int AGGREGATE = 2;
  static final int FAT = 3;
  static final int GLAND = 4;
  static final int VESSEL = 5;

  /** Along and across the fibers, in pixels. */
  static final int ALONG = 6;

  static final int ACROSS = 7;

  /** How densely packed the stroma is, 0 to 1. */
  static final int DENSITY = 8;

  /** How far a place lies from the lesion's inner septa, in arbitrary units. */
  static final int NEST = 9;

  /** How tall a gland's epithelium is, in pixels. */
  static final int HEIGHT = 10;

  /** How much mucus the epithelium holds, 0 to 1. */
  static final int GOBLET = 11;

  static final int FIELDS = 12;

  private static final float GLAND_PITCH = 204;
  private static final float VESSEL_PITCH = 330;

  private final SlidePlan plan;
  private final ValueNoise noise;
  private final GlandGrid glands;
  private final GlandGrid vessels;
  private final float cos;
  private final float sin;

  Histology(final SlidePlan plan, final ValueNoise noise, final long seed, final int[] area) {
    this.plan = plan;
    this.noise = noise;
    final double angle = Math.PI * Hash.unit(seed, 1);
    cos = (float) Math.cos(angle);
    sin = (float) Math.sin(angle);
    // Vessels beyond the rectangle ask for glands still farther out.
    glands = new GlandGrid(Hash.mix(seed + 11), GLAND_PITCH, 13, grow(area, 1000), this::gland);
    vessels = new GlandGrid(Hash.mix(seed + 12), VESSEL_PITCH, 60, grow(area, 300), this::vessel);
  }

  private static int[] grow(final int[] area, final int by) {
    return new int[] {area[0] - by, area[1] - by, area[2] + 2 * by, area[3] + 2 * by};
  }

  GlandGrid glands() {
    return glands;
  }

  GlandGrid vessels() {
    return vessels;
  }

  private Gland gland(final long hash, final float x, final float y) {
    final float rich = 0.5f + 0.5f * noise.signed(x / 620 + 13, y / 620);
    if (Hash.unit(hash, 2) > ValueNoise.ease(0.22f, 0.56f, rich)) {
      return null;
    }
    final float radius = Hash.range(hash, 3, 46, 100);
    final SlidePlan.Place place = plan.at(x, y);
    final boolean fits =
        place.tissue() > 0.7f * radius
            && Math.max(place.lesion(), Math.max(place.aggregate(), place.fat())) < -0.5f * radius;
    return fits ? Gland.of(x, y, radius, 0.075f, hash) : null;
  }

  private Gland vessel(final long hash, final float x, final float y) {
    final float radius = 14 + 30 * Hash.unit(hash, 3) * Hash.unit(hash, 4);
    if (Hash.unit(hash, 2) > 0.55f || glands.inside(x, y) > -radius - 16) {
      return null;
    }
    final SlidePlan.Place place = plan.at(x, y);
    final boolean fits =
        place.tissue() > radius + 20
            && Math.max(place.lesion(), Math.max(place.aggregate(), place.fat())) < -radius - 12;
    return fits ? Gland.of(x, y, radius, 0.08f, hash) : null;
  }

  /** How deep a place lies in a gland, as the plan lets it. */
  float gland(final float x, final float y) {
    return gland(plan.at(x, y), x, y);
  }

  private float gland(final SlidePlan.Place place, final float x, final float y) {
    final float others = Math.max(place.lesion(), Math.max(place.aggregate(), place.fat()));
    return Math.min(glands.inside(x, y), Math.min(-others - 9, place.tissue() - 16));
  }

  SlidePlan.Place plan(final float x, final float y) {
    return plan.at(x, y);
  }

  /** The place across the fibers: its level lines are the fibers. */
  float across(final float x, final float y, final float gland, final float vessel) {
    final float bent =
        y * cos
            - x * sin
            + 170 * noise.signed(x / 430 + 3, y / 430 + 7)
            + 34 * noise.signed(x / 120 + 41, y / 120 + 19)
            + 6 * noise.signed(x / 34 + 5, y / 34 + 61);
    return bent + 64 * ValueNoise.ease(-95, 12, gland) + 40 * ValueNoise.ease(-60, 10, vessel);
  }

  float nest(final float x, final float y) {
    return Math.abs(noise.signed(x / 170 + 23, y / 170 + 47));
  }

  /** All fields at a place. */
  void at(final float x, final float y, final float[] to) {
    final SlidePlan.Place place = plan.at(x, y);
    final float gland = gland(place, x, y);
    final float vessel = vessels.inside(x, y);
    to[TISSUE] = place.tissue();
    to[LESION] = place.lesion();
    to[AGGREGATE] = place.aggregate();
    to[FAT] = place.fat();
    to[GLAND] = Math.max(-200, gland);
    to[VESSEL] = Math.max(-200, vessel);
    to[ALONG] = x * cos + y * sin + 90 * noise.signed(x / 380 + 53, y / 380 + 29);
    to[ACROSS] = across(x, y, gland, vessel);
    to[DENSITY] =
        0.5f * noise.at(x / 170 + 101, y / 170 + 17) + 0.5f * noise.at(x / 640 + 9, y / 640 + 33);
    to[HEIGHT] = 24 + 36 * noise.at(x / 420 + 21, y / 420 + 63);
    to[GOBLET] = noise.at(x / 510 + 87, y / 510 + 2);
    to[NEST] = nest(x, y);
  }
}
