package io.github.attrimil.mil.transmil;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.PooledObjective;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import java.util.Map;

/** TransMIL as a kind; the network is {@link TransMil}. */
public final class TransMilKind extends StandardKind {

  private static final int NARROW = 64;

  /** The kind. */
  public TransMilKind() {
    super(Tokens.EMBEDDING + ".weight", TransMil.CLASSIFIER + ".bias");
  }

  @Override
  public String name() {
    return "transmil";
  }

  @Override
  public String title() {
    return "TransMIL";
  }

  @Override
  public String citation() {
    return "Shao Z, Bian H, Chen Y, Wang Y, Zhang J, Ji X, Zhang Y. TransMIL: transformer based"
        + " correlated multiple instance learning for whole slide image classification."
        + " Advances in Neural Information Processing Systems 34, 2021."
        + " doi:10.48550/arXiv.2106.00908; reference code github.com/szc19990412/TransMIL"
        + " (GPL-3.0), attention of github.com/lucidrains/nystrom-attention (MIT)";
  }

  @Override
  public Options options() {
    return Options.of(Start.OPTION, Tokens.WIDTH, PooledObjective.WEIGHT, PooledObjective.OPTION);
  }

  /**
   * Chosen by validation on generated cohorts. Wider, or from random layers, or by gradient descent
   * without Adam, or with less noise, the network memorizes the slides; without the patches' own
   * loss it needs twice the noise, in which lesions of few patches are lost. It improves slowly, so
   * that it is not stopped early.
   */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset)
        .with(Tokens.WIDTH, NARROW)
        .with(PooledObjective.OPTION, 5)
        .with(TrainingOptions.EPOCHS, 40)
        .with(TrainingOptions.OPTIMIZER, TrainingOptions.Optimizer.ADAM)
        .with(TrainingOptions.RATE, 2e-3)
        .with(TrainingOptions.AVERAGE, 0.8)
        .with(TrainingOptions.NOISE, 1.0)
        .with(TrainingOptions.PATIENCE, 0);
  }

  /**
   * At first patches see nothing of each other and of their places: only the class token's
   * attention in the second layer mixes them.
   */
  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO && Tokens.mixes(tensor);
  }

  @Override
  public Objective objective(final MilModel model, final Options options) {
    final double weight = options.get(PooledObjective.WEIGHT);
    return weight == 0
        ? super.objective(model, options)
        : new TransMilObjective(weight, options.get(PooledObjective.OPTION));
  }

  @Override
  public boolean orderMatters() {
    return true;
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int width = own.get(Tokens.WIDTH);
    return Tokens.shapes(shape.features(), width)
        .linear(TransMil.CLASSIFIER, shape.classes(), width);
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    return Tokens.shown(shapes, own);
  }

  @Override
  protected MilModel network(final Made of) {
    return new TransMil(this, of);
  }
}
