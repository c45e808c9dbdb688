package io.github.attrimil.mil.mamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * h_t = a_t h_(t-1) + b_t, elementwise, for all t of a block at once, and the same from the other
 * end. No gradients are recorded.
 *
 * <p>In lanes: the M rows are K runs of T. All runs are computed side by side, each as if nothing
 * came before it, which takes T operations on K rows; the products p_t of a run's factors so far
 * are kept. Then the runs are joined one after another: a run's last row is right once p_T times
 * the last row of the run before is added, and so are its other rows. Nothing is divided and no
 * exponential is taken, so that factors that vanish do no harm: the result is that of the loop, but
 * for the order of sums.
 */
final class LinearRecurrence {

  private LinearRecurrence() {}

  /**
   * @param a M x ..., factors
   * @param b M x ..., summands, which the results replace
   * @param lanes K, at least 1; 1 is the plain loop
   */
  static void forward(final NDArray a, final NDArray b, final int lanes) {
    final int m = (int) a.getShape().get(0);
    final int runs = runs(m, lanes);
    final int even = m / runs * runs;
    try (NDManager scope = b.getManager().newSubManager()) {
      if (runs > 1) {
        lanes(rows(a, 0, even, scope), rows(b, 0, even, scope), runs, false);
      }
      // The rows that are left over, and without lanes all.
      final int from = runs > 1 ? even - 1 : 0;
      if (from < m - 1) {
        steps(each(rows(a, from, m, scope)), each(rows(b, from, m, scope)), false);
      }
    }
  }

  /**
   * The backward pass: g_t + a_(t+1) g_(t+1), from the last row to the first.
   *
   * @param a M x ..., factors; the first is not used
   * @param g M x ..., which the results replace
   * @param lanes K, at least 1; 1 is the plain loop
   */
  static void backward(final NDArray a, final NDArray g, final int lanes) {
    final int m = (int) a.getShape().get(0);
    final int runs = runs(m, lanes);
    final int even = m / runs * runs;
    try (NDManager scope = g.getManager().newSubManager()) {
      final int from = runs > 1 ? even - 1 : 0;
      if (from < m - 1) {
        final NDList factors = each(rows(a, from + 1, m, scope));
        // Of the last row none is used.
        factors.add(factors.get(0));
        steps(factors, each(rows(g, from, m, scope)), true);
      }
      if (runs > 1) {
        final NDArray next = rows(a, 1, even, scope);
        final NDArray shifted = NDArrays.concat(new NDList(next, rows(a, 0, 1, scope)));
        lanes(shifted, rows(g, 0, even, scope), runs, true);
      }
    }
  }

  /** Runs of at least two rows, or none side by side. */
  private static int runs(final int m, final int lanes) {
    return m / lanes < 2 ? 1 : lanes;
  }

  private static NDArray rows(
      final NDArray array, final int from, final int to, final NDManager scope) {
    final NDArray rows = array.get(new NDIndex().addSliceDim(from, to));
    rows.attach(scope);
    return rows;
  }

  private static NDList each(final NDArray rows) {
    return rows.split(rows.getShape().get(0));
  }

  /** Adds to each value its factor times the value before it, in place. */
  private static void steps(final NDList factors, final NDList values, final boolean down) {
    final int m = values.size();
    for (int i = 1; i < m; i++) {
      final int at = down ? m - 1 - i : i;
      try (NDArray share = factors.get(at).mul(values.get(down ? at + 1 : at - 1))) {
        values.get(at).addi(share);
      }
    }
  }

  private static void lanes(
      final NDArray factors, final NDArray values, final int lanes, final boolean down) {
    final long[] shape = values.getShape().getShape();
    final int length = (int) shape[0] / lanes;
    final Shape runs = new Shape(lanes, length).addAll(new Shape(shape).slice(1));
    final NDArray v = values.reshape(runs);
    final NDArray p = factors.reshape(runs).duplicate();
    final NDList each = p.split(length, 1);
    steps(factors.reshape(runs).split(length, 1), v.split(length, 1), down);
    for (int i = 1; i < length; i++) {
      final int at = down ? length - 1 - i : i;
      each.get(at).muli(each.get(down ? at + 1 : at - 1));
    }
    join(p.split(lanes), v.split(lanes), down);
  }

  /** Gives each run what the run before it leaves. */
  private static void join(final NDList products, final NDList values, final boolean down) {
    final int lanes = values.size();
    for (int i = 1; i < lanes; i++) {
      final int at = down ? lanes - 1 - i : i;
      final NDArray before = values.get(down ? at + 1 : at - 1);
      final long last = down ? 0 : before.getShape().get(1) - 1;
      try (NDArray left = before.get(new NDIndex().addAllDim().addSliceDim(last, last + 1));
          NDArray share = products.get(at).mul(left)) {
        values.get(at).addi(share);
      }
    }
  }
}
