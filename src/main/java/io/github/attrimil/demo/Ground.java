package io.github.attrimil.demo;

/** Fills a rectangle with all that is not a nucleus: fibers, cytoplasm, lumens, fat and glass. */
final class Ground {

  /** Thickness of a vessel's wall, in pixels. */
  static final float WALL = 7;

  /** Nearest to a septum of the lesion a nest begins. */
  static final float SEPTUM = 0.085f;

  private static final float FAT_CELL = 92;

  private final Dyes dyes;
  private final FieldRows fields;
  private final ValueNoise noise;
  private final long seed;

  Ground(final Dyes dyes, final FieldRows fields, final ValueNoise noise, final long seed) {
    this.dyes = dyes;
    this.fields = fields;
    this.noise = noise;
    this.seed = Hash.mix(seed + 21);
  }

  void fill() {
    for (int j = 0; j < dyes.height; j++) {
      final int y = dyes.y0 + j;
      final float[][] row = fields.row(y);
      for (int i = 0; i < dyes.width; i++) {
        final int x = dyes.x0 + i;
        final int at = j * dyes.width + i;
        final float tissue = row[Histology.TISSUE][i];
        if (tissue < -1) {
          dyes.gray[at] = dust(x, y);
        } else {
          paint(at, x, y, row, i);
          final float cover = ValueNoise.ease(-1, 1.5f, tissue);
          final float rim = 0.25f * ValueNoise.ease(9, 1, tissue);
          dyes.hematoxylin[at] *= cover * (1 + rim);
          dyes.eosin[at] *= cover * (1 + rim);
        }
      }
    }
  }

  private void paint(final int at, final int x, final int y, final float[][] row, final int i) {
    final float gland = row[Histology.GLAND][i];
    final float vessel = row[Histology.VESSEL][i];
    if (gland > 1.5f) {
      gland(at, x, y, row, i);
    } else if (vessel > WALL) {
      blood(at, x, y, vessel);
    } else if (row[Histology.FAT][i] > 0 && row[Histology.TISSUE][i] > 7) {
      fat(at, x, y);
    } else {
      stroma(at, x, y, row, i);
      lesion(at, x, y, row[Histology.LESION][i], row[Histology.NEST][i]);
    }
  }

  private void gland(final int at, final int x, final int y, final float[][] row, final int i) {
    final float depth = row[Histology.GLAND][i];
    final float fine = 0.5f + 0.5f * noise.signed(x * 0.17f, y * 0.17f);
    final float clumps = noise.at(x * 0.045f + 9, y * 0.045f);
    final float height =
        row[Histology.HEIGHT][i] + 9 * (noise.at(x * 0.06f, y * 0.06f + 33) - 0.5f);
    final float lumen = ValueNoise.ease(height - 1.5f, height + 1.5f, depth);
    final float brush = Math.max(0, 1 - Math.abs(depth - height + 2) / 2.2f);
    final float basement = Math.max(0, 1 - Math.abs(depth - 2) / 1.6f);
    float cell = 0.30f + 0.2f * fine - 0.12f * ValueNoise.ease(16, 32, depth) * clumps;
    float blue = 0.10f + 0.08f * fine;
    final float mucus = ValueNoise.ease(0.5f, 0.62f, row[Histology.GOBLET][i]);
    if (mucus > 0 && depth > 15 && depth < height) {
      final float[] cup = nearest(x, y, 19, 8);
      final float full =
          mucus
              * ValueNoise.ease(9, 6.5f, cup[0])
              * ValueNoise.ease(15, 20, depth)
              * ValueNoise.ease(height, height - 5, depth);
      cell *= 1 - 0.75f * full;
      blue += (0.02f + 0.06f * clumps) * full;
    }
    final float secretion = 0.06f + 0.17f * ValueNoise.ease(0.45f, 0.85f, clumps) * (0.5f + fine);
    dyes.eosin[at] = (cell + 0.22f * brush + 0.25f * basement) * (1 - lumen) + secretion * lumen;
    dyes.hematoxylin[at] = blue * (1 - lumen) + 0.015f * lumen;
  }

  private void blood(final int at, final int x, final int y, final float depth) {
    final float plasma = 0.07f + 0.04f * noise.at(x * 0.1f, y * 0.1f);
    final float[] cell = nearest(x, y, 12.5f, 5);
    final float disc = ValueNoise.ease(6.9f, 5.6f, cell[0]) * ValueNoise.ease(0, 3, depth - WALL);
    final float hollow = ValueNoise.ease(0, 5, cell[0]);
    dyes.eosin[at] = plasma + disc * (0.6f + 0.25f * hollow);
    dyes.hematoxylin[at] = 0.01f;
  }

