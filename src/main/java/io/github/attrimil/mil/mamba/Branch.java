package io.github.attrimil.mil.mamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.attrimil.tensor.Compute;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A Mamba mixer between its projections (Gu and Dao 2023, arXiv:2312.00752, section 3.4), on a
 * sequence of L patches whose rows hold x and z, d channels each. Letters as in {@link
 * SelectiveScan}, r the rank of the step sizes, k the length of the convolution:
 *
 * <pre>
 * c_t = b_c + sum_j w_j x_(t-k+1+j)     u = c sigmoid(c)        [s, B, C] = W_x u
 * p = W_dt s + b_dt                     dt = softplus(p)        y = scan(dt, u, B, C)
 * o = (y + D u) z sigmoid(z)
 * </pre>
 *
 * <p>The sequence is computed in blocks. The forward pass keeps the state before each block, the
 * backward pass computes a block again when its turn comes, last block first. Its formulas are
 * written out: nothing is recorded.
 */
final class Branch {

  /** Decays of a block, in numbers: few enough to stay near the processor. */
  private static final int BLOCK = 1 << 22;

  /** On a GPU: each block costs launches. */
  private static final int BLOCK_GPU = 1 << 26;

  private static final int MOST_ROWS = 4096;

  /** Numbers an operation should have, at least, where rows can be computed side by side. */
  private static final int WORTH = 1 << 13;

  /** On a GPU. */
  private static final int WORTH_GPU = 1 << 20;

  private static final int[] FIRST = {0};

  /** What a block's patches become, by the letters above. */
  private record Active(
      NDArray x, NDArray z, NDArray c, NDArray sigmoid, NDArray u, NDArray s, NDArray p) {}

  private final String layer;
  private final String suffix;
  private final Function<String, NDArray> weights;
  private final NDManager scope;
  private final NDArray a;
  private final NDList taps;
  private final int channels;
  private final int states;
  private final int rank;

  /**
   * @param layer the name of the mixer, before its tensors' names
   * @param suffix after its tensors' names: none, or _b for the second branch
   * @param weights tensors by name
   * @param scope owns what is derived from the weights, as long as they stay
   */
  Branch(
      final String layer,
      final String suffix,
      final Function<String, NDArray> weights,
      final NDManager scope) {
    this.layer = layer;
    this.suffix = suffix;
    this.weights = weights;
    this.scope = scope;
    final NDArray log = weights.apply(name("A_log"));
    channels = (int) log.getShape().get(0);
    states = (int) log.getShape().get(1);
    rank = (int) weight("dt_proj", "weight").getShape().get(1);
    final NDArray line = Compute.kept(Compute.kept(log.transpose(), scope).reshape(-1), scope);
    a = line.exp().negi().reshape(states, channels);
    final NDArray kernel = Compute.kept(weight("conv1d", "weight").transpose(1, 2, 0), scope);
    taps = new NDList();
    for (int j = 0; j < kernel.getShape().get(1); j++) {
      taps.add(Compute.kept(kernel.get(0, j).duplicate(), scope));
    }
  }

  private String name(final String tensor) {
    // A_b_log, but D_b and conv1d_b.weight.
    return layer + (tensor.equals("A_log") ? "A" + suffix + "_log" : tensor + suffix);
  }

  private String name(final String part, final String tensor) {
    return name(part) + "." + tensor;
  }

  private NDArray weight(final String part, final String tensor) {
    return weights.apply(name(part, tensor));
  }

  private int rows() {
    final int block = scope.getDevice().isGpu() ? BLOCK_GPU : BLOCK;
    return Math.max(1, Math.min(MOST_ROWS, block / (channels * states)));
  }

  /** No more than the root of the rows: beyond, joining runs takes longer than it saves. */
  private int lanes(final long rows) {
    final int worth = scope.getDevice().isGpu() ? WORTH_GPU : WORTH;
    return Math.max(1, Math.min((int) Math.sqrt(rows), worth / (channels * states)));
  }

  private List<long[]> blocks(final long length) {
    final long count = (length + rows() - 1) / rows();
    final List<long[]> blocks = new ArrayList<>();
    for (long k = 0; k < count; k++) {
      blocks.add(new long[] {k * length / count, (k + 1) * length / count});
    }
    return blocks;
  }

