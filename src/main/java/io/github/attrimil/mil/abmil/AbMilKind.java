package io.github.attrimil.mil.abmil;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import java.util.List;

/** ABMIL with gated attention as a kind; the network is {@link AbMil}. */
public final class AbMilKind extends AbMilFamily {

  /** The kind. */
  public AbMilKind() {
    super(AbMil.CLASSIFIER + ".bias");
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

  /** Chosen by validation loss on generated cohorts; src/site/markdown/learning.md. */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset).with(TrainingOptions.RATE, 5e-3).with(TrainingOptions.NOISE, 0.5);
  }

  @Override
  List<String> branches(final int classes) {
    return List.of("attention_net");
  }

  @Override
  TensorShapes classifiers(final TensorShapes tensors, final ModelShape shape) {
    return tensors.linear(AbMil.CLASSIFIER, shape.classes(), shape.features());
  }
}
