package io.github.attrimil.mil.transmil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.Scorer;
import io.github.attrimil.tensor.Compute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cross-entropy of the bag's logits + patchloss= times that of the patches': for each class the
 * largest logit of a patch, in whose place the mean of all is in the first epochs ({@link
 * io.github.attrimil.mil.PooledEpochs}), as DSMIL's first stream has it. The reference has the
 * bag's term alone, with which a lesion of few patches must be found through the class token's
 * attention; where the tokens of patches are trained themselves, less noise on the features is
 * enough to keep the network from memorizing slides.
 */
final class TransMilObjective implements Objective {

  /** Weight of the patches' term. */
  static final Option<Double> PATCH_LOSS =
      Option.number(
          "patchloss",
          "Patch loss",
          "Weight of the cross-entropy of the strongest patches' logits; 0 for none.",
          0.5,
          0,
          1000);

  /** The name of the term of the patches. */
  static final String PATCH = "patch";

  private static final int[] ROWS = {0};

  private final double weight;
  private final int pooled;
  private int epoch;

  /**
   * @param weight of the patches' term
   * @param pooled epochs in which the mean of the patches is in the place of the strongest
   */
  TransMilObjective(final double weight, final int pooled) {
    this.weight = weight;
    this.pooled = pooled;
  }

  @Override
  public void startEpoch(final int started) {
    epoch = started;
  }

  @Override
  public List<String> parts() {
    return List.of(CrossEntropy.BAG, PATCH);
  }

  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final BagOutput out = scorer.score(bag);
    final NDArray whole = CrossEntropy.of(out.logits(), label);
    final NDArray z = ((PatchEvidence.InstanceLogits) out.patches()).logits();
    final NDArray patch = CrossEntropy.of(epoch < pooled ? z.mean(ROWS) : z.max(ROWS), label);
    final Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put(CrossEntropy.BAG, whole);
    parts.put(PATCH, patch);
    return new Losses(whole.add(Compute.weighted(patch, weight)), parts, () -> {});
  }
}
