package io.github.attrimil.mil.abmil;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ABMIL with a branch of gated attention for each class as a kind; the network is {@link AbMil}.
 * Its evidence is a column of attention for each class.
 */
public final class AbMilBranchesKind extends AbMilFamily {

  /** The kind. */
  public AbMilBranchesKind() {
    super(AbMil.CLASSIFIERS + ".0.bias");
  }

  @Override
  public String name() {
    return "abmilmb";
  }

  @Override
  public String title() {
    return "ABMIL (a branch per class)";
  }

  @Override
  public String citation() {
    return "Ilse M, Tomczak JM, Welling M. Attention-based deep multiple instance learning."
        + " Proceedings of the 35th International Conference on Machine Learning (PMLR 80):2127-2136,"
        + " 2018. doi:10.48550/arXiv.1802.04712; a branch per class and weights as ABMIL_MB in"
        + " github.com/MedCAI/AttriMIL (Apache-2.0)";
  }

  /** Chosen by validation loss on generated cohorts: rates of 2e-3 and 1e-2 learn less. */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset).with(TrainingOptions.RATE, 5e-3);
  }

  @Override
  List<String> branches(final int classes) {
    final List<String> nets = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      nets.add("attention_nets." + c);
    }
    return nets;
  }

  @Override
  TensorShapes classifiers(final TensorShapes tensors, final ModelShape shape) {
    for (int c = 0; c < shape.classes(); c++) {
      tensors.linear(AbMil.CLASSIFIERS + "." + c, 1, shape.features());
    }
    return tensors;
  }

  @Override
  protected Optional<ModelShape> shape(final Map<String, long[]> shapes) {
    return branched(shapes, AbMil.CLASSIFIERS);
  }
}
