package io.github.attrimil.mil.pooling;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.TensorShapes;

/** A kind that classifies every patch on its own and pools the patches' logits. */
abstract class PooledKind extends StandardKind {

  private final String classifier;

  /**
   * @param classifier the name of the layer that gives the patches' logits
   */
  PooledKind(final String classifier) {
    super(PooledMil.featuresTensor(), classifier + ".bias");
    this.classifier = classifier;
  }

  /**
   * @param z N x C, the patches' logits
   * @return C, the bag's
   */
  abstract NDArray pool(NDArray z);

  @Override
  public final Options options() {
    return Options.of();
  }

  @Override
  protected final TensorShapes tensors(final ModelShape shape, final Options own) {
    return PooledMil.tensors(shape, classifier);
  }

  @Override
  protected final MilModel network(final Made of) {
    return new PooledMil(this, of, classifier, this::pool);
  }
}