  private static NDArray part(
      final NDArray array, final long[] rows, final long from, final long to, final NDManager own) {
    return Compute.kept(
        array.get(new NDIndex().addSliceDim(rows[0], rows[1]).addSliceDim(from, to)), own);
  }

  /** Rows of x of a block with those before it that the convolution reaches, zeros at the start. */
  private NDArray reached(final NDArray xz, final long[] block, final NDManager own) {
    final long before = taps.size() - 1L;
    final long from = Math.max(0, block[0] - before);
    final NDArray rows = part(xz, new long[] {from, block[1]}, 0, channels, own);
    final long missing = before - (block[0] - from);
    return missing == 0 ? rows : own.zeros(new Shape(missing, channels)).concat(rows);
  }

  private Active activate(final NDArray xz, final long[] block, final NDManager own) {
    final NDArray x = reached(xz, block, own);
    final long m = block[1] - block[0];
    final NDArray c = x.get(rows(0, m)).mul(taps.get(0));
    for (int j = 1; j < taps.size(); j++) {
      try (NDArray moved = x.get(rows(j, j + m));
          NDArray share = moved.mul(taps.get(j))) {
        c.addi(share);
      }
    }
    c.addi(weight("conv1d", "bias"));
    final NDArray sigmoid = Activation.sigmoid(c);
    final NDArray u = c.mul(sigmoid);
    final NDArray s = Linear.linear(u, weight("x_proj", "weight")).singletonOrThrow();
    final NDArray low = s.get(columns(0, rank));
    final NDArray p =
        Linear.linear(low, weight("dt_proj", "weight"), weight("dt_proj", "bias"))
            .singletonOrThrow();
    return new Active(x, part(xz, block, channels, 2L * channels, own), c, sigmoid, u, s, p);
  }

  private static NDIndex rows(final long from, final long to) {
    return new NDIndex().addSliceDim(from, to);
  }

  private static NDIndex columns(final long from, final long to) {
    return new NDIndex().addAllDim().addSliceDim(from, to);
  }

  private SelectiveScan scan(final Active on, final NDArray before, final NDManager own) {
    final SelectiveScan.Input input =
        new SelectiveScan.Input(
            Activation.softPlus(on.p()),
            on.u(),
            on.s().get(columns(rank, rank + states)),
            on.s().get(columns(rank + states, rank + 2L * states)),
            before);
    return new SelectiveScan(a, input, lanes(on.u().getShape().get(0)), own);
  }

  /** y + D u. */
  private NDArray skipped(final SelectiveScan scan, final Active on) {
    try (NDArray share = on.u().mul(weights.apply(name("D")))) {
      return scan.output().addi(share);
    }
  }

  /**
   * The forward pass.
   *
   * @param xz L x 2d
   * @param entries takes the state before each block, n x d, which {@link #back} needs
   * @return L x d, o, in the scope
   */
  NDArray forward(final NDArray xz, final NDList entries) {
    final NDList out = new NDList();
    NDArray state = scope.zeros(new Shape(states, channels));
    for (final long[] block : blocks(xz.getShape().get(0))) {
      entries.add(state);
      try (NDManager own = scope.newSubManager()) {
        final Active on = activate(xz, block, own);
        final SelectiveScan scan = scan(on, state, own);
        out.add(
            Compute.kept(skipped(scan, on).muli(on.z()).muli(Activation.sigmoid(on.z())), scope));
        state = scan.after(scope);
      }
    }
    final NDArray joined = out.size() == 1 ? out.head() : NDArrays.concat(out);
    if (out.size() > 1) {
      out.close();
    }
    return joined;
  }

  /**
   * The loss's derivative by what a branch took, and what it gave.
   *
   * @param xz L x 2d, derivative
   * @param out L x d, o again
   */
  record Back(NDArray xz, NDArray out) {}

