package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.Scorer;
import java.util.List;

/**
 * What the banks of the {@link RankConstraint} keep of a scored bag's patches, and how the current
 * network scores it again. A patch is kept as a row of numbers that suffice to score it: scored
 * again by the same weights it has the score that it had in its bag.
 */
public interface PatchMemory {

  /** Gives a scored bag's. */
  @FunctionalInterface
  interface Of {

    /**
     * @param scorer the network, through which gradients flow
     * @param bag the bag
     * @param out what the network gave for it
     * @return what banks may keep of its patches
     */
    PatchMemory of(Scorer scorer, BagInput bag, BagOutput out);
  }

  /**
   * @param patches rows of the bag for each of the C branches
   * @return a row for each, branch after branch
   */
  NDArray kept(List<int[]> patches);

  /**
   * Scores what was kept of this or earlier bags.
   *
   * @param kept M rows as {@link #kept} gave them
   * @return M x C attribute scores, each row's of its own, through which gradients flow into the
   *     weights; only the branch that a row was kept for is used
   */
  NDArray scores(NDArray kept);
}