  /** Lays the lesion's cytoplasm over the stroma, softly, because nests have no outline. */
  private void lesion(
      final int at, final int x, final int y, final float lesion, final float nest) {
    if (lesion < -8 || nest < SEPTUM - 0.03f) {
      return;
    }
    final float cover =
        ValueNoise.ease(-8, 12, lesion) * ValueNoise.ease(SEPTUM - 0.03f, SEPTUM + 0.04f, nest);
    final float fine = noise.signed(x * 0.13f, y * 0.13f);
    final float wide = noise.signed(x * 0.021f + 5, y * 0.021f);
    final float eosin = 0.40f + 0.11f * fine + 0.10f * wide;
    final float blue = 0.20f + 0.08f * fine + 0.05f * wide;
    dyes.eosin[at] += (eosin - dyes.eosin[at]) * cover;
    dyes.hematoxylin[at] += (blue - dyes.hematoxylin[at]) * cover;
  }

  private void fat(final int at, final int x, final int y) {
    // Bent walls: the cells are soft.
    final int dx = Math.round(9 * noise.signed(x * 0.03f, y * 0.03f));
    final int dy = Math.round(9 * noise.signed(x * 0.03f + 31, y * 0.03f + 9));
    final float[] cell = nearest(x + dx, y + dy, FAT_CELL, 6);
    final float wall = ValueNoise.ease(5, 1.5f, cell[1] - cell[0]);
    dyes.eosin[at] = 0.03f + 0.42f * wall;
    dyes.hematoxylin[at] = 0.06f * wall;
  }

  private void stroma(final int at, final int x, final int y, final float[][] row, final int i) {
    final float along = row[Histology.ALONG][i];
    final float across = row[Histology.ACROSS][i];
    final float density = row[Histology.DENSITY][i];
    final float aggregate = ValueNoise.ease(-14, 14, row[Histology.AGGREGATE][i]);
    final float thin = noise.at(across * 0.33f, along * 0.024f);
    final float mid = noise.at(across * 0.17f + 5, along * 0.017f + 71);
    final float thick = noise.at(across * 0.075f + 17, along * 0.0085f + 3);
    final float grain = noise.at(x * 0.37f, y * 0.37f);
    final float fibre = 0.28f * thin + 0.30f * mid + 0.42f * thick;
    final float edge = 0.60f - 0.44f * density - 0.3f * aggregate;
    final float cleft = ValueNoise.ease(edge, edge - 0.13f, fibre);
    final float collagen = 0.10f + 0.62f * fibre + 0.22f * density + 0.10f * grain;
    final float wall = ValueNoise.ease(-1, 1, row[Histology.VESSEL][i]) * 0.22f;
    final float amount = collagen * (1 - 0.8f * cleft) + wall;
    dyes.eosin[at] = amount * (1 - 0.4f * aggregate);
    dyes.hematoxylin[at] = 0.02f + 0.06f * grain * (1 - cleft) + 0.10f * aggregate;
  }

  private float dust(final int x, final int y) {
    final float[] speck = nearest(x, y, 340, 7);
    final float radius = 7 * (speck[2] - 0.45f);
    return radius <= 0.5f ? 0 : 0.35f * ValueNoise.ease(radius + 1, radius - 1, speck[0]);
  }

  /** Distances to the nearest and second point of a jittered grid, and the nearest's number. */
  private float[] nearest(final int x, final int y, final float pitch, final int salt) {
    final int cx = (int) Math.floor(x / pitch);
    final int cy = (int) Math.floor(y / pitch);
    float first = Float.MAX_VALUE;
    float second = Float.MAX_VALUE;
    float number = 0;
    for (int j = cy - 1; j <= cy + 1; j++) {
      for (int i = cx - 1; i <= cx + 1; i++) {
        final long hash = Hash.cell(seed + salt, i, j);
        final float dx = (i + Hash.range(hash, 0, 0.15f, 0.85f)) * pitch - x;
        final float dy = (j + Hash.range(hash, 1, 0.15f, 0.85f)) * pitch - y;
        final float d = dx * dx + dy * dy;
        if (d < first) {
          second = first;
          first = d;
          number = Hash.unit(hash, 2);
        } else if (d < second) {
          second = d;
        }
      }
    }
    return new float[] {(float) Math.sqrt(first), (float) Math.sqrt(second), number};
  }
}
