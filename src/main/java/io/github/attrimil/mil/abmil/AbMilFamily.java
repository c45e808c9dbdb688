package io.github.attrimil.mil.abmil;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import java.util.List;

/** What ABMIL with one branch and with one for each class have in common. */
abstract class AbMilFamily extends StandardKind {

  /**
   * @param classesTensor name of a tensor of shape C
   */
  AbMilFamily(final String classesTensor) {
    super(AbMil.ADAPTOR_1 + ".weight", classesTensor);
  }

  /**
   * @param classes C
   * @return the names of the attention networks
   */
  abstract List<String> branches(int classes);

  /**
   * @param tensors gets the classifiers
   * @param shape D and C
   * @return the same
   */
  abstract TensorShapes classifiers(TensorShapes tensors, ModelShape shape);

  @Override
  public final Options options() {
    return Options.of(Start.OPTION);
  }

  @Override
  protected final TensorShapes tensors(final ModelShape shape, final Options own) {
    final int d = shape.features();
    final int half = d / 2;
    final TensorShapes tensors =
        new TensorShapes().linear(AbMil.ADAPTOR_1, half, d).linear(AbMil.ADAPTOR_2, d, half);
    for (final String net : branches(shape.classes())) {
      tensors
          .linear(net + AbMil.TANH, half, d)
          .linear(net + AbMil.GATE, half, d)
          .linear(net + AbMil.ATTENTION, 1, half);
    }
    return classifiers(tensors, shape);
  }

  @Override
  protected final boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO
        && (tensor.startsWith(AbMil.ADAPTOR_2) || tensor.contains(AbMil.ATTENTION));
  }

  @Override
  protected final MilModel network(final Made of) {
    return new AbMil(this, of, branches(of.shape().classes()));
  }
}
