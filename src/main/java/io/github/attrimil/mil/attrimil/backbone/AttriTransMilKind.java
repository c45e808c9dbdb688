package io.github.attrimil.mil.attrimil.backbone;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.attrimil.PatchMemory;
import io.github.attrimil.mil.transmil.Tokens;
import java.util.Map;

/** AttriMIL on TransMIL as a kind; the network is {@link AttriTransMil}. */
public final class AttriTransMilKind extends BackboneKind {

  /** Wider networks cost more and are not needed for features that have been reduced. */
  private static final int NARROW = 32;

  /** The kind. */
  public AttriTransMilKind() {
    super(Tokens.EMBEDDING + ".weight");
  }

  @Override
  public String name() {
    return "attrimiltransmil";
  }

  @Override
  public String title() {
    return "AttriMIL (TransMIL)";
  }

  @Override
  public String citation() {
    return "Shao Z, Bian H, Chen Y, Wang Y, Zhang J, Ji X, Zhang Y. TransMIL: transformer based"
        + " correlated multiple instance learning for whole slide image classification. Advances in"
        + " Neural Information Processing Systems 34, 2021. doi:10.48550/arXiv.2106.00908"
        + attrimil();
  }

  @Override
  public Options options() {
    return super.options().and(Options.of(Tokens.WIDTH));
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    return Tokens.shown(shapes, own);
  }

  /**
   * Chosen by validation on generated cohorts: the context memorizes the slides without noise on
   * the features, and with a lower rate or a bound on the gradient it learns nothing in time.
   */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset)
        .with(Tokens.WIDTH, NARROW)
        .with(TrainingOptions.RATE, 5e-3)
        .with(TrainingOptions.NOISE, 0.5);
  }

  @Override
  public boolean orderMatters() {
    return true;
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int d = shape.features();
    final TensorShapes tensors =
        Tokens.shapes(d, own.get(Tokens.WIDTH))
            .linear(AttriTransMil.ADAPTOR, d, own.get(Tokens.WIDTH))
            .add(BIAS, shape.classes());
    for (int c = 0; c < shape.classes(); c++) {
      tensors
          .linear(AttriTransMil.tanh(c), d / 2, d)
          .linear(AttriTransMil.gate(c), d / 2, d)
          .linear(AttriTransMil.attention(c), 1, d / 2);
    }
    for (int c = 0; c < shape.classes(); c++) {
      tensors.linear(AttriTransMil.evidence(c), 1, d);
    }
    return tensors;
  }

  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return tensor.equals(BIAS)
        || own.get(Start.OPTION) == Start.ZERO
            && (tensor.startsWith(AttriTransMil.ADAPTOR)
                || tensor.contains(AttriTransMil.attention(0).replaceFirst(".*\\.", "")));
  }

  @Override
  protected MilModel network(final Made of) {
    return new AttriTransMil(this, of);
  }

  @Override
  PatchMemory.Of memories(final MilModel model) {
    return (scorer, bag, out) ->
        new AttriTransMil.Memory((AttriTransMil) model, (NDArray) out.own());
  }
}
