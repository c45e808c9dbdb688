package io.github.attrimil.mil.clam;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.Widths;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;
import java.util.regex.Pattern;

/** What CLAM with one attention branch and with one for each class have in common. */
abstract class ClamKind extends StandardKind {

  private static final Pattern EARLIER =
      Pattern.compile("^attention_net\\.2\\.(attention_[abc]\\.|module\\.)");
  private static final Pattern WITHOUT_DROPOUT =
      Pattern.compile("^(attention_net\\.3\\.module)\\.2\\.");

  /**
   * @param classesTensor name of a tensor of shape C
   */
  ClamKind(final String classesTensor) {
    super(Clam.REDUCE + ".weight", classesTensor);
  }

  /**
   * @param classes C
   * @return how many attention branches there are
   */
  abstract int branches(int classes);

  /**
   * @param tensors gets the bag's classifiers
   * @param classes C
   * @param width of their input
   */
  abstract void classifiers(TensorShapes tensors, int classes, int width);

  @Override
  public final String citation() {
    return "Lu MY, Williamson DFK, Chen TY, et al. Data-efficient and weakly supervised computational"
        + " pathology on whole-slide images. Nature Biomedical Engineering 5:555-570, 2021."
        + " doi:10.1038/s41551-020-00682-w; written from the formulas, with the names of weights of"
        + " github.com/mahmoodlab/CLAM (GPL-3.0)";
  }

  @Override
  public final Options options() {
    return ClamOptions.defaults();
  }

  @Override
  public final Options recipe(final String preset) {
    return super.recipe(preset).with(TrainingOptions.RATE, 1e-2);
  }

  @Override
  protected final TensorShapes tensors(final ModelShape shape, final Options own) {
    final int width = own.get(ClamOptions.WIDTH);
    final int gate = own.get(ClamOptions.GATE);
    final TensorShapes tensors = new TensorShapes().linear(Clam.REDUCE, width, shape.features());
    final int branches = branches(shape.classes());
    if (own.get(ClamOptions.GATING)) {
      tensors
          .linear(Clam.TANH, gate, width)
          .linear(Clam.GATE, gate, width)
          .linear(Clam.ATTENTION, branches, gate);
    } else {
      tensors.linear(Clam.UNGATED_TANH, gate, width).linear(Clam.UNGATED_ATTENTION, branches, gate);
    }
    classifiers(tensors, shape.classes(), width);
    for (int c = 0; c < shape.classes(); c++) {
      tensors.linear(Clam.INSTANCES + "." + c, 2, width);
    }
    if (own.get(ClamOptions.INSTANCE_LOSS) == ClamOptions.Loss.SVM) {
      // The reference's loss of instances is a module of the network, with the numbers of its
      // classes as a buffer.
      tensors.start(Clam.LABELS, Tensor.of(new long[] {0, 1}, 2));
    }
    return tensors;
  }

  @Override
  protected final Options shown(final Map<String, long[]> shapes, final Options own) {
    final Options loss =
        own.with(
            ClamOptions.INSTANCE_LOSS,
            shapes.containsKey(Clam.LABELS) ? ClamOptions.Loss.SVM : ClamOptions.Loss.CE);
    final Options width = Widths.shown(loss, ClamOptions.WIDTH, shapes, Clam.REDUCE + ".weight");
    final boolean gated = !shapes.containsKey(Clam.UNGATED_TANH + ".weight");
    return Widths.shown(
        width.with(ClamOptions.GATING, gated),
        ClamOptions.GATE,
        shapes,
        (gated ? Clam.TANH : Clam.UNGATED_TANH) + ".weight");
  }

  /** Dropout counts as a layer in the reference: in earlier versions only where there is some. */
  @Override
  protected final String renamed(final String tensor) {
    return WITHOUT_DROPOUT
        .matcher(EARLIER.matcher(tensor).replaceFirst("attention_net.3.$1"))
        .replaceFirst("$1.3.");
  }

  @Override
  protected final boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO
        && (tensor.startsWith(Clam.ATTENTION) || tensor.startsWith(Clam.UNGATED_ATTENTION));
  }

  @Override
  protected final MilModel network(final Made of) {
    return new Clam(this, of);
  }

  @Override
  public final Objective objective(final MilModel model, final Options options) {
    return new ClamObjective((Clam) model, own(options));
  }
}
