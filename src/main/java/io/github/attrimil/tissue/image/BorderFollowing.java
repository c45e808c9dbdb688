package io.github.attrimil.tissue.image;

import io.github.attrimil.geometry.LongIntMap;
import io.github.attrimil.geometry.Polygon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Borders of the 8-connected components of a binary image and of their holes: algorithm 1 of Suzuki
 * and Abe 1985 (<a href="https://doi.org/10.1016/0734-189X(85)90016-7">doi</a>), with a two-level
 * hierarchy: a component inside a hole of another is one of its own.
 *
 * <p>The steps' numbers below are the paper's. A border's number is not kept in the pixel but in a
 * map, so that the image takes one byte a pixel.
 *
 * <p>Why by hand: contours must be OpenCV's point by point, as in CLAM, which golden files hold;
 * ImageJ's wand traces one border from a given pixel and has no hierarchy.
 */
public final class BorderFollowing {

  /** Steps around a pixel, clockwise on the screen (y down), from the left neighbor on. */
  private static final int[] DX = {-1, -1, 0, 1, 1, 1, 0, -1};

  private static final int[] DY = {0, -1, -1, -1, 0, 1, 1, 1};
  private static final int WEST = 0;
  private static final int EAST = 4;

  /** Pixel states: background 0, not yet on a border 1, on one, on one with background at right. */
  private static final byte FRESH = 1;

  private static final byte FOLLOWED = 2;
  private static final byte FOLLOWED_RIGHT = -2;

  /**
   * A component's outer border and those of its holes, all in the order in which they are found.
   */
  public record Component(Polygon outer, List<Polygon> holes) {}

  private final int stride;
  private final byte[] f;
  private final int[] offsets = new int[DX.length];
  private final LongIntMap componentAt = new LongIntMap(1024);
  private final List<Component> components = new ArrayList<>();
  private int[] path = new int[1024];

  private BorderFollowing(final byte[] mask, final int width, final int height) {
    // A frame of background, so that no neighbor lies outside.
    stride = width + 2;
    f = new byte[stride * (height + 2)];
    for (int y = 0; y < height; y++) {
      System.arraycopy(mask, y * width, f, (y + 1) * stride + 1, width);
    }
    for (int d = 0; d < offsets.length; d++) {
      offsets[d] = DY[d] * stride + DX[d];
    }
  }

  /**
   * @param mask height x width of 0 and 1
   * @param width in pixels
   * @param height in pixels
   * @return the components, by their first pixel in rows from the top; points in mask pixels
   */
  public static List<Component> components(final byte[] mask, final int width, final int height) {
    final BorderFollowing b = new BorderFollowing(mask, width, height);
    b.scan();
    return b.components;
  }

  private void scan() {
    for (int row = stride; row < f.length - stride; row += stride) {
      int last = -1; // the last pixel on a border in this row: LNBD
      for (int i = row + 1; i < row + stride - 1; i++) {
        final byte value = f[i];
        if (value == 0) {
          continue;
        }
        if (value == FRESH && f[i - 1] == 0) { // step 1a
          final int component = components.size();
          components.add(new Component(follow(i, WEST, component), new ArrayList<>()));
        } else if (value > 0 && f[i + 1] == 0) { // step 1b
          final int component = componentAt.get(value == FRESH ? last : i);
          components.get(component).holes().add(follow(i, EAST, component));
        }
        if (f[i] != FRESH) {
          last = i;
        }
      }
    }
  }

  /** Steps 3.1 to 3.5: the border through a pixel, which has background in a direction. */
  private Polygon follow(final int start, final int background, final int component) {
    int first = background; // 3.1: the first neighbor clockwise from there
    do {
      first = first + 1 & 7;
    } while (first != background && f[start + offsets[first]] == 0);
    int n = 0;
    if (first == background) { // a single pixel
      mark(start, FOLLOWED_RIGHT, component);
      path[n++] = start;
    } else {
      final int end = start + offsets[first];
      int from = first;
      int at = start;
      boolean closed;
      do {
        boolean right = false; // whether the right neighbor was seen to be background
        int d = from;
        do { // 3.3: the next neighbor counterclockwise
          d = d - 1 & 7;
          if (f[at + offsets[d]] != 0) {
            break;
          }
          right |= d == EAST;
        } while (true);
        if (right) { // 3.4
          mark(at, FOLLOWED_RIGHT, component);
        } else if (f[at] == FRESH) {
          mark(at, FOLLOWED, component);
        }
        if (n == path.length) {
          path = Arrays.copyOf(path, 2 * n);
        }
        path[n++] = at;
        final int next = at + offsets[d];
        closed = next == start && at == end; // 3.5
        at = next;
        from = d + 4 & 7;
      } while (!closed);
    }
    return polygon(n);
  }

  private void mark(final int at, final byte state, final int component) {
    f[at] = state;
    componentAt.putIfAbsent(at, component);
  }

  private Polygon polygon(final int n) {
    final double[] x = new double[n];
    final double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = path[i] % stride - 1;
      y[i] = path[i] / stride - 1;
    }
    return new Polygon(x, y);
  }
}
