package io.github.attrimil.mil.mamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;

/**
 * Mamba's selective scan (Gu and Dao 2023, arXiv:2312.00752, equations 1 and 2 and algorithm 2)
 * over the M patches of a block, and its backward pass. Letters: d channels, n states a channel; A
 * (n x d, below 0), step sizes dt and input u (M x d), B and C (M x n).
 *
 * <pre>
 * h_t = exp(dt_t A) h_(t-1) + dt_t u_t B_t      y_t = C_t h_t
 * </pre>
 *
 * <p>Backward, with dx the loss's derivative by x and a_t = exp(dt_t A):
 *
 * <pre>
 * g_t = C_t dy_t + a_(t+1) g_(t+1)              e_t = g_t a_t h_(t-1)
 * ddt_t = sum_n e_t A + u_t (B_t g_t)           dA = sum_t e_t dt_t
 * du_t = dt_t (B_t g_t)       dB_t = g_t (dt_t u_t)       dC_t = h_t dy_t
 * </pre>
 *
 * <p>The decays and states of a block are arrays of M x n x d with channels last, so that every
 * operation runs along the channels. What is between blocks is one state, n x d; decays and states
 * of more than one block are never in memory.
 */
final class SelectiveScan {

  private static final int[] OVER_PATCHES = {0};
  private static final int[] OVER_STATES = {1};

  /**
   * What a block's scan takes.
   *
   * @param dt M x d, step sizes
   * @param u M x d
   * @param b M x n
   * @param c M x n
   * @param before n x d, the state before the block
   */
  record Input(NDArray dt, NDArray u, NDArray b, NDArray c, NDArray before) {}

  /** The loss's derivatives by what {@link Input} holds, and by A. */
  record Gradient(NDArray dt, NDArray u, NDArray b, NDArray c, NDArray before, NDArray a) {}

  private final NDArray a;
  private final Input in;
  private final NDManager scope;
  private final int lanes;
  private final NDArray dtu;
  private final NDArray decays;
  private final NDArray states;

  /**
   * Scans a block.
   *
   * @param a n x d, below 0
   * @param in the block's input
   * @param lanes how many runs of patches are computed side by side
   * @param scope owns all arrays
   */
  SelectiveScan(final NDArray a, final Input in, final int lanes, final NDManager scope) {
    this.a = a;
    this.in = in;
    this.scope = scope;
    this.lanes = lanes;
    dtu = in.dt().mul(in.u());
    try (NDArray exponents = in.dt().expandDims(1).mul(a)) {
      decays = exponents.exp();
    }
    states = dtu.expandDims(1).mul(in.b().expandDims(2));
    try (NDArray share = decays.get(0).mul(in.before())) {
      states.get(0).addi(share);
    }
    LinearRecurrence.forward(decays, states, lanes);
  }

  /**
   * @return n x d, a copy that the given scope owns
   */
  NDArray after(final NDManager owner) {
    final NDArray copy = states.get(states.getShape().get(0) - 1).duplicate();
    copy.attach(owner);
    return copy;
  }

  /**
   * @return M x d, y
   */
  NDArray output() {
    return in.c().expandDims(1).matMul(states).squeeze(1);
  }

  /**
   * The backward pass.
   *
   * @param dy M x d, the loss's derivative by the output
   * @param after n x d, its derivative by the state after the block, through later blocks
   * @return its derivatives by everything
   */
  Gradient back(final NDArray dy, final NDArray after) {
    final long m = dy.getShape().get(0);
    final NDArray g = in.c().expandDims(2).mul(dy.expandDims(1));
    g.get(new NDIndex().addSliceDim(m - 1, m)).addi(after);
    LinearRecurrence.backward(decays, g, lanes);
    final NDArray weighted = in.b().expandDims(1).matMul(g).squeeze(1);
    final NDArray db = g.matMul(dtu.expandDims(2)).squeeze(2);
    final NDArray dc = states.matMul(dy.expandDims(2)).squeeze(2);
    // From here on g a.
    g.muli(decays);
    final NDArray before = g.get(0).duplicate();
    g.get(0).muli(in.before());
    if (m > 1) {
      g.get(new NDIndex().addSliceDim(1, m)).muli(states.get(new NDIndex().addSliceDim(0, m - 1)));
    }
    final NDArray ddt = weighted.mul(in.u());
    try (NDArray byA = g.mul(a)) {
      ddt.addi(byA.sum(OVER_STATES));
    }
    final NDArray da = g.muli(in.dt().expandDims(1)).sum(OVER_PATCHES);
    return new Gradient(ddt, weighted.mul(in.dt()), db, dc, before, da);
  }
}
