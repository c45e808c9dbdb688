package io.github.attrimil.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What lies where on a slide, seen from afar: the sections' outline, lesions, lymphoid aggregates
 * and fat. All are ellipses looked at through one irregular warp of the plane. Fields are signed
 * distances in pixels, roughly, and positive inside.
 */
final class SlidePlan {

  private static final int SAMPLES = 256;
  private static final float FAR = -1e6f;

  private record Ellipse(float x, float y, float cos, float sin, float a, float b) {

    static Ellipse of(final float x, final float y, final float radius, final long hash) {
      final double angle = Math.PI * Hash.unit(hash, 0);
      final float stretch = Hash.range(hash, 1, 1, 1.35f);
      return new Ellipse(
          x,
          y,
          (float) Math.cos(angle),
          (float) Math.sin(angle),
          radius * stretch,
          radius / stretch);
    }

    float inside(final float px, final float py) {
      final float dx = px - x;
      final float dy = py - y;
      final float u = (dx * cos + dy * sin) / a;
      final float v = (dy * cos - dx * sin) / b;
      return (1 - (float) Math.sqrt(u * u + v * v)) * (float) Math.sqrt(a * b);
    }
  }

  /** The fields at one place. */
  record Place(float tissue, float lesion, float aggregate, float fat) {}

  private final ValueNoise noise;
  private final float size;
  private final List<Ellipse> sections = new ArrayList<>();
  private final List<Ellipse> lesions = new ArrayList<>();
  private final List<Ellipse> aggregates = new ArrayList<>();
  private final List<Ellipse> fats = new ArrayList<>();
  private float tissueShift;
  private float lesionShift;

  SlidePlan(final TissueSpec spec) {
    noise = new ValueNoise(Hash.mix(spec.seed() + 1));
    size = Math.min(spec.width(), spec.height());
    final long hash = Hash.mix(spec.seed() + 2);
    placeSections(spec, hash);
    final float most = sections.size() > 1 ? 0.46f : 0.55f;
    tissueShift = -quantile(spec, 1 - Hash.range(hash, 1, 0.36f, most), false);
    final int blobs = 1 + (int) (3 * Hash.unit(hash, 2));
    for (int i = 0; spec.lesionFraction() > 0 && i < blobs; i++) {
      final long h = Hash.cell(hash, i, 3);
      lesions.add(deepInTissue(spec, h, size * Hash.range(h, 2, 0.10f, 0.16f)));
    }
    if (!lesions.isEmpty()) {
      lesionShift = -quantile(spec, 1 - (float) spec.lesionFraction(), true);
    }
    for (int i = 0; i < spec.aggregates(); i++) {
      final long h = Hash.cell(hash, i, 4);
      aggregates.add(deepInTissue(spec, h, size * Hash.range(h, 2, 0.028f, 0.055f)));
    }
    if (Hash.unit(hash, 5) < 0.7f) {
      final long h = Hash.cell(hash, 0, 5);
      fats.add(atTheEdge(spec, h, size * Hash.range(h, 2, 0.045f, 0.075f)));
    }
  }

  private void placeSections(final TissueSpec spec, final long hash) {
    final float w = spec.width();
    final float h = spec.height();
    if (Hash.unit(hash, 0) < 0.55f) {
      sections.add(Ellipse.of(0.5f * w, 0.5f * h, 0.4f * size, Hash.cell(hash, 0, 1)));
      return;
    }
    final float tilt = Hash.range(hash, 6, -0.1f, 0.1f);
    final float first = Hash.range(hash, 7, 0.24f, 0.30f);
    final long h0 = Hash.cell(hash, 0, 1);
    final long h1 = Hash.cell(hash, 1, 1);
    sections.add(Ellipse.of(0.29f * w, (0.35f + tilt) * h, first * size, h0));
    sections.add(Ellipse.of(0.71f * w, (0.65f - tilt) * h, (0.53f - first) * size, h1));
  }

