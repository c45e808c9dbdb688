package io.github.attrimil.mil.clam;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.layers.AttentionPooling;

/**
 * CLAM (Lu et al., "Data-efficient and weakly supervised computational pathology on whole-slide
 * images", Nature Biomedical Engineering 5:555-570, 2021, doi 10.1038/s41551-020-00682-w, section
 * Methods). Written from the formulas; nothing is taken from the reference code, which is under the
 * GPL.
 *
 * <p>Letters: N patches, D features, C classes, H and A the widths of the two layers, K attention
 * branches: one, or one for each class. Patches are reduced to x = relu(W1 h + b1), H wide.
 * Attention a_k = w_k (tanh(V x + b_V) * sigmoid(U x + b_U)) + b_k with V, U: A x H, or without the
 * gate a_k = w_k tanh(V x + b_V) + b_k. With p_k the softmax of a_k over the patches, branch k sees
 * the bag m_k = sum_i p_ki x_i. With one branch the logits are an affine function of m, C x H; with
 * a branch for each class, logit c is an affine function of m_c.
 *
 * <p>The classifiers of instances, an affine function of x to two logits for each class, are not
 * part of the bag's logits: {@link ClamObjective} trains them, and x through them.
 *
 * <p>Left out: dropout, which the reference has in training behind W1, V and U.
 */
final class Clam extends StandardModel {

  static final String REDUCE = "attention_net.0";
  static final String TANH = "attention_net.3.attention_a.0";
  static final String GATE = "attention_net.3.attention_b.0";
  static final String ATTENTION = "attention_net.3.attention_c";
  static final String UNGATED_TANH = "attention_net.3.module.0";
  static final String UNGATED_ATTENTION = "attention_net.3.module.3";
  static final String CLASSIFIERS = "classifiers";
  static final String INSTANCES = "instance_classifiers";
  static final String LABELS = "instance_loss_fn.labels";

  Clam(final ClamKind kind, final StandardKind.Made of) {
    super(kind, of);
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final AttentionPooling pooling =
        AttentionPooling.of(
            bag.h(),
            this::reduced,
            this::attention,
            // The softmax subtracts the maximum, so that no exponential overflows.
            attention -> attention.softmax(0).transpose());
    final NDArray logits =
        parameters().containsKey(CLASSIFIERS + ".weight")
            ? linear(pooling.pooled(), CLASSIFIERS).squeeze(0)
            : ownLogits(pooling.pooled(), CLASSIFIERS);
    return new BagOutput(logits, new PatchEvidence.AttentionOnly(pooling.attention()), null);
  }

  private NDArray attention(final NDArray x) {
    return options().get(ClamOptions.GATING)
        ? gatedAttention(x, TANH, GATE, ATTENTION)
        : linear(affine(x, UNGATED_TANH).tanh(), UNGATED_ATTENTION);
  }

  private NDArray reduced(final NDArray rows) {
    return Activation.relu(affine(rows, REDUCE));
  }

  /**
   * Classifies instances.
   *
   * @param rows R x D features of patches
   * @param c a class
   * @return R x 2, logits of being none and being one of its instances
   */
  NDArray instances(final NDArray rows, final int c) {
    return linear(reduced(rows), INSTANCES + "." + c);
  }
}
