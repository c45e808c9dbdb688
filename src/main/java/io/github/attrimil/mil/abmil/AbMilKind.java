package io.github.attrimil.mil.abmil;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;

/** ABMIL with gated attention as a kind; the network is {@link AbMil}. */
public final class AbMilKind extends StandardKind {

  /** The kind. */
  public AbMilKind() {
    super(AbMil.ADAPTOR_1 + ".weight", AbMil.CLASSIFIER + ".bias");
  }

  @Override
  public String name() {
    return "abmil";
  }

  @Override
  public String title() {
    return "ABMIL (gated attention)";
  }

  @Override
  public String citation() {
    return "Ilse M, Tomczak JM, Welling M. Attention-based deep multiple instance learning."
        + " Proceedings of the 35th International Conference on Machine Learning (PMLR 80):2127-2136,"
        + " 2018. doi:10.48550/arXiv.1802.04712; weights and residual adaptor as in"
        + " github.com/MedCAI/AttriMIL (Apache-2.0)";
  }

  @Override
  public Options options() {
    return Options.of(Start.OPTION);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int d = shape.features();
    final int half = d / 2;
    return new TensorShapes()
        .linear(AbMil.ADAPTOR_1, half, d)
        .linear(AbMil.ADAPTOR_2, d, half)
        .linear(AbMil.TANH, half, d)
        .linear(AbMil.GATE, half, d)
        .linear(AbMil.ATTENTION, 1, half)
        .linear(AbMil.CLASSIFIER, shape.classes(), d);
  }

  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO
        && (tensor.startsWith(AbMil.ADAPTOR_2) || tensor.startsWith(AbMil.ATTENTION));
  }

  @Override
  protected MilModel network(final Made of) {
    return new AbMil(this, of);
  }
}
