package io.github.attrimil.mil.additive;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.Widths;
import java.util.Map;

/** Additive MIL as a kind; the network is {@link Additive}. */
public final class AdditiveKind extends StandardKind {

  private static final Option<Integer> WIDTH = Widths.width(128);
  private static final Option<Integer> GATE = Widths.gate(128);

  /** The kind. */
  public AdditiveKind() {
    super(Additive.HIDDEN + ".weight", Additive.CLASSIFIER + ".bias");
  }

  @Override
  public String name() {
    return "additive";
  }

  @Override
  public String title() {
    return "Additive MIL";
  }

  @Override
  public String citation() {
    return "Javed SA, Juyal D, Padigela H, et al. Additive MIL: Intrinsically interpretable"
        + " multiple instance learning for pathology. Advances in Neural Information"
        + " Processing Systems 35, 2022. doi:10.48550/arXiv.2206.01794; written from the"
        + " formulas, with weights of its own names (the authors' listing states no"
        + " license)";
  }

  @Override
  public Options options() {
    return Options.of(Start.OPTION, WIDTH, GATE);
  }

  /** Chosen by validation loss on generated cohorts: src/site/markdown/learning.md. */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset).with(TrainingOptions.RATE, 5e-3).with(TrainingOptions.NOISE, 0.5);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int width = own.get(WIDTH);
    final int gate = own.get(GATE);
    return new TensorShapes()
        .linear(Additive.TANH, gate, shape.features())
        .linear(Additive.GATE, gate, shape.features())
        .linear(Additive.ATTENTION, 1, gate)
        .linear(Additive.HIDDEN, width, shape.features())
        .linear(Additive.CLASSIFIER, shape.classes(), width);
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    final Options width = Widths.shown(own, WIDTH, shapes, Additive.HIDDEN + ".weight");
    return Widths.shown(width, GATE, shapes, Additive.TANH + ".weight");
  }

  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO && tensor.startsWith(Additive.ATTENTION);
  }

  @Override
  protected MilModel network(final Made of) {
    return new Additive(this, of);
  }
}
