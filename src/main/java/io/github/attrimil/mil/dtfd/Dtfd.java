package io.github.attrimil.mil.dtfd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.dtfd.DtfdOptions.Distillation;
import io.github.attrimil.tensor.Compute;
import java.util.function.UnaryOperator;

/**
 * DTFD-MIL (Zhang et al., "DTFD-MIL: Double-tier feature distillation multiple instance learning
 * for histopathology whole slide image classification", CVPR 2022, arXiv:2203.12081, sections 3.3
 * and 3.4), as in github.com/hrzhang1123/DTFD-MIL (MIT).
 *
 * <p>Letters: N patches, D features, C classes, G groups, W the width. Patches are reduced to x =
 * relu(W1 h), and with residual blocks further to x + relu(B2 relu(B1 x)), all without biases. The
 * first tier has gated attention a; within each group p = softmax(a), the group's feature is the
 * sum of p_i x_i, and an affine classifier, V x + b, gives the group's logits. What groups pass on:
 * the group's feature (AFS), or the x of patches chosen by the class activation p_i V x_i: by the
 * softmax of it over the classes, the last class's, the highest (MaxS), or the highest and the
 * lowest (MaxMinS). The second tier is a gated attention with a classifier over all that is passed
 * on; it gives the bag's logits.
 *
 * <p>Patch i is in group i modulo G, so that a group is a thinned-out bag and the result is the
 * same each time; the reference shuffles the patches when it tests, too. In training {@link
 * DtfdObjective} shuffles them. A map shows each patch's own logits by the first tier, V x_i + b.
 */
final class Dtfd extends StandardModel {

  static final String CLASSIFIER = "classifier.fc";
  static final String ATTENTION = "attention";
  static final String REDUCTION = "dim_reduction.fc1";
  static final String RESIDUAL = "dim_reduction.resBlocks";
  static final String SECOND = "att_classifier.";

  /** Width inside the gated attentions. */
  static final int GATES = 128;

  /** Far below any attention: its exponential is zero. */
  private static final float OUTSIDE = -1e30f;

  /**
   * What the loss needs besides the bag's logits.
   *
   * @param groups G x C, the groups' logits
   * @param passed ... x W, what the groups pass on
   * @param second gives C logits of what is passed on
   */
  record Tiers(NDArray groups, NDArray passed, UnaryOperator<NDArray> second) {}

  Dtfd(final ModelKind kind, final StandardKind.Made of) {
    super(kind, of);
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDArray h = bag.h();
    final NDManager results = h.getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDList reduced = new NDList();
      final NDList attentions = new NDList();
      final NDList patches = new NDList();
      for (final NDIndex block : RowBlocks.of(h)) {
        try (NDManager temporary = scope.newSubManager()) {
          final NDArray rows = h.get(block);
          rows.attach(temporary);
          final NDArray x = reduced(rows);
          attentions.add(Compute.kept(attention(x, ""), scope));
          patches.add(Compute.kept(linear(x, CLASSIFIER), scope));
          reduced.add(Compute.kept(x, scope));
        }
      }
      final NDArray attention = RowBlocks.joined(attentions);
      final NDArray logits = RowBlocks.joined(patches);
      final NDArray features = features(attention, RowBlocks.joined(reduced), scope);
      final NDArray passed =
          options().get(DtfdOptions.DISTILL) == Distillation.AFS
              ? features
              : reduced(Compute.kept(RowBlocks.rows(h, chosen(attention, logits)), scope));
      return new BagOutput(
          Compute.kept(second(passed), results),
          new PatchEvidence.InstanceLogits(
              Compute.kept(logits, results), Compute.kept(attention, results)),
          new Tiers(
              Compute.kept(linear(features, CLASSIFIER), results),
              Compute.kept(passed, results),
              this::second));
    }
  }

  /** Rows x W. */
  private NDArray reduced(final NDArray rows) {
    NDArray x = Activation.relu(linear(rows, REDUCTION));
    for (int i = 0; i < options().get(DtfdOptions.RESIDUAL); i++) {
      final String block = RESIDUAL + "." + i + ".block.";
      x = x.add(Activation.relu(linear(Activation.relu(linear(x, block + 0)), block + 2)));
    }
    return x;
  }

  /** Rows x 1, before any softmax. */
  private NDArray attention(final NDArray x, final String tier) {
    final String name = tier + ATTENTION + ".attention_";
    return gatedAttention(x, name + "V.0", name + "U.0", name + "weights");
  }

  /** G x W, each group's mean by its own attention; that of a group without patches is zero. */
  private NDArray features(final NDArray attention, final NDArray x, final NDManager scope) {
    final int n = (int) x.getShape().get(0);
    final int groups = options().get(DtfdOptions.GROUPS);
    final float[] inside = new float[groups * n];
    final float[] outside = new float[groups * n];
    for (int g = 0; g < groups; g++) {
      for (int i = 0; i < n; i++) {
        inside[g * n + i] = i % groups == g ? 1 : 0;
        outside[g * n + i] = i % groups == g ? 0 : OUTSIDE;
      }
    }
    final Shape shape = new Shape(groups, n);
    final NDArray shares =
        scope
            .create(outside, shape)
            .add(attention.transpose())
            .softmax(1)
            .mul(scope.create(inside, shape));
    return shares.matMul(x);
  }

  private int[] chosen(final NDArray attention, final NDArray logits) {
    return new Choice(
            attention.toFloatArray(),
            logits.toFloatArray(),
            weight(CLASSIFIER + ".bias").toFloatArray())
        .of(options());
  }

  /** The second tier: C logits of the M x W features that are passed on. */
  private NDArray second(final NDArray passed) {
    final NDArray shares = attention(passed, SECOND).softmax(0).transpose();
    return linear(shares.matMul(passed), SECOND + CLASSIFIER).squeeze(0);
  }
}
