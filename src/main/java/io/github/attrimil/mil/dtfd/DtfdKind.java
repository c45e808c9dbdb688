package io.github.attrimil.mil.dtfd;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.Widths;
import java.util.List;
import java.util.Map;

/**
 * DTFD-MIL as a kind; the network is {@link Dtfd}. Its state dict has the names of the reference's
 * four modules with a dot; the reference saves them as a dict of dicts, which is read, too. What is
 * written here is loaded into the reference's modules by
 *
 * <pre>
 * flat = torch.load("s_0_checkpoint.pt")
 * for name, module in dict(classifier=classifier, attention=attention, dim_reduction=dimReduction, att_classifier=attCls).items():
 *     module.load_state_dict({k[len(name) + 1:]: v for k, v in flat.items() if k.startswith(name + ".")})
 * </pre>
 *
 * Left out from training: dropout, which is off in the reference by default; the two optimizers of
 * the tiers, which Adam makes the same as one; and the cut of the learning rate at half time.
 */
public final class DtfdKind extends StandardKind {

  /** The kind. */
  public DtfdKind() {
    super(Dtfd.REDUCTION + ".weight", Dtfd.CLASSIFIER + ".bias");
  }

  @Override
  public String name() {
    return "dtfd";
  }

  @Override
  public String title() {
    return "DTFD-MIL";
  }

  @Override
  public String citation() {
    return "Zhang H, Meng Y, Zhao Y, Qiao Y, Yang X, Coupland SE, Zheng Y. DTFD-MIL: Double-tier"
        + " feature distillation multiple instance learning for histopathology whole slide image"
        + " classification. IEEE/CVF Conference on Computer Vision and Pattern Recognition"
        + " (CVPR):18802-18812, 2022. doi:10.1109/CVPR52688.2022.01824; reference code"
        + " github.com/hrzhang1123/DTFD-MIL (MIT)";
  }

  @Override
  public Options options() {
    return DtfdOptions.defaults();
  }

  @Override
  public List<Option<?>> notStored() {
    return List.of(DtfdOptions.DISTILL, DtfdOptions.GROUPS, DtfdOptions.DISTILLED);
  }

  /** Chosen by validation on generated cohorts. */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset).with(TrainingOptions.RATE, 1e-2).with(TrainingOptions.CLIP, 5.0);
  }

  /** Which patch comes into which group depends on the order. */
  @Override
  public boolean orderMatters() {
    return true;
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    return Widths.shown(own, DtfdOptions.WIDTH, shapes, Dtfd.REDUCTION + ".weight")
        .with(DtfdOptions.RESIDUAL, counted(shapes, Dtfd.RESIDUAL));
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int w = own.get(DtfdOptions.WIDTH);
    final TensorShapes tensors = new TensorShapes();
    tensors.linear(Dtfd.CLASSIFIER, shape.classes(), w);
    attention(tensors, "", w);
    tensors.add(Dtfd.REDUCTION + ".weight", w, shape.features());
    for (int i = 0; i < own.get(DtfdOptions.RESIDUAL); i++) {
      tensors.add(Dtfd.RESIDUAL + "." + i + ".block.0.weight", w, w);
      tensors.add(Dtfd.RESIDUAL + "." + i + ".block.2.weight", w, w);
    }
    attention(tensors, Dtfd.SECOND, w);
    return tensors.linear(Dtfd.SECOND + Dtfd.CLASSIFIER, shape.classes(), w);
  }

  private static void attention(final TensorShapes tensors, final String tier, final int width) {
    final String name = tier + Dtfd.ATTENTION + ".attention_";
    tensors
        .linear(name + "V.0", Dtfd.GATES, width)
        .linear(name + "U.0", Dtfd.GATES, width)
        .linear(name + "weights", 1, Dtfd.GATES);
  }

  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO && tensor.contains("attention_weights");
  }

  @Override
  protected MilModel network(final Made of) {
    return new Dtfd(this, of);
  }

  @Override
  public Objective objective(final MilModel model, final Options options) {
    return new DtfdObjective();
  }
}
