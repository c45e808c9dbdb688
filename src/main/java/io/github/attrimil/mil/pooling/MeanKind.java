package io.github.attrimil.mil.pooling;

import ai.djl.ndarray.NDArray;

/**
 * Mean pooling: the bag's logits are the mean of the patches' logits. CLAM's binary max pooling has
 * tensors of the same names and shapes, so such a checkpoint is read as mean pooling.
 */
public final class MeanKind extends PooledKind {

  private static final int[] PATCHES = {0};

  /** The kind. */
  public MeanKind() {
    super("classifier");
  }

  @Override
  public String name() {
    return "mean";
  }

  @Override
  public String title() {
    return "Mean pooling";
  }

  @Override
  public String citation() {
    return "Wang X, Yan Y, Tang P, Bai X, Liu W. Revisiting multiple instance neural networks."
        + " Pattern Recognition 74:15-24, 2018. doi:10.1016/j.patcog.2017.08.026; weights as in"
        + " MIL_MeanPooling of github.com/MedCAI/AttriMIL (Apache-2.0)";
  }

  @Override
  NDArray pool(final NDArray z) {
    return z.mean(PATCHES);
  }
}
