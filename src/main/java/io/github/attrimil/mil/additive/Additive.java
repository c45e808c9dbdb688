package io.github.attrimil.mil.additive;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Scalars;

/**
 * Additive MIL (Javed et al., "Additive MIL: Intrinsically interpretable multiple instance learning
 * for pathology", NeurIPS 2022, arXiv:2206.01794, section 3.2). Written from the formulas; the
 * authors' listing states no license, and nothing is taken from it.
 *
 * <p>Letters: N patches, D features, C classes, A and H the widths of the attention and of the
 * classifier. Gated attention a_i = w (tanh(V h_i + b_V) * sigmoid(U h_i + b_U)) + b_w has the
 * softmax p_i over the patches. Where attention-based MIL classifies the weighted sum of patches,
 * the classifier psi here sees each weighted patch m_i = p_i (h_i, 1) alone, and the logits are the
 * sum of its outputs: logits = sum_i psi(m_i), psi(m) = W2' (relu(W1' m), p_i).
 *
 * <p>The constant 1 beside the features, and p_i beside the hidden units, carry the biases: W1' =
 * (W1, b1), W2' = (W2, b2). In the paper psi has biases that every patch adds in full, so that the
 * logits of a slide with N patches move by N times what the biases give, whatever the patches show;
 * here a patch adds biases in the measure in which it is attended. psi is then homogeneous, psi(p
 * m) = p psi(m) for p >= 0, so that psi(m_i) = p_i u_i with u_i = W2 relu(W1 h_i + b1) + b2. This
 * is what makes the evidence exact: with the score s_i = u_i exp(a_i), logit_c = sum_i s_ic / sum_i
 * exp(a_i), without a further bias.
 */
final class Additive extends StandardModel {

  static final String TANH = "attention.tanh";
  static final String GATE = "attention.gate";
  static final String ATTENTION = "attention.weights";
  static final String HIDDEN = "classifier.hidden";
  static final String CLASSIFIER = "classifier.output";

  Additive(final AdditiveKind kind, final StandardKind.Made of) {
    super(kind, of);
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDArray h = bag.h();
    final NDManager results = h.getManager();
    final int classes = shape().classes();
    try (NDManager kept = results.newSubManager()) {
      final NDList attentions = new NDList();
      final NDList evidence = new NDList();
      for (final NDIndex block : RowBlocks.of(h)) {
        try (NDManager scope = kept.newSubManager()) {
          final NDArray rows = Compute.kept(h.get(block), scope);
          attentions.add(Compute.kept(gatedAttention(rows, TANH, GATE, ATTENTION), kept));
          final NDArray hidden = Activation.relu(affine(rows, HIDDEN));
          evidence.add(Compute.kept(linear(hidden, CLASSIFIER), kept));
        }
      }
      final NDArray a = Compute.kept(RowBlocks.joined(attentions), kept);
      final NDArray u = Compute.kept(RowBlocks.joined(evidence), kept);
      // The softmax subtracts the maximum, so that no exponential overflows.
      final NDArray logits = a.softmax(0).mul(u).sum(new int[] {0});
      final float most = PatchEvidence.Additive.LARGEST_EXPONENT;
      final NDArray clipped = a.maximum(Scalars.shared(a, -most)).minimum(Scalars.shared(a, most));
      final PatchEvidence patches =
          new PatchEvidence.Additive(
              Compute.kept(u.mul(clipped.exp()), results),
              Compute.kept(a.repeat(1, classes), results),
              results.zeros(new Shape(classes)),
              PatchMeaning.CONTRIBUTION);
      return new BagOutput(Compute.kept(logits, results), patches, null);
    }
  }
}
