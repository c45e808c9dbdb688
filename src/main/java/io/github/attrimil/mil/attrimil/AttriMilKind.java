package io.github.attrimil.mil.attrimil;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.PooledObjective;
import io.github.attrimil.mil.ReductionChoice;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import java.util.List;

/**
 * AttriMIL as a kind: its recipes, its objective with the spatial and the ranking constraint, and
 * its own backward pass. The network is {@link AttriMil}.
 */
public final class AttriMilKind extends StandardKind {

  private static final String DEFAULT = "default";
  private static final String OFFICIAL = "official";
  private static final String PAPER = "paper";

  /** The kind. */
  public AttriMilKind() {
    super(StateLayout.ADAPTOR_1 + ".weight", StateLayout.BIAS);
  }

  @Override
  public String name() {
    return "attrimil";
  }

  @Override
  public String title() {
    return "AttriMIL";
  }

  @Override
  public String citation() {
    return "Cai L, et al. AttriMIL: Revisiting attention-based multiple instance learning for"
        + " whole-slide pathological image classification from a perspective of instance"
        + " attributes. Medical Image Analysis 103:103631, 2025. doi:10.1016/j.media.2025.103631;"
        + " reference code github.com/MedCAI/AttriMIL (Apache-2.0)";
  }

  @Override
  public Options options() {
    return AttriMilOptions.defaults()
        .and(Options.of(PooledObjective.WEIGHT, PooledObjective.OPTION));
  }

  @Override
  public List<String> presets() {
    return List.of(DEFAULT, OFFICIAL, PAPER);
  }

  @Override
  public Options recipe(final String preset) {
    return switch (preset) {
      // How it was chosen and what it does: src/site/markdown/learning.md.
      case DEFAULT ->
          TrainingOptions.defaults()
              .and(options())
              .with(TrainingOptions.RATE, 5e-3)
              .with(TrainingOptions.NOISE, 0.5)
              .with(TrainingOptions.DECAY, 0.01)
              .with(TrainingOptions.RESTART_ABOVE, 0.25)
              .with(PooledObjective.OPTION, 5);
      case OFFICIAL -> official();
      // Cai et al., arXiv:2404.00351, section 4.
      case PAPER ->
          official()
              .with(TrainingOptions.OPTIMIZER, TrainingOptions.Optimizer.ADAM)
              .with(TrainingOptions.DECAY, 0.0)
              .with(AttriMilOptions.SPATIAL, 0.1)
              .with(AttriMilOptions.RANK, 0.001)
              .with(TrainingOptions.PATIENCE, 20);
      default -> throw noPreset(preset);
    };
  }

  /** The authors' code. */
  private Options official() {
    return TrainingOptions.defaults()
        .and(options())
        .with(TrainingOptions.EPOCHS, 200)
        .with(TrainingOptions.BAGS, 0)
        .with(TrainingOptions.REDUCTION, ReductionChoice.NONE)
        .with(TrainingOptions.RATE, 2e-4)
        .with(TrainingOptions.PATIENCE, 0)
        .with(TrainingOptions.PATIENCE_FROM, 50)
        .with(TrainingOptions.RESTARTS, 0)
        .with(Start.OPTION, Start.RANDOM)
        .with(AttriMilOptions.SPATIAL, 1.0)
        .with(AttriMilOptions.RANK, 5.0)
        .with(AttriMilOptions.RANK_FORM, RankForm.SIGNS)
        .with(AttriMilOptions.WARMUP, 0)
        .with(PooledObjective.WEIGHT, 0.0);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    return new StateLayout(shape).tensors();
  }

  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return tensor.equals(StateLayout.BIAS)
        || own.get(Start.OPTION) == Start.ZERO
            && (tensor.startsWith(StateLayout.ADAPTOR_2)
                || tensor.contains(StateLayout.ATTENTION_C));
  }

  @Override
  protected MilModel network(final Made of) {
    return new AttriMil(this, of);
  }

  @Override
  public Objective objective(final MilModel model, final Options options) {
    return new AttriMilObjective(model.shape().classes(), own(options));
  }

  @Override
  public Gradients gradients(final MilModel model) {
    return scope -> new AttriMilBackward((AttriMil) model, scope);
  }
}
