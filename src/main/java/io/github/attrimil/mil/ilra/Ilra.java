package io.github.attrimil.mil.ilra;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import java.util.HashMap;
import java.util.Map;

/**
 * ILRA-MIL (Xiang and Zhang, "Exploring low-rank property in multiple instance learning for whole
 * slide image classification", ICLR 2023, section 3.3 and 3.4): attention in both directions
 * between N patches and R latent rows, so that patches exchange information in time linear in N,
 * and non-local pooling.
 *
 * <p>Letters: N patches, D features, C classes, H hidden width, R latent rows; F, B and P are
 * {@link AttentionBlock}s, F and B with a gate. With X_0 = h, N x D, each of the layers l has
 * latent rows I_l, R x H, that ask the patches, and patches that ask what those learned:
 *
 * <pre>
 * Z_l = F_l(I_l; X_l), R x H      X_(l+1) = B_l(X_l; Z_l), N x H
 * </pre>
 *
 * One learned row S, 1 x H, then asks all patches: the bag is P(S; X), and the logits are an affine
 * function of it, C x H.
 *
 * <p>In a network to train latent rows are drawn small, uniform within 1 / sqrt(R H): rows that are
 * constant would outweigh at first what they learn from patches. By default S, the pooling's query
 * layer, the last layer of the attention of each F and B and the weights of their gates are zero:
 * at first patches exchange nothing and count alike. With start=random all of them are drawn, S
 * like the latent rows.
 *
 * <p>Evidence of a patch: the classifier applied to P(S; x_i), what the pooling makes of the patch
 * alone after it exchanged information with the others. Its attention is the logarithm of the mean
 * over the heads of P's softmaxed attention, so that a softmax over the patches gives that mean.
 *
 * <p>Names of tensors are those of github.com/jinxixiang/low_rank_wsi, which states no license and
 * of which no code is used: written from the paper's formulas. What the reference does in training
 * only (dropout of features, low-rank pretraining of the encoder) is left out.
 */
final class Ilra extends StandardModel {

  static final String CLASSIFIER = "classifier";
  static final String SEED = "pooling.S";
  static final String POOLING = "pooling.mha";

  private final int heads;
  private final int layers;

  Ilra(final IlraKind kind, final StandardKind.Made of) {
    super(kind, of);
    IlraOptions.check(of.own());
    heads = of.own().get(IlraOptions.HEADS);
    layers = of.own().get(IlraOptions.LAYERS);
  }

  static String latent(final int layer) {
    return "gab_blocks." + layer + ".latent";
  }

  static String forward(final int layer) {
    return "gab_blocks." + layer + ".project_forward";
  }

  static String backward(final int layer) {
    return "gab_blocks." + layer + ".project_backward";
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDManager results = bag.h().getManager();
    try (NDManager scope = results.newSubManager()) {
      NDArray x = bag.h().reshape(bag.h().getShape());
      x.attach(scope);
      for (int l = 0; l < layers; l++) {
        x = layer(x, l);
      }
      final NDArray seed = rows(SEED, scope);
      final AttentionBlock pooling = block(POOLING);
      final AttentionBlock.Asked patches = pooling.asked(x);
      final NDArray q = pooling.queries(seed);
      final NDArray similarity = pooling.similarity(q, patches);
      final NDArray pooled = pooling.after(q, similarity.softmax(2).matMul(patches.values()));
      final NDArray logits = linear(pooled, CLASSIFIER).squeeze(0);
      logits.attach(results);
      return new BagOutput(logits, evidence(similarity, q, patches.values(), results), null);
    }
  }

  /** X_(l+1), in x's manager, which x leaves. */
  private NDArray layer(final NDArray x, final int l) {
    final NDManager results = x.getManager();
    try (NDManager scope = results.newSubManager()) {
      x.attach(scope);
      final AttentionBlock forward = block(forward(l));
      final AttentionBlock backward = block(backward(l));
      final NDArray latent = forward.of(rows(latent(l), scope), forward.asked(x));
      final NDArray next = backward.of(x, backward.asked(latent));
      next.attach(results);
      return next;
    }
  }

  private AttentionBlock block(final String name) {
    return new AttentionBlock(parameters(), name, heads);
  }

  /** Learned rows without the leading axis. */
  private NDArray rows(final String name, final NDManager scope) {
    final NDArray rows = weight(name).squeeze(0);
    rows.attach(scope);
    return rows;
  }

  /**
   * @param similarity heads x 1 x N
   * @param q the pooling's query, 1 x H
   * @param values heads x N x H / heads
   */
  private PatchEvidence evidence(
      final NDArray similarity, final NDArray q, final NDArray values, final NDManager results) {
    try (NDManager scope = results.newSubManager()) {
      final NDArray shares = Compute.detached(similarity, scope).logSoftmax(2).squeeze(1);
      final NDArray largest = shares.max(new int[] {0}, true);
      final NDArray attention =
          shares.sub(largest).exp().mean(new int[] {0}, true).log().add(largest).transpose();
      // Nothing is learned from evidence, so that no backward pass of it is prepared.
      final Map<String, NDArray> still = new HashMap<>();
      parameters().forEach((name, array) -> still.put(name, Compute.detached(array, scope)));
      final AttentionBlock pooling = new AttentionBlock(still, POOLING, heads);
      final NDArray query = Compute.detached(q, scope);
      final NDArray logits =
          RowBlocks.map(
              Compute.detached(values, scope).transpose(1, 0, 2),
              scope,
              rows ->
                  Affine.of(
                      pooling.after(query, rows.transpose(1, 0, 2)),
                      still.get(CLASSIFIER + ".weight"),
                      still.get(CLASSIFIER + ".bias")));
      attention.attach(results);
      logits.attach(results);
      return new PatchEvidence.InstanceLogits(logits, attention, true);
    }
  }
}
