package io.github.attrimil.mil.abmil;

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
import java.util.List;

/**
 * ABMIL with gated attention (Ilse, Tomczak and Welling, "Attention-based deep multiple instance
 * learning", ICML 2018, doi 10.48550/arXiv.1802.04712), behind the residual adaptor that it has in
 * the authors' code of AttriMIL.
 *
 * <p>Letters: N patches, D features, C classes, H = D / 2. The adaptor adds to each patch's
 * features h: h' = h + W2 r + b2 with r = relu(W1 h + b1), H wide. Attention a = w (tanh(V h' +
 * b_V) * sigmoid(U h' + b_U)) + b_w with V, U: H x D. With p = softmax of a over the patches, the
 * bag is m = sum_i p_i h'_i and the logits are an affine function of it, C x D.
 *
 * <p>With several branches, one for each class c, everything but the adaptor is a branch's own: it
 * has an attention a_c, so that it looks where class c shows, and its logit is an affine function
 * of the bag m_c that it sees.
 *
 * <p>h' is not kept: because p adds up to 1, m = sum_i p_i h_i + W2 (sum_i p_i r_i) + b2.
 */
final class AbMil extends StandardModel {

  static final String ADAPTOR_1 = "adaptor.0";
  static final String ADAPTOR_2 = "adaptor.2";
  static final String TANH = ".attention_a.0";
  static final String GATE = ".attention_b.0";
  static final String ATTENTION = ".attention_c";
  static final String CLASSIFIER = "classifier";
  static final String CLASSIFIERS = "classifiers";

  private final List<String> branches;

  /**
   * @param kind what it is
   * @param of what it is made of
   * @param branches the names of the attention networks: one, or one for each class, each with a
   *     classifier of its own
   */
  AbMil(final AbMilFamily kind, final StandardKind.Made of, final List<String> branches) {
    super(kind, of);
    this.branches = branches;
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDArray h = bag.h();
    final NDManager results = h.getManager();
    final NDList hiddens = new NDList();
    final NDList attentions = new NDList();
    for (final NDIndex block : RowBlocks.of(h)) {
      try (NDManager scope = results.newSubManager()) {
        final NDArray rows = h.get(block);
        rows.attach(scope);
        final NDArray hidden = Activation.relu(affine(rows, ADAPTOR_1));
        final NDArray adapted = affine(hidden, ADAPTOR_2).add(rows);
        final NDArray attention = attention(adapted);
        hidden.attach(results);
        attention.attach(results);
        hiddens.add(hidden);
        attentions.add(attention);
      }
    }
    final NDArray attention = RowBlocks.joined(attentions);
    try (NDManager scope = results.newSubManager()) {
      // The softmax subtracts the maximum, so that no exponential overflows.
      final NDArray p = attention.softmax(0);
      p.attach(scope);
      final NDArray shares = p.transpose();
      final NDArray hidden = RowBlocks.joined(hiddens);
      hidden.attach(scope);
      final NDArray pooled = shares.matMul(h).add(linear(shares.matMul(hidden), ADAPTOR_2));
      final NDArray logits = classified(pooled);
      logits.attach(results);
      hiddens.forEach(block -> block.attach(scope));
      return new BagOutput(logits, new PatchEvidence.AttentionOnly(attention), null);
    }
  }

  /** Rows x branches. */
  private NDArray attention(final NDArray adapted) {
    final NDList columns = new NDList();
    for (final String net : branches) {
      columns.add(gatedAttention(adapted, net + TANH, net + GATE, net + ATTENTION));
    }
    return columns.size() == 1 ? columns.head() : NDArrays.concat(columns, 1);
  }

  /** From branches x D to C. */
  private NDArray classified(final NDArray pooled) {
    return parameters().containsKey(CLASSIFIER + ".weight")
        ? linear(pooled, CLASSIFIER).squeeze(0)
        : ownLogits(pooled, CLASSIFIERS);
  }
}
