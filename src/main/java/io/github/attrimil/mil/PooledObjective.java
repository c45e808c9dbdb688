package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss of kinds whose classifier of patches learns from the strongest patch of a slide alone
 * (max pooling): that of the bag's logits, and that of the patches'. The strongest finds a lesion
 * only where the first weights happen to rank lesions high: where they rank them last, which is as
 * likely, it never sees one. So the mean of the patches' logits takes the place of the strongest in
 * the first epochs and shows the direction.
 */
public abstract class PooledObjective implements Objective {

  /** How long all patches of a slide teach the classifier of patches. */
  public static final Option<Integer> OPTION =
      Option.integer(
          "pooled",
          "Mean pooling until epoch",
          "Epochs in which the patch classifier is trained on all patches of a slide;"
              + " afterwards, on the strongest one only.",
          10,
          0,
          100_000);

  /** Weight of the patches' term, for kinds that leave it to the recipe. */
  public static final Option<Double> WEIGHT =
      Option.number(
          "patchloss",
          "Patch loss",
          "Weight of the cross-entropy of the strongest patches' logits; 0 for none.",
          0.5,
          0,
          1000);

  private static final int[] ROWS = {0};

  private final int pooled;
  private final String part;
  private int epoch;

  /**
   * @param pooled epochs in which all patches teach the classifier of patches
   * @param part the name of the term of the patches
   */
  protected PooledObjective(final int pooled, final String part) {
    this.pooled = pooled;
    this.part = part;
  }

  @Override
  public final void startEpoch(final int started) {
    epoch = started;
  }

  @Override
  public final List<String> parts() {
    return List.of(CrossEntropy.BAG, part);
  }

  @Override
  public final Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final BagOutput out = scorer.score(bag);
    final NDArray whole = term(out.logits(), label);
    final NDArray patches = term(patches(out, epoch < pooled), label);
    final Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put(CrossEntropy.BAG, whole);
    parts.put(part, patches);
    return new Losses(total(whole, patches), parts, () -> {});
  }

  /**
   * @param logits N x C, of patches
   * @param mean whether the mean of all patches is wanted, or for each class the largest
   * @return C, through which gradients flow
   */
  public static NDArray pooled(final NDArray logits, final boolean mean) {
    return mean ? logits.mean(ROWS) : logits.max(ROWS);
  }

  /**
   * @param logits of the bag or of the patches
   * @param label the bag's class
   * @return their loss, the cross-entropy unless a kind has another
   */
  protected NDArray term(final NDArray logits, final int label) {
    return CrossEntropy.of(logits, label);
  }

  /**
   * @param out what the network gave
   * @param mean whether the mean of all patches is wanted, or the strongest
   * @return logits of C classes
   */
  protected abstract NDArray patches(BagOutput out, boolean mean);

  /**
   * @param whole the bag's term
   * @param patches the patches' term
   * @return what is minimized
   */
  protected abstract NDArray total(NDArray whole, NDArray patches);
}
