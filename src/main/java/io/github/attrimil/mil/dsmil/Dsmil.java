package io.github.attrimil.mil.dsmil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.tensor.Compute;

/**
 * DSMIL (Li, Li and Eliceiri, "Dual-stream multiple instance learning network for whole slide image
 * classification with self-supervised contrastive learning", CVPR 2021, arXiv:2011.08939, equations
 * 2 to 7), as in the authors' code github.com/binli123/dsmil-wsi (MIT) and, with an adaptor in
 * front, in github.com/MedCAI/AttriMIL (Apache-2.0). Which layers there are follows from the
 * tensors.
 *
 * <p>Letters: N patches, D features, C outputs. Where there is an adaptor, x = h + W2 relu(W1 h +
 * b1) + b2, else x = h. The first stream classifies each patch: z_i = W x_i + b, C numbers; the
 * critical patch m(c) of output c is the one with the largest z_ic. The second stream compares
 * queries, 128 wide: q(x) = Q x + b, or tanh(Q2 relu(Q1 x + b) + b'). The attention of output c is
 * a_ic = q(x_i) . q(x_m(c)) / sqrt(128), the bag as output c sees it B_c = sum_i softmax_i(a_ic)
 * v(x_i), with v the identity or relu(V x + b). The logits are a convolution over all of B: logit_o
 * = sum_c F_oc . B_c + b_o.
 *
 * <p>With a single output z the two classes have the logits -z and z, so that the sigmoid of the
 * second is the reference's score and that of the first is the rest.
 *
 * <p>x is not kept: its mean under weights p that add up to 1 is sum_i p_i h_i + W2 (sum_i p_i r_i)
 * + b2 with r = relu(W1 h + b1). Left out from training: dropout in front of the value layer.
 */
final class Dsmil extends StandardModel {

  static final String ADAPTOR_1 = "adapter.0";
  static final String ADAPTOR_2 = "adapter.2";
  static final String INSTANCES = "i_classifier.fc.0";
  static final String QUERY = "b_classifier.q";
  static final String QUERY_1 = "b_classifier.q.0";
  static final String QUERY_2 = "b_classifier.q.2";
  static final String VALUE = "b_classifier.v.1";
  static final String BAG = "b_classifier.fcc";

  /** Width of queries. */
  static final int WIDTH = 128;

  /**
   * What the loss needs besides the bag's logits.
   *
   * @param strongest C, for each output the logit of its critical patch
   * @param mean C, the mean of all patches' logits
   */
  record Instances(NDArray strongest, NDArray mean) {}

  /** Tables of the patches that are needed until the bag is scored. */
  private record Tables(NDArray z, NDArray query, NDArray hidden) {}

  Dsmil(final ModelKind kind, final StandardKind.Made of) {
    super(kind, of);
  }

  private boolean has(final String layer) {
    return weight(layer + ".weight") != null;
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDArray h = bag.h();
    final NDManager results = h.getManager();
    try (NDManager scope = results.newSubManager()) {
      final Tables tables = tables(h, scope);
      final NDArray critical = adapted(rows(h, critical(tables.z()), scope));
      final NDArray attention =
          Compute.weighted(
              tables.query().matMul(query(critical).transpose()), 1 / Math.sqrt(WIDTH));
      final NDArray shares = attention.softmax(0).transpose();
      final NDArray pooled = pooled(shares, h, tables.hidden());
      // The convolution's window is the whole of B, so that it is a linear layer.
      final NDArray kernel =
          Compute.kept(weight(BAG + ".weight").reshape(-1, pooled.size()), scope);
      final NDArray logits =
          Linear.linear(pooled.reshape(1, pooled.size()), kernel, weight(BAG + ".bias"))
              .singletonOrThrow();
      final NDArray strongest = diagonal(linear(critical, INSTANCES));
      return new BagOutput(
          Compute.kept(outputs(logits).squeeze(0), results),
          new PatchEvidence.InstanceLogits(
              Compute.kept(outputs(tables.z()), results), Compute.kept(attention, results)),
          new Instances(
              Compute.kept(outputs(strongest).squeeze(0), results),
              Compute.kept(outputs(tables.z().mean(new int[] {0}, true)).squeeze(0), results)));
    }
  }

  /** Computed block by block, so that what is wider lives for a block only. */
  private Tables tables(final NDArray h, final NDManager scope) {
    final NDList z = new NDList();
    final NDList queries = new NDList();
    final NDList hiddens = new NDList();
    for (final NDIndex block : RowBlocks.of(h)) {
      try (NDManager temporary = scope.newSubManager()) {
        final NDArray rows = h.get(block);
        rows.attach(temporary);
        final NDArray hidden = hidden(rows);
        final NDArray x = has(ADAPTOR_2) ? affine(hidden, ADAPTOR_2).add(rows) : rows;
        z.add(Compute.kept(linear(x, INSTANCES), scope));
        queries.add(Compute.kept(query(x), scope));
        if (hidden != null) {
          hiddens.add(Compute.kept(hidden, scope));
        }
      }
    }
    return new Tables(
        RowBlocks.joined(z),
        RowBlocks.joined(queries),
        hiddens.isEmpty() ? null : RowBlocks.joined(hiddens));
  }

  /** Rows of the layer that pooling starts from: the adaptor's, or the values; null without. */
  private NDArray hidden(final NDArray rows) {
    if (has(ADAPTOR_1)) {
      return Activation.relu(affine(rows, ADAPTOR_1));
    }
    return has(VALUE) ? Activation.relu(affine(rows, VALUE)) : null;
  }

  /** Few patches as the two streams see them. */
  private NDArray adapted(final NDArray rows) {
    return has(ADAPTOR_2) ? linear(hidden(rows), ADAPTOR_2).add(rows) : rows;
  }

  private NDArray query(final NDArray x) {
    return has(QUERY)
        ? affine(x, QUERY)
        : affine(Activation.relu(affine(x, QUERY_1)), QUERY_2).tanh();
  }

  /** C x D, the bag as each output sees it. */
  private NDArray pooled(final NDArray shares, final NDArray h, final NDArray hidden) {
    if (has(ADAPTOR_2)) {
      return linear(shares.matMul(hidden), ADAPTOR_2).add(shares.matMul(h));
    }
    return shares.matMul(hidden == null ? h : hidden);
  }

  private static NDArray rows(final NDArray h, final int[] rows, final NDManager scope) {
    return Compute.kept(RowBlocks.rows(h, rows), scope);
  }

  /** For each output the patch of the largest logit, the first of equals. */
  private static int[] critical(final NDArray z) {
    final float[] values = z.toFloatArray();
    final int c = (int) z.getShape().get(1);
    final int[] critical = new int[c];
    for (int at = 0; at < values.length; at++) {
      if (values[at] > values[critical[at % c] * c + at % c]) {
        critical[at % c] = at / c;
      }
    }
    return critical;
  }

  /** 1 x C of the C x C logits of the critical patches: each output's of its own patch. */
  private static NDArray diagonal(final NDArray z) {
    final NDList own = new NDList();
    for (long c = 0; c < z.getShape().get(0); c++) {
      own.add(z.get(new NDIndex("{}:{}, {}:{}", c, c + 1, c, c + 1)));
    }
    return own.size() == 1 ? own.head() : NDArrays.concat(own, 1);
  }

  /** One column for each class: a single output z serves two, as -z and z. */
  private NDArray outputs(final NDArray z) {
    return z.getShape().get(1) == shape().classes() ? z : z.neg().concat(z, 1);
  }
}
