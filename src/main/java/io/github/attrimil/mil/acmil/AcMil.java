package io.github.attrimil.mil.acmil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.layers.AttentionPooling;

/**
 * ACMIL (Zhang et al., "Attention-challenging multiple instance learning for whole slide image
 * classification", ECCV 2024, arXiv:2311.07125, section 3; reference code
 * github.com/dazhangyu123/ACMIL, MIT).
 *
 * <p>Letters: N patches, D features, C classes, T tokens, S heads, H the width of reduced patches.
 * Patches are reduced to x = relu(W1 h), H wide. Each token t attends to them with S heads, one
 * with gated attention: attention a_ts, with softmax p_ts over the patches. A token sees the
 * patches weighted by its p_ts and classifies what it sees by a classifier of its own; the bag's
 * logits are of what is seen with the mean of p_ts over the tokens. How tokens attend, and what is
 * made of the weighted sums of patches, is in {@link GatedAcMil} and {@link HeadsAcMil}.
 *
 * <p>The evidence is one attention: the logarithm of the mean of p_ts over tokens and heads, of
 * which that mean is the softmax.
 *
 * <p>Left out: dropout behind the heads, which the reference has in training. Masking is the
 * objective's: {@link AcMilObjective}.
 */
abstract class AcMil extends StandardModel {

  static final String REDUCE = "dimreduction.fc1";
  static final String TOKENS = "classifier";
  static final String BAG = "Slide_classifier.fc";

  private static final int[] ROWS = {1};

  private final int heads;

  /**
   * @param kind what it is
   * @param of what it is made of
   * @param heads S
   */
  AcMil(final AcMilKind kind, final StandardKind.Made of, final int heads) {
    super(kind, of);
    this.heads = heads;
  }

  /**
   * All branches.
   *
   * @param attention N x T S, a token's heads side by side, before the softmax
   * @param tokens T x C, the tokens' logits
   * @param bag C, the bag's
   */
  record Branches(NDArray attention, NDArray tokens, NDArray bag) {}

  /**
   * @param x rows x H, reduced patches
   * @return rows x T S, their attention
   */
  abstract NDArray attention(NDArray x);

  /**
   * @param pooled S x H, the sums of patches that a token sees
   * @param token 0 to T - 1
   * @return 1 x H, what its classifier takes
   */
  abstract NDArray seen(NDArray pooled, int token);

  /**
   * @param pooled S x H, the sums of patches that the bag's branch sees
   * @return 1 x H, what its classifier takes
   */
  abstract NDArray seenByBag(NDArray pooled);

  final int tokens() {
    return options().get(AcMilOptions.TOKENS);
  }

  final int heads() {
    return heads;
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final AttentionPooling pooling =
        AttentionPooling.of(bag.h(), this::reduced, this::attention, this::shares);
    final Branches branches = branches(pooling.attention(), pooling.pooled());
    return new BagOutput(
        branches.bag(), new PatchEvidence.AttentionOnly(mean(pooling.attention())), branches);
  }

  /**
   * The branches with other attention than the network's own.
   *
   * @param bag N patches
   * @param attention N x T S
   * @return what they give
   */
  Branches branches(final BagInput bag, final NDArray attention) {
    return branches(attention, AttentionPooling.sums(bag.h(), this::reduced, shares(attention)));
  }

  private NDArray reduced(final NDArray rows) {
    return Activation.relu(linear(rows, REDUCE));
  }

  /** From N x T S to (T S + S) x N: the tokens' heads, and the means of each head over tokens. */
  private NDArray shares(final NDArray attention) {
    final long n = attention.getShape().get(0);
    final NDArray own = attention.softmax(0).transpose();
    return own.concat(own.reshape(tokens(), heads, n).mean(new int[] {0}));
  }

  private Branches branches(final NDArray attention, final NDArray pooled) {
    final NDManager results = attention.getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDList logits = new NDList();
      for (int t = 0; t < tokens(); t++) {
        logits.add(linear(seen(sums(pooled, t, scope), t), TOKENS + "." + t + ".fc"));
      }
      final NDArray tokens = NDArrays.concat(logits);
      final NDArray bag = linear(seenByBag(sums(pooled, tokens(), scope)), BAG).squeeze(0);
      tokens.attach(results);
      bag.attach(results);
      return new Branches(attention, tokens, bag);
    }
  }

  /** A token's S x H of all sums; those of the bag follow the tokens'. */
  private NDArray sums(final NDArray pooled, final int token, final NDManager scope) {
    final NDArray own = pooled.get(new NDIndex("{}:{}", token * heads, (token + 1) * heads));
    own.attach(scope);
    return own;
  }

  /** The logarithm of the mean share, N x 1: finite however small a share is. */
  private NDArray mean(final NDArray attention) {
    final NDManager results = attention.getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDArray logs = attention.logSoftmax(0);
      logs.attach(scope);
      final NDArray largest = logs.max(ROWS, true);
      final NDArray mean = logs.sub(largest).exp().mean(ROWS, true).log().add(largest);
      mean.attach(results);
      return mean;
    }
  }
}
