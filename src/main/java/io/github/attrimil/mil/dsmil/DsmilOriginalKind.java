package io.github.attrimil.mil.dsmil;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.PooledObjective;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.TensorShapes;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * DSMIL as its authors published it; the network is {@link Dsmil}. Each output is a yes or no of
 * its own: the loss is half the binary cross-entropy of the bag's logits and half that of each
 * output's largest logit of a patch (in the first epochs that of the patches' mean, {@link
 * PooledObjective}, which the reference has not), and the probabilities are sigmoids. Those of
 * several outputs do not sum to 1. The authors' scripts for TCGA average or add this score and the
 * sigmoid of the strongest patch's logit; here it is the bag's alone.
 */
public final class DsmilOriginalKind extends StandardKind {

  /** The paper and its code. */
  static final String PAPER =
      "Li B, Li Y, Eliceiri KW. Dual-stream multiple instance learning network for whole slide"
          + " image classification with self-supervised contrastive learning. IEEE/CVF Conference"
          + " on Computer Vision and Pattern Recognition (CVPR):14318-14328, 2021."
          + " doi:10.1109/CVPR46437.2021.01409; reference code github.com/binli123/dsmil-wsi (MIT)";

  /** The kind. */
  public DsmilOriginalKind() {
    super(Dsmil.INSTANCES + ".weight", Dsmil.BAG + ".bias");
  }

  @Override
  public String name() {
    return "dsmiloriginal";
  }

  @Override
  public String title() {
    return "DSMIL (original network, sigmoid outputs)";
  }

  @Override
  public String citation() {
    return PAPER;
  }

  @Override
  public Options options() {
    return DsmilOptions.defaults();
  }

  @Override
  public Options recipe(final String preset) {
    return DsmilObjective.recipe(super.recipe(preset));
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    final long[] outputs = shapes.get(Dsmil.BAG + ".bias");
    return own.with(
            DsmilOptions.OUTPUTS,
            outputs != null && Arrays.equals(outputs, new long[] {1})
                ? DsmilOptions.Outputs.ONE
                : DsmilOptions.Outputs.CLASSES)
        .with(
            DsmilOptions.QUERY,
            shapes.containsKey(Dsmil.QUERY + ".weight")
                ? DsmilOptions.Query.LINEAR
                : DsmilOptions.Query.DEEP)
        .with(DsmilOptions.VALUES, shapes.containsKey(Dsmil.VALUE + ".weight"));
  }

  /** A single output is that of two classes. */
  @Override
  protected Optional<ModelShape> shape(final Map<String, long[]> shapes) {
    return super.shape(shapes).map(s -> new ModelShape(s.features(), Math.max(2, s.classes())));
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int d = shape.features();
    final TensorShapes tensors = new TensorShapes();
    final int c = outputs(shape.classes(), own);
    tensors.linear(Dsmil.INSTANCES, c, d);
    if (own.get(DsmilOptions.QUERY) == DsmilOptions.Query.LINEAR) {
      tensors.linear(Dsmil.QUERY, Dsmil.WIDTH, d);
    } else {
      tensors.linear(Dsmil.QUERY_1, Dsmil.WIDTH, d).linear(Dsmil.QUERY_2, Dsmil.WIDTH, Dsmil.WIDTH);
    }
    if (own.get(DsmilOptions.VALUES)) {
      tensors.linear(Dsmil.VALUE, d, d);
    }
    return tensors.add(Dsmil.BAG + ".weight", c, c, d).add(Dsmil.BAG + ".bias", c);
  }

  private int outputs(final int classes, final Options own) {
    if (own.get(DsmilOptions.OUTPUTS) == DsmilOptions.Outputs.CLASSES) {
      return classes;
    }
    if (classes != 2) {
      throw new AttriMilException(
          "kind="
              + name()
              + " with outputs=one is for two classes, and there are "
              + classes
              + "; use outputs=classes");
    }
    return 1;
  }

  @Override
  protected MilModel network(final Made of) {
    return new Dsmil(this, of);
  }

  @Override
  public Objective objective(final MilModel model, final Options options) {
    return new DsmilObjective(
        DsmilOriginalKind::binaryCrossEntropy, own(options).get(PooledObjective.OPTION));
  }

  /**
   * The mean over the classes of -log sigmoid(logit) for the true one and -log sigmoid(-logit) for
   * others. It is the same for the logits -z and z of a single output as for z alone.
   *
   * @param logits C
   * @param label a class
   * @return a single number, through which gradients flow
   */
  static NDArray binaryCrossEntropy(final NDArray logits, final int label) {
    final float[] signs = new float[(int) logits.size()];
    Arrays.fill(signs, 1);
    signs[label] = -1;
    return Activation.softPlus(logits.mul(logits.getManager().create(signs))).mean();
  }

  @Override
  public double[] probabilities(final float[] logits) {
    final double[] p = new double[logits.length];
    for (int c = 0; c < p.length; c++) {
      p[c] = 1 / (1 + Math.exp(-logits[c]));
    }
    return p;
  }

  @Override
  public double validationLoss(final float[] logits, final int label) {
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      final double against = c == label ? -logits[c] : logits[c];
      sum += Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
    }
    return sum / logits.length;
  }

  /** The mean over the classes of the binary cross-entropy. */
  @Override
  public double loss(final double[] probabilities, final int label) {
    double sum = 0;
    for (int c = 0; c < probabilities.length; c++) {
      sum -= Math.log(c == label ? probabilities[c] : 1 - probabilities[c]);
    }
    return sum / probabilities.length;
  }
}
