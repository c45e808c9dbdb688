package io.github.attrimil.mil.rrt;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.TensorShapes;
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

  @Override
  public List<Option<?>> notStored() {
    return List.of(RrtOptions.HEADS_ACROSS, RrtOptions.SHORTCUT);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final TensorShapes tensors =
        new TensorShapes().linear(Rrt.EMBEDDING, Rrt.WIDTH, shape.features());
    tensors.norm(Rrt.NORM, Rrt.WIDTH).norm(Rrt.WITHIN + ".norm", Rrt.WIDTH);
    RegionAttention.add(tensors, Rrt.WITHIN_ATTENTION, Rrt.WIDTH);
    tensors
        .add(Rrt.KERNEL + ".weight", own.get(RrtOptions.HEADS), 1, own.get(RrtOptions.KERNEL), 1)
        .add(Rrt.KERNEL + ".bias", own.get(RrtOptions.HEADS))
        .norm(Rrt.ACROSS + ".norm", Rrt.WIDTH);
    final int k = own.get(RrtOptions.REPRESENTATIVES);
    final boolean hidden = own.get(RrtOptions.HIDDEN_LAYER);
    if (!hidden) {
      tensors.add(Rrt.PHI, Rrt.WIDTH, k);
    }
    RegionAttention.add(tensors, Rrt.ACROSS_ATTENTION, Rrt.WIDTH);
    if (hidden) {
      tensors
          .add(Rrt.PHI + ".0.weight", Rrt.WIDTH / 4, Rrt.WIDTH)
          .add(Rrt.PHI + ".2.weight", k, Rrt.WIDTH / 4);
    }
    return tensors
        .add(Rrt.POOLING_HIDDEN + ".weight", Rrt.POOLING_WIDTH, Rrt.WIDTH)
        .add(Rrt.POOLING + ".weight", 1, Rrt.POOLING_WIDTH)
        .linear(Rrt.CLASSIFIER, shape.classes(), Rrt.WIDTH);
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    return RrtOptions.shown(shapes, own);
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
