package io.github.attrimil.mil.attrimil.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.attrimil.AttributePooling;
import io.github.attrimil.mil.attrimil.PatchMemory;
import io.github.attrimil.mil.transmil.Tokens;
import io.github.attrimil.tensor.Compute;
import java.util.Arrays;
import java.util.List;

/**
 * AttriMIL on TransMIL (Shao et al., NeurIPS 2021, doi 10.48550/arXiv.2106.00908).
 *
 * <p>Letters: N patches, D features, C classes, H = D / 2, W = 256. TransMIL makes of each patch a
 * token z_i in the context of all ({@link Tokens}) and classifies a class token. AttriMIL needs
 * evidence and attention of each patch and class instead, so its branches sit on the patches, and
 * the class token has no classifier:
 *
 * <pre>
 * h'_i = h_i + W_o z_i + b_o
 * a_ic = w_c (tanh(V_c h'_i) * sigmoid(U_c h'_i))     u_ic = e_c h'_i + f_c
 * s_ic = u_ic exp(a_ic)                               logit_c = sum_i s_ic / sum_i exp(a_ic) + bias_c
 * </pre>
 *
 * <p>This is AttriMIL with its residual adaptor, a function of the patch alone, replaced by one of
 * the patch among the others. The skip connection from the input h is needed: z ends in a layer
 * normalization, which makes all patches of a bag equally long, and without the skip training
 * stalls. Pooling is AttriMIL's, p_ic = exp(a_ic) / sum_j exp(a_jc) and logit_c = sum_i p_ic u_ic +
 * bias_c, so that scores add up to the logit, and both constraints apply unchanged.
 *
 * <p>The branches' part of a score depends on h'_i alone. A patch without its context has another
 * h', so the ranking constraint's banks keep h'_i ({@link Memory}): scored again by the current
 * branches, with gradient into these and not into what the context once was.
 *
 * <p>The bag is a sequence, as in TransMIL: the order of its patches matters.
 */
final class AttriTransMil extends StandardModel {

  static final String ADAPTOR = "adaptor";

  private final Tokens tokens = new Tokens(parameters());

  AttriTransMil(final AttriTransMilKind kind, final StandardKind.Made of) {
    super(kind, of);
  }

  static String tanh(final int c) {
    return "attention_nets." + c + ".attention_a.0";
  }

  static String gate(final int c) {
    return "attention_nets." + c + ".attention_b.0";
  }

  static String attention(final int c) {
    return "attention_nets." + c + ".attention_c";
  }

  static String evidence(final int c) {
    return "classifiers." + c;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The output's own is h', N x D, while gradients are recorded, which need it anyway; else
   * nothing.
   */
  @Override
  public BagOutput score(final BagInput bag) {
    final NDArray h = bag.h();
    final NDManager results = h.getManager();
    final boolean recorded = weight(BackboneKind.BIAS).hasGradient();
    try (NDManager scope = results.newSubManager()) {
      final NDArray z = tokens.of(h);
      z.attach(scope);
      // The class token stays behind.
      final NDArray adapted = affine(z.get("1:"), ADAPTOR).add(h);
      final NDList evidences = new NDList();
      final NDList attentions = new NDList();
      for (final NDIndex block : RowBlocks.of(adapted)) {
        try (NDManager own = scope.newSubManager()) {
          final NDArray rows = adapted.get(block);
          rows.attach(own);
          final NDArray evidence = evidences(rows);
          final NDArray attention = attentions(rows);
          evidence.attach(scope);
          attention.attach(scope);
          evidences.add(evidence);
          attentions.add(attention);
        }
      }
      final NDArray attention = RowBlocks.joined(attentions);
      attention.attach(results);
      final BagOutput out =
          AttributePooling.of(
              attention,
              RowBlocks.joined(evidences),
              weight(BackboneKind.BIAS),
              PatchMeaning.CONTEXT_SCORE,
              recorded);
      if (!recorded) {
        return out;
      }
      adapted.attach(results);
      return new BagOutput(out.logits(), out.patches(), adapted);
    }
  }

  private NDArray evidences(final NDArray adapted) {
    final NDList columns = new NDList();
    for (int c = 0; c < shape().classes(); c++) {
      columns.add(linear(adapted, evidence(c)));
    }
    return joined(columns);
  }

  private NDArray attentions(final NDArray adapted) {
    final NDList columns = new NDList();
    for (int c = 0; c < shape().classes(); c++) {
      final NDArray gated =
          affine(adapted, tanh(c)).tanh().mul(Activation.sigmoid(affine(adapted, gate(c))));
      columns.add(linear(gated, attention(c)));
    }
    return joined(columns);
  }

  private static NDArray joined(final NDList columns) {
    return columns.size() == 1 ? columns.head() : NDArrays.concat(columns, 1);
  }

  /**
   * Keeps what a patch's context made of it: D numbers.
   *
   * @param model the network
   * @param adapted N x D, h'
   */
  record Memory(AttriTransMil model, NDArray adapted) implements PatchMemory {

    @Override
    public NDArray kept(final List<int[]> patches) {
      final long[] rows = patches.stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
      try (NDManager scope = adapted.getManager().newSubManager()) {
        final NDArray kept = Compute.detached(adapted, scope).get(scope.create(rows));
        kept.attach(adapted.getManager());
        return kept;
      }
    }

    @Override
    public NDArray scores(final NDArray kept) {
      return model.evidences(kept).mul(AttributePooling.weight(model.attentions(kept)));
    }
  }
}
