package io.github.attrimil.mil.rrt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.layers.LayerNormalization;
import io.github.attrimil.mil.layers.Nonlinearity;
import io.github.attrimil.tensor.Scalars;

/**
 * RRT-MIL (Tang et al., "Feature re-embedding: towards foundation model-level performance in
 * computational pathology", CVPR 2024, doi 10.1109/CVPR52733.2024.01078, section 3): patches are
 * embedded once more, by attention within regions (R-MSA) and across regions (CR-MSA), before
 * attention pools them.
 *
 * <p>Letters: N patches, D features, C classes, W the width inside; R = S^2 {@link Regions} of n =
 * r^2 patches, K representatives of a region. Each patch is embedded, x = act(W1 h + b1), N x W.
 * Then
 *
 * <pre>
 * x' = x + A(norm(x)), A: {@link RegionAttention} within each region, with encoded positions
 * g = norm(x') in regions, R x n x W;     l = phi(g), R x n x K
 * Z = A'(softmax_n(l)^T g), K x R x W: attention across the R regions, for each representative
 * x'' = x' + (softmax_K(l) * m) Z,     m = (l - min_n l) / (max_n l - min_n l + 1e-8)
 * z = norm(x'')     or norm(x'' + x) with the shortcut
 * a = w act'(V z)     logits = W2 (sum_i softmax(a)_i z_i) + b2
 * </pre>
 *
 * act and act' are ReLU unless the options state others. S is 8, and may be another number for
 * attention within regions alone. phi is linear, or tanh of a hidden layer and a linear one,
 * without biases. In regions of one patch, that is up to 64 patches, m is zero: then attention
 * across regions adds nothing and is not computed.
 *
 * <p>Evidence of patch i: the bag's classifier applied to the patch's own embedding, W2 z_i + b2,
 * which its region and the other regions have a part in, and the attention a_i.
 *
 * <p>In a network to train, by default, the last layers of both attentions and w are zero: at first
 * patches exchange nothing and count alike.
 *
 * <p>Names of tensors are those of github.com/DearCaat/RRT-MIL, which states no license and of
 * which no code is used: written from the paper's formulas. Dropout of its training is left out.
 */
final class Rrt extends StandardModel {

  static final int POOLING_WIDTH = 128;
  static final String EMBEDDING = "patch_to_emb.0";
  static final String NORM = "online_encoder.norm";
  static final String WITHIN = "online_encoder.layers.0";
  static final String WITHIN_ATTENTION = WITHIN + ".attn.attn";
  static final String KERNEL = WITHIN_ATTENTION + ".pe";
  static final String ACROSS = "online_encoder.cr_msa";
  static final String PHI = ACROSS + ".attn.phi";
  static final String ACROSS_ATTENTION = ACROSS + ".attn.attn";
  static final String POOLING_HIDDEN = "pool_fn.attention.attention.0";
  static final String POOLING = "pool_fn.attention.attention.2";
  static final String CLASSIFIER = "predictor";

  /** Whatever the regions of the attention within them. */
  private static final int SIDE_ACROSS = 8;

  private static final double SMALL = 1e-8;
  private static final int[] PATCHES = {1};

  private final boolean shortcut;
  private final Nonlinearity activation;
  private final Nonlinearity pooling;
  private final int side;
  private final RegionAttention within;
  private final RegionAttention across;

  Rrt(final RrtKind kind, final StandardKind.Made of) {
    super(kind, of);
    final Options own = of.own();
    RrtOptions.check(own);
    shortcut = own.get(RrtOptions.SHORTCUT);
    activation = own.get(RrtOptions.ACTIVATION);
    pooling = own.get(RrtOptions.POOLING);
    side = own.get(RrtOptions.REGIONS);
    within = new RegionAttention(parameters(), WITHIN_ATTENTION, own.get(RrtOptions.HEADS));
    across = new RegionAttention(parameters(), ACROSS_ATTENTION, own.get(RrtOptions.HEADS_ACROSS));
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDManager results = bag.h().getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDArray linear = affine(bag.h(), EMBEDDING);
      linear.attach(scope);
      final NDArray x = activation.of(linear);
      final NDArray last = acrossRegions(withinRegions(x));
      final NDArray z = normalized(shortcut ? last.add(x) : last, NORM);
      final NDArray attention = linear(pooling.of(linear(z, POOLING_HIDDEN)), POOLING);
      final NDArray pooled = attention.softmax(0).transpose().matMul(z);
      final NDArray logits = linear(pooled, CLASSIFIER).squeeze(0);
      final NDArray patches = linear(z, CLASSIFIER);
      logits.attach(results);
      patches.attach(results);
      attention.attach(results);
      return new BagOutput(
          logits, new PatchEvidence.InstanceLogits(patches, attention, true), null);
    }
  }

  private NDArray normalized(final NDArray x, final String layer) {
    return LayerNormalization.of(x, parameters(), layer);
  }

  /** x', N x W. */
  private NDArray withinRegions(final NDArray x) {
    final Regions regions = Regions.of(x.getShape().get(0), side);
    final NDManager results = x.getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDArray normalized = normalized(x, WITHIN + ".norm");
      normalized.attach(scope);
      final NDArray next = regions.joined(within.of(regions.cut(normalized))).add(x);
      next.attach(results);
      return next;
    }
  }

  /** x'', N x W. */
  private NDArray acrossRegions(final NDArray x) {
    final Regions regions = Regions.of(x.getShape().get(0), SIDE_ACROSS);
    if (regions.size() == 1) {
      return x;
    }
    final NDManager results = x.getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDArray normalized = normalized(x, ACROSS + ".norm");
      normalized.attach(scope);
      final NDArray g = regions.cut(normalized);
      final NDArray l = phi(g);
      final NDArray representatives = l.softmax(1).transpose(0, 2, 1).matMul(g);
      final NDArray exchanged = across.of(representatives.transpose(1, 0, 2)).transpose(1, 0, 2);
      final NDArray least = l.min(PATCHES, true);
      final NDArray range = l.max(PATCHES, true).sub(least).add(Scalars.shared(l, SMALL));
      final NDArray taken = l.softmax(2).mul(l.sub(least).div(range));
      final NDArray next = regions.joined(taken.matMul(exchanged)).add(x);
      next.attach(results);
      return next;
    }
  }

  /** R x n x K. */
  private NDArray phi(final NDArray g) {
    return weight(PHI) == null
        ? linear(linear(g, PHI + ".0").tanh(), PHI + ".2")
        : g.matMul(weight(PHI));
  }
}
