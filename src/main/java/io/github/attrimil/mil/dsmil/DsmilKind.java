package io.github.attrimil.mil.dsmil;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.PooledObjective;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;

/**
 * DSMIL as AttriMIL's authors compare with it: behind a residual adaptor, with a linear query and
 * cross-entropy. The network is {@link Dsmil}. The loss is half the cross-entropy of the bag's
 * logits and half that of each class's largest logit of a patch, or in the first epochs of the
 * patches' mean ({@link PooledObjective}), which the reference has not.
 */
public final class DsmilKind extends StandardKind {

  /** The kind. */
  public DsmilKind() {
    super(Dsmil.ADAPTOR_1 + ".weight", Dsmil.BAG + ".bias");
  }

  @Override
  public String name() {
    return "dsmil";
  }

  @Override
  public String title() {
    return "DSMIL";
  }

  @Override
  public String citation() {
    return DsmilOriginalKind.PAPER
        + "; weights and residual adaptor as in github.com/MedCAI/AttriMIL (Apache-2.0)";
  }

  @Override
  public Options options() {
    return Options.of(Start.OPTION, PooledObjective.OPTION);
  }

  @Override
  public Options recipe(final String preset) {
    return DsmilObjective.recipe(super.recipe(preset));
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int d = shape.features();
    final int c = shape.classes();
    return new TensorShapes()
        .linear(Dsmil.ADAPTOR_1, d / 2, d)
        .linear(Dsmil.ADAPTOR_2, d, d / 2)
        .linear(Dsmil.INSTANCES, c, d)
        .linear(Dsmil.QUERY, Dsmil.WIDTH, d)
        .add(Dsmil.BAG + ".weight", c, c, d)
        .add(Dsmil.BAG + ".bias", c);
  }

  /**
   * The query is drawn in any case: from zero no gradient would reach it. A classifier of patches
   * drawn at random ranks lesions last as often as first.
   */
  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO
        && (tensor.startsWith(Dsmil.ADAPTOR_2) || tensor.startsWith(Dsmil.INSTANCES));
  }

  @Override
  protected MilModel network(final Made of) {
    return new Dsmil(this, of);
  }

  @Override
  public Objective objective(final MilModel model, final Options options) {
    return new DsmilObjective(CrossEntropy::of, own(options).get(PooledObjective.OPTION));
  }
}
