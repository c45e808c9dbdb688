package io.github.attrimil.mil.attrimil.backbone;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.attrimil.AttriMilObjective;
import io.github.attrimil.mil.attrimil.AttriMilOptions;
import io.github.attrimil.mil.attrimil.PatchMemory;

/** What kinds of AttriMIL on another backbone have in common: its options and its objective. */
abstract class BackboneKind extends StandardKind {

  /** The tensor of the classes' biases, C. */
  static final String BIAS = "bias";

  /**
   * @param featuresTensor name of a tensor of shape ... x D
   */
  BackboneKind(final String featuresTensor) {
    super(featuresTensor, BIAS);
  }

  /**
   * @param model a network of this kind
   * @return what the ranking constraint's banks keep of its patches
   */
  abstract PatchMemory.Of memories(MilModel model);

  @Override
  public Options options() {
    return AttriMilOptions.defaults();
  }

  @Override
  public Objective objective(final MilModel model, final Options options) {
    return new AttriMilObjective(model.shape().classes(), own(options), memories(model));
  }

  /** The scoring's citation, for both. */
  static String attrimil() {
    return "; scores and constraints of AttriMIL (Cai L, et al. Medical Image Analysis 103:103631,"
        + " 2025. doi:10.1016/j.media.2025.103631), whose authors announce this variant and have not"
        + " released it: derived and written for this program";
  }
}
