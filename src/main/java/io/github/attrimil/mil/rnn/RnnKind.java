package io.github.attrimil.mil.rnn;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.PooledObjective;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import java.util.List;

/** MIL-RNN as a kind; the network is {@link Rnn}. Names of tensors are this program's own. */
public final class RnnKind extends StandardKind {

  /** The kind. */
  public RnnKind() {
    super(Rnn.PATCHES + ".weight", Rnn.CLASSIFIER + ".bias");
  }

  @Override
  public String name() {
    return "rnn";
  }

  @Override
  public String title() {
    return "MIL-RNN";
  }

  @Override
  public String citation() {
    return "Campanella G, et al. Clinical-grade computational pathology using weakly supervised deep"
        + " learning on whole slide images. Nature Medicine 25:1301-1309, 2019."
        + " doi:10.1038/s41591-019-0508-1; written from the paper, whose code at"
        + " github.com/MSKCC-Computational-Pathology/MIL-nature-medicine-2019 states no license";
  }

  @Override
  public Options options() {
    return Options.of(Start.OPTION, Rnn.SEQUENCE, PooledObjective.OPTION);
  }

  @Override
  public List<Option<?>> notStored() {
    return List.of(Rnn.SEQUENCE);
  }

  /** Chosen by validation on generated cohorts. */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset)
        .with(TrainingOptions.OPTIMIZER, TrainingOptions.Optimizer.ADAM)
        .with(TrainingOptions.RATE, 1e-3)
        .with(TrainingOptions.NOISE, 0.5);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int d = shape.features();
    return new TensorShapes()
        .linear(Rnn.PATCHES, shape.classes(), d)
        .linear(Rnn.EMBEDDING, Rnn.STATE, d)
        .linear(Rnn.RECURRENCE, Rnn.STATE, Rnn.STATE)
        .linear(Rnn.CLASSIFIER, shape.classes(), Rnn.STATE);
  }

  /** A classifier of patches drawn at random ranks lesions last as often as first. */
  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO && tensor.startsWith(Rnn.PATCHES);
  }

  @Override
  protected MilModel network(final Made of) {
    return new Rnn(this, of);
  }

  @Override
  public Objective objective(final MilModel model, final Options options) {
    return new RnnObjective(own(options).get(PooledObjective.OPTION));
  }
}
