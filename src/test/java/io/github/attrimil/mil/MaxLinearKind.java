package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Options;

/**
 * A kind of the tests: each class's logit is the largest over the patches of a linear layer. It is
 * this class and its line in META-INF/services, and nothing more.
 */
public final class MaxLinearKind extends StandardKind {

  /** The kind. */
  public MaxLinearKind() {
    super("linear.weight", "linear.bias");
  }

  @Override
  public String name() {
    return "maxlinear";
  }

  @Override
  public String title() {
    return "Maximum of a linear layer";
  }

  @Override
  public String citation() {
    return "None: a kind of the tests";
  }

  @Override
  public Options options() {
    return Options.of();
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    return new TensorShapes().linear("linear", shape.classes(), shape.features());
  }

  @Override
  protected MilModel network(final Made of) {
    return new StandardModel(this, of) {
      @Override
      public BagOutput score(final BagInput bag) {
        final NDArray z = linear(bag.h(), "linear");
        return new BagOutput(z.max(new int[] {0}), new PatchEvidence.InstanceLogits(z, null), null);
      }
    };
  }
}
