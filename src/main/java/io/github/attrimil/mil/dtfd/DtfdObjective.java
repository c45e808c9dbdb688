package io.github.attrimil.mil.dtfd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.Scorer;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * DTFD-MIL's loss: the mean cross-entropy of the groups' logits, which are all of the bag's class,
 * and the cross-entropy of the bag's logits. As in the reference each teaches its own tier: no
 * gradient flows from the second into the first.
 *
 * <p>Patches are shuffled at each step, so that they come into other groups each time. The order
 * follows from the number of the step alone, which is the state.
 */
final class DtfdObjective implements Objective {

  /** The name of the groups' term. */
  static final String TIER_1 = "tier1";

  /** The name of the bag's term. */
  static final String TIER_2 = "tier2";

  private static final String STEPS = "steps";

  private long steps;

  @Override
  public List<String> parts() {
    return List.of(TIER_1, TIER_2);
  }

  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    return ordered(scorer, bag, label, order(bag.grid().size(), steps++));
  }

  private static int[] order(final int n, final long step) {
    final Random random = new Random(step);
    final int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      final int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * The loss of a bag in a given order.
   *
   * @param order which patch comes where
   */
  Losses ordered(final Scorer scorer, final BagInput bag, final int label, final int[] order) {
    final NDManager scope = bag.h().getManager();
    final NDArray h = RowBlocks.rows(bag.h(), order);
    final BagOutput out = scorer.score(new BagInput(h, PatchGrid.unplaced(order.length)));
    final Dtfd.Tiers tiers = (Dtfd.Tiers) out.own();
    final NDArray first = tiers.groups().logSoftmax(1).get(":, {}", label).mean().neg();
    final NDArray second =
        CrossEntropy.of(tiers.second().apply(Compute.detached(tiers.passed(), scope)), label);
    final Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put(TIER_1, first);
    parts.put(TIER_2, second);
    return new Losses(first.add(second), parts, () -> {});
  }

  @Override
  public Map<String, Tensor> state() {
    return Map.of(STEPS, Tensor.of(new long[] {steps}, 1));
  }

  @Override
  public void resume(final Map<String, Tensor> state) {
    steps = ((long[]) state.get(STEPS).data())[0];
  }
}
