package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.Scorer;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps a patch's input features: enough where a patch's score depends on nothing else.
 *
 * @param scorer the network
 * @param bag the bag
 */
record FeatureMemory(Scorer scorer, BagInput bag) implements PatchMemory {

  @Override
  public NDArray kept(final List<int[]> patches) {
    final NDArray h = bag.h();
    final long[] rows = patches.stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
    try (NDArray at = h.getManager().create(rows)) {
      return h.get(at);
    }
  }

  @Override
  public NDArray scores(final NDArray kept) {
    final int patches = (int) kept.getShape().get(0);
    final BagInput all = new BagInput(kept, PatchGrid.unplaced(patches));
    return ((PatchEvidence.Additive) scorer.score(all).patches()).score();
  }
}
