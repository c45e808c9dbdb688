package io.github.attrimil.mil.mhim;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import java.util.List;
import java.util.Map;

/** MHIM-MIL as a kind; the student is {@link Mhim}, its training {@link MhimObjective}. */
public final class MhimKind extends StandardKind {

  private static final int NARROW = 64;

  /** The kind. */
  public MhimKind() {
    super(Mhim.FEATURE + ".weight", Mhim.CLASSIFIER + ".bias");
  }

  @Override
  public String name() {
    return "mhim";
  }

  @Override
  public String title() {
    return "MHIM-MIL";
  }

  @Override
  public String citation() {
    return "Tang W, Huang S, Zhang X, Zhou F, Zhang Y, Liu B. Multiple instance learning framework"
        + " with masked hard instance mining for whole slide image classification. IEEE/CVF"
        + " International Conference on Computer Vision (ICCV):4055-4064, 2023."
        + " doi:10.1109/ICCV51070.2023.00377; merged tokens: Tang W, et al. arXiv:2509.11526, 2025;"
        + " reference code github.com/DearCaat/MHIM-MIL (no license stated, none of it used here)";
  }

  /**
   * Chosen by validation on generated cohorts. With the reference's width the network memorizes the
   * slides. A teacher that begins untrained must not count for much: with distillation=0.5 the
   * student follows it instead of the labels. Unclipped, the distance to the teacher can drive a
   * step so far that the loss is NaN. What one masked bag teaches differs much from what the next
   * does, so that averaged weights find more slides and patches.
   */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset)
        .with(MhimOptions.HIDDEN, NARROW)
        .with(MhimOptions.DISTILLATION, 0.1)
        .with(TrainingOptions.RATE, 1e-2)
        .with(TrainingOptions.CLIP, 5.0)
        .with(TrainingOptions.NOISE, 0.5)
        .with(TrainingOptions.AVERAGE, 0.8);
  }

  @Override
  public Options options() {
    return MhimOptions.defaults();
  }

  @Override
  public List<Option<?>> notStored() {
    return List.of(MhimOptions.MERGE_IN_TEST, MhimOptions.ACTIVATION, MhimOptions.POOLING);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int hidden = own.get(MhimOptions.HIDDEN);
    final TensorShapes tensors = new TensorShapes();
    if (own.get(MhimOptions.TOKENS) > 0) {
      Merging.add(tensors, own.get(MhimOptions.TOKENS), hidden);
    }
    tensors.linear(Mhim.FEATURE, hidden, shape.features());
    switch (own.get(MhimOptions.BASELINE)) {
      case ABMIL -> AbmilBaseline.add(tensors, hidden);
      case DSMIL -> DsmilBaseline.add(tensors, hidden, shape.classes());
      case TRANSMIL -> TransmilBaseline.add(tensors, hidden);
      default -> throw new IllegalStateException();
    }
    return tensors.linear(Mhim.CLASSIFIER, shape.classes(), hidden);
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    return MhimOptions.shown(shapes, own);
  }

  @Override
  protected MilModel network(final Made of) {
    return new Mhim(this, of);
  }

  @Override
  public Objective objective(final MilModel model, final Options options) {
    return new MhimObjective((Mhim) model, own(options));
  }
}