  /**
   * The backward pass.
   *
   * @param xz L x 2d, as in {@link #forward}
   * @param entries as {@link #forward} left them
   * @param dOut L x d, the loss's derivative by o
   * @param sums takes the gradients of the branch's weights
   * @return the derivative by xz, and o, in the scope
   */
  Back back(final NDArray xz, final NDList entries, final NDArray dOut, final GradientSums sums) {
    final long length = xz.getShape().get(0);
    final NDArray dXz = scope.zeros(xz.getShape());
    final NDList outs = new NDList();
    final List<long[]> blocks = blocks(length);
    NDArray after = scope.zeros(new Shape(states, channels));
    for (int k = blocks.size() - 1; k >= 0; k--) {
      final long[] block = blocks.get(k);
      try (NDManager own = scope.newSubManager()) {
        final Active on = activate(xz, block, own);
        final SelectiveScan scan = scan(on, entries.get(k), own);
        final NDArray v = skipped(scan, on);
        final NDArray sigmoid = Activation.sigmoid(on.z());
        final NDArray gate = on.z().mul(sigmoid);
        outs.add(0, Compute.kept(v.mul(gate), scope));
        final NDArray dO = Compute.kept(dOut.get(rows(block[0], block[1])), own);
        final NDArray dV = dO.mul(gate);
        // The derivative of z sigmoid(z).
        part(dXz, block, channels, 2L * channels, own).addi(v.muli(dO).muli(slope(gate, sigmoid)));
        sums.add(name("D"), dV.mul(on.u()).sum(FIRST));
        final SelectiveScan.Gradient by = scan.back(dV, after);
        after = Compute.kept(by.before(), scope);
        sums.add(name("A_log"), by.a().muli(a).transpose());
        final NDArray dC = convolved(on, dV, by, sums).muli(slope(on.u(), on.sigmoid()));
        reach(dXz, dC, on.x(), block, sums);
      }
    }
    final NDArray out = outs.size() == 1 ? outs.head() : NDArrays.concat(outs);
    if (outs.size() > 1) {
      outs.close();
    }
    return new Back(dXz, out);
  }

  /** Of x sigmoid(x): sigmoid + x sigmoid (1 - sigmoid). */
  private static NDArray slope(final NDArray product, final NDArray sigmoid) {
    try (NDArray squared = product.mul(sigmoid)) {
      return product.add(sigmoid).subi(squared);
    }
  }

  /** The derivative by u, and the gradients of what makes step sizes, B and C of it. */
  private NDArray convolved(
      final Active on, final NDArray dV, final SelectiveScan.Gradient by, final GradientSums sums) {
    final NDArray dP = by.dt().muli(Activation.sigmoid(on.p()));
    sums.add(name("dt_proj", "bias"), dP.sum(FIRST));
    sums.product(name("dt_proj", "weight"), dP, on.s().get(columns(0, rank)));
    final NDArray dS =
        NDArrays.concat(new NDList(dP.matMul(weight("dt_proj", "weight")), by.b(), by.c()), 1);
    sums.product(name("x_proj", "weight"), dS, on.u());
    return by.u()
        .addi(dS.matMul(weight("x_proj", "weight")))
        .addi(dV.mul(weights.apply(name("D"))));
  }

  /** Spreads the derivative by c over the patches that the convolution reaches. */
  private void reach(
      final NDArray dXz,
      final NDArray dC,
      final NDArray x,
      final long[] block,
      final GradientSums sums) {
    final NDManager own = dC.getManager();
    final long m = block[1] - block[0];
    sums.add(name("conv1d", "bias"), dC.sum(FIRST));
    final NDList taken = new NDList();
    for (int j = 0; j < taps.size(); j++) {
      taken.add(x.get(rows(j, j + m)).mul(dC).sum(FIRST));
      // Patch t of the block is reached from t - back.
      final long back = taps.size() - 1L - j;
      final long from = Math.max(0, block[0] - back);
      final long skipped = from - (block[0] - back);
      if (skipped < m) {
        final NDArray reached = part(dXz, new long[] {from, block[1] - back}, 0, channels, own);
        reached.addi(dC.get(rows(skipped, m)).mul(taps.get(j)));
      }
    }
    sums.add(name("conv1d", "weight"), NDArrays.stack(taken, 1).expandDims(1));
  }
}
