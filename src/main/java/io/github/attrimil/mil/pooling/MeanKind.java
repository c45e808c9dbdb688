package io.github.attrimil.mil.pooling;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.mil.ModelShape;
import java.util.Optional;

/** Mean pooling: the bag's logits are the mean of the patches' logits. */
public final class MeanKind extends PooledKind {

  private static final int[] PATCHES = {0};

  /** Features of CLAM's max pooling. */
  private static final int CLAM = 1024;

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
  public Optional<String> namesake(final ModelShape shape) {
    return shape.features() == CLAM && shape.classes() == 2
        ? Optional.of(
            "MIL_fc of github.com/mahmoodlab/CLAM (model_type=mil), whose result is that of the"
                + " patch with the highest probability of class 1")
        : Optional.empty();
  }

  @Override
  NDArray pool(final NDArray z) {
    return z.mean(PATCHES);
  }
}
