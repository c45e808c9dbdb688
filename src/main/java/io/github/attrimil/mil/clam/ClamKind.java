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

/** What CLAM with one attention branch and with one for each class have in common. */
abstract class ClamKind extends StandardKind {

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
    final TensorShapes tensors =
        new TensorShapes()
            .linear(Clam.REDUCE, width, shape.features())
            .linear(Clam.TANH, gate, width)
            .linear(Clam.GATE, gate, width)
            .linear(Clam.ATTENTION, branches(shape.classes()), gate);
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
    return Widths.shown(width, ClamOptions.GATE, shapes, Clam.TANH + ".weight");
  }

  @Override
  protected final boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO && tensor.startsWith(Clam.ATTENTION);
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
