package io.github.attrimil.mil.acmil;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.Widths;
import java.util.Map;

/** ACMIL as a kind; the network is {@link AcMil}. */
public final class AcMilKind extends StandardKind {

  /** The kind. */
  public AcMilKind() {
    super(AcMil.REDUCE + ".weight", AcMil.BAG + ".bias");
  }

  @Override
  public String name() {
    return "acmil";
  }

  @Override
  public String title() {
    return "ACMIL";
  }

  @Override
  public String citation() {
    return "Zhang Y, Li H, Sun Y, et al. Attention-challenging multiple instance learning for whole"
        + " slide image classification. European Conference on Computer Vision, 2024."
        + " doi:10.48550/arXiv.2311.07125; reference code github.com/dazhangyu123/ACMIL (MIT)";
  }

  @Override
  public Options options() {
    return AcMilOptions.defaults();
  }

  /** Chosen by validation loss on generated cohorts: src/site/markdown/learning.md. */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset).with(TrainingOptions.RATE, 5e-3).with(TrainingOptions.NOISE, 0.5);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int width = own.get(AcMilOptions.WIDTH);
    final int tokens = own.get(AcMilOptions.TOKENS);
    final TensorShapes tensors = new TensorShapes();
    final boolean gated = own.get(AcMilOptions.MECHANISM) == AcMilOptions.Mechanism.GATED;
    if (!gated) {
      if (width % HeadsAcMil.HEADS != 0) {
        throw new AttriMilException(
            "width="
                + width
                + " cannot be divided among the "
                + HeadsAcMil.HEADS
                + " heads of mechanism=multihead; give a multiple of "
                + HeadsAcMil.HEADS);
      }
      HeadsAcMil.queries(tensors, tokens, width);
    }
    tensors.add(AcMil.REDUCE + ".weight", width, shape.features());
    if (gated) {
      GatedAcMil.attention(tensors, width, own.get(AcMilOptions.GATE), tokens);
    } else {
      HeadsAcMil.attention(tensors, tokens, width);
    }
    for (int t = 0; t < tokens; t++) {
      tensors.linear(AcMil.TOKENS + "." + t + ".fc", shape.classes(), width);
    }
    return tensors.linear(AcMil.BAG, shape.classes(), width);
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    final int tokens = counted(shapes, AcMil.TOKENS);
    Options shown =
        own.with(
            AcMilOptions.MECHANISM,
            shapes.containsKey(HeadsAcMil.QUERIES)
                ? AcMilOptions.Mechanism.MULTIHEAD
                : AcMilOptions.Mechanism.GATED);
    if (tokens > 0) {
      shown = shown.with(AcMilOptions.TOKENS, tokens);
    }
    shown = Widths.shown(shown, AcMilOptions.WIDTH, shapes, AcMil.REDUCE + ".weight");
    return Widths.shown(shown, AcMilOptions.GATE, shapes, GatedAcMil.TANH + ".weight");
  }

  @Override
  protected MilModel network(final Made of) {
    return of.own().get(AcMilOptions.MECHANISM) == AcMilOptions.Mechanism.GATED
        ? new GatedAcMil(this, of)
        : new HeadsAcMil(this, of);
  }

  @Override
  public Objective objective(final MilModel model, final Options options) {
    return new AcMilObjective((AcMil) model, own(options));
  }
}
