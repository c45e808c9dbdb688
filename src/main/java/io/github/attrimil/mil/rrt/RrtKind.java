package io.github.attrimil.mil.rrt;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import java.util.List;
import java.util.Map;

/** RRT-MIL as a kind; the network is {@link Rrt}. */
public final class RrtKind extends StandardKind {

  /** The kind. */
  public RrtKind() {
    super(Rrt.EMBEDDING + ".weight", Rrt.CLASSIFIER + ".bias");
  }

  @Override
  public String name() {
    return "rrt";
  }

  @Override
  public String title() {
    return "RRT-MIL";
  }

  @Override
  public String citation() {
    return "Tang W, Zhou F, Huang S, Zhu X, Zhang Y, Liu B. Feature re-embedding: towards foundation"
        + " model-level performance in computational pathology. IEEE/CVF Conference on Computer"
        + " Vision and Pattern Recognition (CVPR):11343-11352, 2024."
        + " doi:10.1109/CVPR52733.2024.01078; reference code github.com/DearCaat/RRT-MIL (no"
        + " license stated, none of it used here)";
  }

  @Override
  public Options options() {
    return RrtOptions.defaults();
  }

  /**
   * Chosen by validation loss on a generated cohort, where it was lower with more noise on the
   * features and with Adam than with plain gradient descent.
   */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset)
        .with(TrainingOptions.OPTIMIZER, TrainingOptions.Optimizer.ADAM)
        .with(TrainingOptions.RATE, 5e-4)
        .with(TrainingOptions.NOISE, 1.0)
        .with(TrainingOptions.EPOCHS, 40);
  }

  @Override
  public List<Option<?>> notStored() {
    return List.of(
        RrtOptions.HEADS_ACROSS,
        RrtOptions.SHORTCUT,
        RrtOptions.ACTIVATION,
        RrtOptions.POOLING,
        RrtOptions.REGIONS);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int width = own.get(RrtOptions.WIDTH);
    final TensorShapes tensors = new TensorShapes().linear(Rrt.EMBEDDING, width, shape.features());
    tensors.norm(Rrt.NORM, width).norm(Rrt.WITHIN + ".norm", width);
    RegionAttention.add(tensors, Rrt.WITHIN_ATTENTION, width);
    tensors
        .add(Rrt.KERNEL + ".weight", own.get(RrtOptions.HEADS), 1, own.get(RrtOptions.KERNEL), 1)
        .add(Rrt.KERNEL + ".bias", own.get(RrtOptions.HEADS))
        .norm(Rrt.ACROSS + ".norm", width);
    final int k = own.get(RrtOptions.REPRESENTATIVES);
    final boolean hidden = own.get(RrtOptions.HIDDEN_LAYER);
    if (!hidden) {
      tensors.add(Rrt.PHI, width, k);
    }
    RegionAttention.add(tensors, Rrt.ACROSS_ATTENTION, width);
    if (hidden) {
      tensors
          .add(Rrt.PHI + ".0.weight", Math.max(1, width / 4), width)
          .add(Rrt.PHI + ".2.weight", k, Math.max(1, width / 4));
    }
    return tensors
        .add(Rrt.POOLING_HIDDEN + ".weight", Rrt.POOLING_WIDTH, width)
        .add(Rrt.POOLING + ".weight", 1, Rrt.POOLING_WIDTH)
        .linear(Rrt.CLASSIFIER, shape.classes(), width);
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    return RrtOptions.shown(shapes, own);
  }

  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO
        && (tensor.startsWith(Rrt.POOLING)
            || tensor.startsWith(Rrt.WITHIN_ATTENTION + ".proj")
            || tensor.startsWith(Rrt.ACROSS_ATTENTION + ".proj"));
  }

  /** Regions are made of patches that follow each other. */
  @Override
  public boolean orderMatters() {
    return true;
  }

  @Override
  protected MilModel network(final Made of) {
    return new Rrt(this, of);
  }
}
