package io.github.attrimil.mil.mhim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.layers.Nonlinearity;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * The network of MHIM-MIL (Tang et al., "Multiple instance learning framework with masked hard
 * instance mining for whole slide image classification", ICCV 2023, doi
 * 10.1109/ICCV51070.2023.00377; with merged tokens: Tang et al., arXiv:2509.11526), which is both
 * the student and its teacher.
 *
 * <p>Letters: N patches, D features, C classes, H hidden width. Each patch is embedded, x = act(W1
 * h + b1), N x H, act ReLU or GELU, and a {@link Baseline} scores the embedded patches. At
 * inference that is all; with mergeintest the tokens of {@link Merging} are put behind the patches.
 * What training does is in {@link MhimObjective}. Evidence of patches is the baseline's: attention
 * (ABMIL), the patch's own logits (DSMIL), or its logits in context (TransMIL).
 *
 * <p>Names of tensors are those of github.com/DearCaat/MHIM-MIL, which states no license and of
 * which no code is used: written from the papers' formulas. The queries that merge are in the state
 * dict and no weights. Dropout of the reference's training is left out.
 */
final class Mhim extends StandardModel {

  static final String FEATURE = "feature.0";
  static final String CLASSIFIER = "predictor";

  private final Baseline baseline;
  private final boolean mergeInTest;
  private final Nonlinearity activation;

  Mhim(final MhimKind kind, final StandardKind.Made of) {
    super(kind, of, Set.of(Merging.QUERIES, Merging.SAME_QUERIES));
    MhimOptions.check(of.own());
    mergeInTest = of.own().get(MhimOptions.MERGE_IN_TEST) && merges();
    activation = of.own().get(MhimOptions.ACTIVATION);
    baseline =
        switch (of.own().get(MhimOptions.BASELINE)) {
          case ABMIL -> new AbmilBaseline(parameters(), of.own().get(MhimOptions.POOLING));
          case DSMIL -> new DsmilBaseline(parameters());
          case TRANSMIL -> new TransmilBaseline(parameters());
        };
  }

  /**
   * @param features rows x H
   * @param weights a network's arrays by name
   * @return rows x C, the classifier's logits
   */
  static NDArray logits(final NDArray features, final Map<String, NDArray> weights) {
    return Linear.linear(
            features, weights.get(CLASSIFIER + ".weight"), weights.get(CLASSIFIER + ".bias"))
        .singletonOrThrow();
  }

  /**
   * @param features N x H, each patch's part in the bag's
   * @param weights a network's arrays by name
   * @return N, the largest class-aware probability of each
   */
  static NDArray ease(final NDArray features, final Map<String, NDArray> weights) {
    return Linear.linear(features, weights.get(CLASSIFIER + ".weight"))
        .singletonOrThrow()
        .softmax(1)
        .max(new int[] {1});
  }

  /**
   * {@inheritDoc}
   *
   * <p>The queries have two names in the reference, of which the one loaded last counts.
   */
  @Override
  public Map<String, Tensor> stateDict() {
    final Map<String, Tensor> state = super.stateDict();
    if (merges()) {
      state.put(Merging.SAME_QUERIES, state.get(Merging.QUERIES));
    }
    return state;
  }

  private boolean merges() {
    return weight(Merging.QUERIES) != null;
  }

  /** 1 x K x H, or null where nothing is merged. */
  NDArray queries() {
    return weight(Merging.QUERIES);
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDManager results = bag.h().getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDArray x = embedded(bag.h(), scope);
      final NDArray all = mergeInTest ? x.concat(merged(x), 0) : x;
      final Baseline.Scored scored = baseline.score(all, x.getShape().get(0));
      scored.logits().attach(results);
      return new BagOutput(scored.logits(), Evidence.moved(scored.patches(), results), null);
    }
  }

  private NDArray embedded(final NDArray h, final NDManager scope) {
    return RowBlocks.map(h, scope, rows -> activation.of(affine(rows, FEATURE)));
  }

  private NDArray merged(final NDArray x) {
    return new Merging(parameters(), queries()).of(x);
  }

  /**
   * What the network teaches of a bag, without gradients.
   *
   * @param bag N patches
   * @return the ease of its patches and its features, in the manager of the bag's features
   */
  Baseline.Taught teach(final BagInput bag) {
    final NDManager results = bag.h().getManager();
    try (NDManager scope = results.newSubManager()) {
      final Baseline.Taught taught = baseline.teach(embedded(bag.h(), scope));
      taught.ease().attach(results);
      taught.features().attach(results);
      return taught;
    }
  }

  /**
   * What the network makes of a part of a bag in training.
   *
   * @param logits C
   * @param features F x H
   * @param merged K x H, the merged tokens; null where nothing is merged
   */
  record Masked(NDArray logits, NDArray features, NDArray merged) {}

  /**
   * Scores patches as they are and others merged.
   *
   * @param bag N patches
   * @param seen which patches are seen as they are
   * @param merging which are merged; not used where nothing is merged
   * @return the output, in the manager of the bag's features
   */
  Masked masked(final BagInput bag, final int[] seen, final int[] merging) {
    final NDManager results = bag.h().getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDArray x = embedded(bag.h(), scope);
      final NDArray patches = RowBlocks.rows(x, seen);
      final boolean same = Arrays.equals(seen, merging);
      final NDArray merged = merges() ? merged(same ? patches : RowBlocks.rows(x, merging)) : null;
      final NDArray all = merged == null ? patches : patches.concat(merged, 0);
      final Baseline.Scored scored = baseline.score(all, seen.length);
      scored.logits().attach(results);
      scored.features().attach(results);
      if (merged != null) {
        merged.attach(results);
      }
      return new Masked(scored.logits(), scored.features(), merged);
    }
  }
}
