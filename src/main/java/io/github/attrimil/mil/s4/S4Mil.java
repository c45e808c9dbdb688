package io.github.attrimil.mil.s4;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.layers.LayerNormalization;
import io.github.attrimil.mil.layers.Nonlinearity;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;

/**
 * S4MIL (Fillioux, Boyd, Vakalopoulou, Cournede and Christodoulidis, "Structured state space models
 * for multiple instance learning in digital pathology", MICCAI 2023, arXiv:2306.15789) as in
 * github.com/isyangshu/MambaMIL, with the diagonal state spaces of S4D (arXiv:2206.11893,
 * github.com/HazyResearch/state-spaces, Apache-2.0).
 *
 * <p>Letters: N patches in the order of the bag, D features, C classes, W the width inside.
 *
 * <pre>
 * h = act(W_1 x + b_1)                       N x W, act GELU or ReLU
 * u = norm(h)                                layer normalization
 * y_l = sum_j K_j u_(l-j) + d u_l            for each channel, K: {@link S4Kernel}
 * [p, q] = W_2 GELU(y) + b_2                 p, q: N x W
 * f = p sigmoid(q)
 * logits = W_c max_l f_l + b_c               the maximum of each channel over the patches
 * </pre>
 *
 * <p>GELU is x Phi(x) with the normal distribution function Phi. A patch's logits are W_c f_l +
 * b_c: what the classifier would make of a bag in which every channel had its maximum at this
 * patch. They depend on the patches before it. No bag logit is their maximum or mean, since each
 * channel has its maximum at a patch of its own.
 *
 * <p>In training the reference sets a quarter of h to zero at random (dropout); here nothing is
 * random.
 *
 * <p>In a network to train, by default, C of the kernel is zero and d is 1: at first each patch
 * counts for itself. With start=random both are drawn, as in the reference.
 */
final class S4Mil extends StandardModel {

  static final String FIRST = "_fc1.0";
  static final String NORM = "s4_block.0";
  static final String SKIP = "s4_block.1.D";
  static final String KERNEL = "s4_block.1.kernel.";
  static final String OUT = "s4_block.1.output_linear.0";
  static final String CLASSIFIER = "classifier";

  private static final int[] OVER_PATCHES = {0};

  /** Numbers in the Fourier transforms of the channels that are computed together. */
  private static final long TOGETHER = 1L << 22;

  private final Nonlinearity activation;

  S4Mil(final S4MilKind kind, final StandardKind.Made of) {
    super(kind, of);
    activation = of.own().get(S4MilKind.ACTIVATION);
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDManager results = bag.h().getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDArray y = convolved(Compute.kept(channels(bag.h(), scope), scope), scope);
      final NDList most = new NDList();
      final NDList logits = new NDList();
      for (final NDIndex block : RowBlocks.of(bag.h())) {
        try (NDManager own = scope.newSubManager()) {
          final NDArray f = mixed(Compute.kept(y.transpose().get(block), own));
          most.add(Compute.kept(f.max(OVER_PATCHES), scope));
          logits.add(Compute.kept(linear(f, CLASSIFIER), results));
        }
      }
      final NDArray pooled = NDArrays.stack(most).max(OVER_PATCHES);
      final NDArray bagLogits = linear(pooled.expandDims(0), CLASSIFIER).squeeze(0);
      final NDArray each = RowBlocks.joined(logits);
      if (logits.size() > 1) {
        logits.close();
      }
      return new BagOutput(
          Compute.kept(bagLogits, results),
          new PatchEvidence.InstanceLogits(each, null, true),
          null);
    }
  }

  /** u, W x N. */
  private NDArray channels(final NDArray x, final NDManager scope) {
    try (NDArray linear = Compute.kept(affine(x, FIRST), scope);
        NDArray h = activation.of(linear);
        NDArray u = LayerNormalization.of(h, parameters(), NORM);
        NDArray turned = u.transpose()) {
      // Contiguous, for the transforms.
      return turned.reshape(-1).reshape(turned.getShape());
    }
  }

  /** y, W x N. */
  private NDArray convolved(final NDArray u, final NDManager scope) {
    final NDArray kernel = new S4Kernel(parameters(), KERNEL).of(u.getShape().get(1), scope);
    final NDArray skip = Compute.kept(weight(SKIP).expandDims(1), scope);
    final long width = u.getShape().get(0);
    final long together = Math.max(1, TOGETHER / (2 * u.getShape().get(1)));
    final NDList parts = new NDList();
    for (long from = 0; from < width; from += together) {
      final NDIndex rows = new NDIndex().addSliceDim(from, Math.min(width, from + together));
      parts.add(
          LongConvolution.of(u.get(rows), kernel.get(rows)).add(u.get(rows).mul(skip.get(rows))));
    }
    return RowBlocks.joined(parts);
  }

  /** f of some rows of y. */
  private NDArray mixed(final NDArray y) {
    final NDArray weight = weight(OUT + ".weight");
    final long width = y.getShape().get(1);
    final NDArray matrix = Compute.kept(weight.reshape(2 * width, width), y.getManager());
    final NDArray pq = Affine.of(Activation.gelu(y), matrix, weight(OUT + ".bias"));
    final NDList halves = pq.split(2, 1);
    return halves.get(0).mul(Activation.sigmoid(halves.get(1)));
  }
}
