package io.github.attrimil.format.regions;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a composite region of interest of ImageJ: 32-bit numbers, each segment's kind as in
 * {@code java.awt.geom.PathIterator} and then its points. Curves become lines.
 */
final class RoiPath {

  private static final int MOVE = 0;
  private static final int CLOSE = 4;
  private static final int STEPS = 16;

  private final List<double[][]> rings = new ArrayList<>();
  private List<double[]> ring = new ArrayList<>();

  private RoiPath() {}

  /**
   * @param in where the path starts
   * @param count how many numbers it has
   * @return its closed lines; inside is what an odd number of them holds
   * @throws BufferUnderflowException when the numbers end early or are no path
   */
  static List<double[][]> rings(final ByteBuffer in, final int count) {
    if (count > in.remaining() / Float.BYTES) {
      throw new BufferUnderflowException();
    }
    final ByteBuffer b = in.slice().limit(count * Float.BYTES);
    b.order(in.order());
    final RoiPath path = new RoiPath();
    while (b.hasRemaining()) {
      path.segment(b, (int) b.getFloat());
    }
    path.end();
    return path.rings;
  }

  private void segment(final ByteBuffer b, final int kind) {
    if (kind < MOVE || kind > CLOSE) {
      throw new BufferUnderflowException();
    }
    if (kind == MOVE || kind == CLOSE) {
      end();
    }
    if (kind == MOVE) {
      ring.add(point(b));
    } else if (kind < CLOSE) { // line, quadratic, cubic: one, two, three points
      if (ring.isEmpty()) {
        throw new BufferUnderflowException();
      }
      final double[][] control = new double[kind + 1][];
      control[0] = ring.get(ring.size() - 1);
      for (int i = 1; i <= kind; i++) {
        control[i] = point(b);
      }
      final int steps = kind == 1 ? 1 : STEPS;
      for (int s = 1; s <= steps; s++) {
        ring.add(bezier(control, (double) s / steps));
      }
    }
  }

  private static double[] point(final ByteBuffer b) {
    return new double[] {b.getFloat(), b.getFloat()};
  }

  /** De Casteljau's algorithm. */
  private static double[] bezier(final double[][] control, final double t) {
    double[][] p = control;
    while (p.length > 1) {
      final double[][] next = new double[p.length - 1][];
      for (int i = 0; i < next.length; i++) {
        next[i] =
            new double[] {
              p[i][0] + t * (p[i + 1][0] - p[i][0]), p[i][1] + t * (p[i + 1][1] - p[i][1])
            };
      }
      p = next;
    }
    return p[0];
  }

  private void end() {
    if (!ring.isEmpty()) {
      rings.add(ring.toArray(double[][]::new));
    }
    ring = new ArrayList<>();
  }
}
