package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchGrid;

/**
 * A bag on a device.
 *
 * @param h N x D features
 * @param grid where the N patches lie and which of them touch
 */
public record BagInput(NDArray h, PatchGrid grid) {

  /** Refuses an empty bag, and features of other patches. */
  public BagInput {
    final long n = h.getShape().get(0);
    if (n == 0) {
      throw new AttriMilException("A bag needs patches, and this one has none");
    }
    if (n != grid.size()) {
      throw new AttriMilException(n + " feature rows do not match " + grid.size() + " patches");
    }
  }
}
