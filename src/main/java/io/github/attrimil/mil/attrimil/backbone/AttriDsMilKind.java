package io.github.attrimil.mil.attrimil.backbone;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.attrimil.PatchMemory;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;

/** AttriMIL on DSMIL as a kind; the network is {@link AttriDsMil}. */
public final class AttriDsMilKind extends BackboneKind {

  /** From 0 the scale grows too slowly for the attention to find few patches. */
  private static final float FIRST_SCALE = 2;

  /** The kind. */
  public AttriDsMilKind() {
    super(AttriDsMil.ADAPTOR_1 + ".weight");
  }

  @Override
  public String name() {
    return "attrimildsmil";
  }

  @Override
  public String title() {
    return "AttriMIL (DSMIL)";
  }

  @Override
  public String citation() {
    return "Li B, Li Y, Eliceiri KW. Dual-stream multiple instance learning network for whole slide"
        + " image classification with self-supervised contrastive learning. CVPR 2021:14318-14328."
        + " doi:10.1109/CVPR46437.2021.01409"
        + attrimil();
  }

  /**
   * Chosen by validation on generated cohorts. A wrong critical patch draws attention to itself:
   * noise on the features keeps the network from remembering the slides by it.
   */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset)
        .with(TrainingOptions.RATE, 1e-2)
        .with(TrainingOptions.CLIP, 1.0)
        .with(TrainingOptions.NOISE, 1.0);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int d = shape.features();
    final float[] scale = new float[shape.classes()];
    Arrays.fill(scale, own.get(Start.OPTION) == Start.ZERO ? FIRST_SCALE : 1);
    return new TensorShapes()
        .add(BIAS, shape.classes())
        .start(AttriDsMil.SCALE, Tensor.of(scale, scale.length))
        .linear(AttriDsMil.ADAPTOR_1, d / 2, d)
        .linear(AttriDsMil.ADAPTOR_2, d, d / 2)
        .linear(AttriDsMil.QUERY, AttriDsMil.WIDTH, d)
        .linear(AttriDsMil.EVIDENCE, shape.classes(), d);
  }

  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return tensor.equals(BIAS)
        || own.get(Start.OPTION) == Start.ZERO && tensor.startsWith(AttriDsMil.ADAPTOR_2);
  }

  @Override
  protected MilModel network(final Made of) {
    return new AttriDsMil(this, of);
  }

  @Override
  PatchMemory.Of memories(final MilModel model) {
    return (scorer, bag, out) ->
        new AttriDsMil.Memory((AttriDsMil) model, bag.h(), (NDArray) out.own());
  }
}