  /** The value below which the given part of the slide (or of its tissue) lies. */
  private float quantile(final TissueSpec spec, final float part, final boolean ofLesion) {
    final float[] values = new float[SAMPLES * SAMPLES];
    int n = 0;
    for (int i = 0; i < values.length; i++) {
      final Place place = sample(spec, i);
      if (!ofLesion) {
        values[n++] = place.tissue;
      } else if (place.tissue > 0) {
        values[n++] = place.lesion;
      }
    }
    Arrays.sort(values, 0, n);
    return values[Math.min(n - 1, (int) (part * n))];
  }

  private Place sample(final TissueSpec spec, final int i) {
    return at(
        (i % SAMPLES + 0.5f) * spec.width() / SAMPLES,
        (float) (i / SAMPLES + 0.5) * spec.height() / SAMPLES);
  }

  /** An ellipse where there is much tissue around and nothing else yet. */
  private Ellipse deepInTissue(final TissueSpec spec, final long hash, final float radius) {
    Ellipse best = null;
    float bestRoom = Float.NEGATIVE_INFINITY;
    for (int attempt = 0; attempt < 24; attempt++) {
      final float x = Hash.unit(hash, 2 * attempt + 10) * spec.width();
      final float y = Hash.unit(hash, 2 * attempt + 11) * spec.height();
      final Place place = at(x, y);
      final float room =
          Math.min(place.tissue, -Math.max(place.lesion, place.aggregate)) - 0.8f * radius;
      if (room > bestRoom) {
        bestRoom = room;
        final float[] p = warp(x, y);
        best = Ellipse.of(p[0], p[1], radius, hash);
      }
      if (bestRoom > 0) {
        break;
      }
    }
    return best;
  }

  private Ellipse atTheEdge(final TissueSpec spec, final long hash, final float radius) {
    Ellipse best = null;
    float bestScore = Float.NEGATIVE_INFINITY;
    for (int attempt = 0; attempt < 40; attempt++) {
      final float x = Hash.range(hash, 2 * attempt + 10, 0.1f, 0.9f) * spec.width();
      final float y = Hash.range(hash, 2 * attempt + 11, 0.1f, 0.9f) * spec.height();
      final Place place = at(x, y);
      final float score =
          -Math.abs(place.tissue - 0.6f * radius)
              - 2 * Math.max(0, Math.max(place.lesion, place.aggregate) + 1.5f * radius);
      if (score > bestScore) {
        bestScore = score;
        final float[] p = warp(x, y);
        best = Ellipse.of(p[0], p[1], radius, hash);
      }
    }
    return best;
  }

  /** Bends the plane: by large waves so that sections differ, by small ones so that edges fray. */
  private float[] warp(final float x, final float y) {
    final float l1 = 0.36f * size;
    final float l2 = 0.13f * size;
    final float dx =
        0.07f * size * noise.signed(x / l1, y / l1)
            + 0.03f * size * noise.signed(x / l2 + 71, y / l2)
            + 15 * noise.signed(x / 110 + 17, y / 110 + 3)
            + 7 * noise.signed(x / 43 + 31, y / 43)
            + 2.6f * noise.signed(x / 13, y / 13 + 83);
    final float dy =
        0.07f * size * noise.signed(x / l1 + 57, y / l1 + 91)
            + 0.03f * size * noise.signed(x / l2, y / l2 + 43)
            + 15 * noise.signed(x / 110 + 7, y / 110 + 99)
            + 7 * noise.signed(x / 43, y / 43 + 67)
            + 2.6f * noise.signed(x / 13 + 29, y / 13 + 5);
    return new float[] {x + dx, y + dy};
  }

  Place at(final float x, final float y) {
    final float[] p = warp(x, y);
    return new Place(
        most(sections, p) + tissueShift,
        lesions.isEmpty() ? FAR : most(lesions, p) + lesionShift + tongues(x, y),
        most(aggregates, p),
        most(fats, p) + 24 * noise.signed(x / 80 + 7, y / 80 + 37));
  }

  /** Lesions grow into their surroundings unevenly. */
  private float tongues(final float x, final float y) {
    return 0.011f * size * noise.signed(x / 150 + 61, y / 150 + 13);
  }

  private static float most(final List<Ellipse> ellipses, final float[] p) {
    float most = FAR;
    for (final Ellipse e : ellipses) {
      most = Math.max(most, e.inside(p[0], p[1]));
    }
    return most;
  }
}
