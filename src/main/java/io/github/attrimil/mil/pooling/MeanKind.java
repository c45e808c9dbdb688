package io.github.attrimil.mil.pooling;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.TensorShapes;

/**
 * Mean pooling: the bag's logits are the mean of the patches' logits. CLAM's binary max pooling has
 * tensors of the same names and shapes, so such a checkpoint is read as mean pooling.
 */
public final class MeanKind extends StandardKind {

  private static final String CLASSIFIER = "classifier";
  private static final int[] PATCHES = {0};

  /** The kind. */
  public MeanKind() {
    super(PooledMil.featuresTensor(), CLASSIFIER + ".bias");
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
  public Options options() {
    return Options.of();
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    return PooledMil.tensors(shape, CLASSIFIER);
  }

  @Override
  protected MilModel network(final Made of) {
    return new PooledMil(this, of, CLASSIFIER, z -> z.mean(PATCHES));
  }
}
