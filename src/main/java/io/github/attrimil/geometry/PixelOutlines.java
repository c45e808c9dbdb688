package io.github.attrimil.geometry;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Outlines of the 4-connected components of a binary image, along the edges of its pixels: rings
 * that neither cross nor touch themselves, as GeoJSON and the OGC's simple features require them.
 *
 * <p>A ring is followed with the component on its right hand, on the screen, and turned to the
 * right where it can be, which keeps to the component where two meet at a corner. A ring that comes
 * by a corner twice is cut there in two.
 */
public final class PixelOutlines {

  /** Steps to the east, south, west and north. */
  private static final int[] DX = {1, 0, -1, 0};

  private static final int[] DY = {0, 1, 0, -1};

  private final byte[] mask;
  private final int width;
  private final int height;
  private final List<int[][]> outer = new ArrayList<>();
  private final List<int[][]> holes = new ArrayList<>();

  private PixelOutlines(final byte[] mask, final int width, final int height) {
    this.mask = mask;
    this.width = width;
    this.height = height;
  }

  /**
   * @param mask a binary image, height x width, row by row: 0 for background
   * @param width in pixels
   * @param height in pixels
   * @return its components, the largest first: each an outer ring and its holes, at corners of
   *     pixels
   */
  public static List<Region> of(final byte[] mask, final int width, final int height) {
    final PixelOutlines all = new PixelOutlines(mask, width, height);
    all.followAll();
    return all.outlines();
  }

  private boolean on(final int x, final int y) {
    return x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] != 0;
  }

  /** Whether an edge leaves a corner in a direction, with the component on its right. */
  private boolean leaves(final int x, final int y, final int direction) {
    return switch (direction) {
      case 0 -> on(x, y) && !on(x, y - 1);
      case 1 -> on(x - 1, y) && !on(x, y);
      case 2 -> on(x - 1, y - 1) && !on(x - 1, y);
      default -> on(x, y - 1) && !on(x - 1, y - 1);
    };
  }

  private void followAll() {
    final BitSet followed = new BitSet(); // edges to the east, of which each ring has one
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (on(x, y) && !on(x, y - 1) && !followed.get(y * width + x)) {
          cut(follow(x, y, followed));
        }
      }
    }
  }

  /** The corners at which a ring turns, from an edge to the east on. */
  private List<int[]> follow(final int startX, final int startY, final BitSet followed) {
    final List<int[]> turns = new ArrayList<>();
    int x = startX;
    int y = startY;
    int direction = 0;
    do {
      if (direction == 0) {
        followed.set(y * width + x);
      }
      x += DX[direction];
      y += DY[direction];
      int next = direction + 1 & 3;
      while (!leaves(x, y, next)) {
        next = next + 3 & 3; // right, straight on, left
      }
      if (next != direction) {
        turns.add(new int[] {x, y});
      }
      direction = next;
    } while (x != startX || y != startY || direction != 0);
    return turns;
  }

  /** Cuts a ring where it comes by a corner again. */
  private void cut(final List<int[]> ring) {
    final List<int[]> open = new ArrayList<>();
    final Map<Long, Integer> places = new HashMap<>();
    for (final int[] corner : ring) {
      final long key = (long) corner[1] << 32 | corner[0];
      final Integer before = places.get(key);
      if (before != null) {
        final List<int[]> loop = open.subList(before, open.size());
        add(loop.toArray(int[][]::new));
        for (final int[] gone : loop) {
          places.remove((long) gone[1] << 32 | gone[0]);
        }
        loop.clear();
      }
      places.put(key, open.size());
      open.add(corner);
    }
    add(open.toArray(int[][]::new));
  }

  private void add(final int[][] ring) {
    (twiceArea(ring) > 0 ? outer : holes).add(ring);
  }

  /** Above 0 for a ring that is clockwise on the screen. */
  private static double twiceArea(final int[][] ring) {
    double twice = 0;
    for (int i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      twice += (double) ring[j][0] * ring[i][1] - (double) ring[i][0] * ring[j][1];
    }
    return twice;
  }

  private List<Region> outlines() {
    outer.sort(Comparator.comparingDouble(PixelOutlines::twiceArea));
    final List<PixelOutlineIndex> index = outer.stream().map(PixelOutlineIndex::new).toList();
    final List<List<int[][]>> rings = new ArrayList<>();
    outer.forEach(ring -> rings.add(new ArrayList<>(List.<int[][]>of(ring))));
    for (final int[][] hole : holes) {
      final int[] pixel = pixelBeside(hole);
      int owner = 0; // the smallest ring around the pixel
      while (!index.get(owner).holds(pixel[0], pixel[1])) {
        owner++;
      }
      rings.get(owner).add(hole);
    }
    final List<Region> all = new ArrayList<>();
    for (int i = outer.size() - 1; i >= 0; i--) {
      all.add(new Region("", rings.get(i).stream().map(PixelOutlines::polygon).toList()));
    }
    return all;
  }

  private static Polygon polygon(final int[][] ring) {
    final double[] x = new double[ring.length];
    final double[] y = new double[ring.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = ring[i][0];
      y[i] = ring[i][1];
    }
    return new Polygon(x, y);
  }

  /** A pixel of the component that a ring belongs to. */
  private static int[] pixelBeside(final int[][] ring) {
    final int x = ring[0][0];
    final int y = ring[0][1];
    if (ring[1][1] == y) {
      return ring[1][0] > x ? new int[] {x, y} : new int[] {x - 1, y - 1};
    }
    return ring[1][1] > y ? new int[] {x - 1, y} : new int[] {x, y - 1};
  }
}
