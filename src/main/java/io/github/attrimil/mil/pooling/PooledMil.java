package io.github.attrimil.mil.pooling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.TensorShapes;
import java.util.function.UnaryOperator;

/**
 * A network that classifies every patch on its own: z = W relu(W1 h + b1) + b with W1: D/2 x D and
 * W: C x D/2. How the N x C table z becomes C logits is up to the kind.
 */
final class PooledMil extends StandardModel {

  private static final String HIDDEN = "fc.0";

  private final String classifier;
  private final UnaryOperator<NDArray> pooling;

  /**
   * @param kind what it is
   * @param of what it is made of
   * @param classifier the name of the layer that gives z
   * @param pooling makes C logits of the N x C table z
   */
  PooledMil(
      final ModelKind kind,
      final StandardKind.Made of,
      final String classifier,
      final UnaryOperator<NDArray> pooling) {
    super(kind, of);
    this.classifier = classifier;
    this.pooling = pooling;
  }

  /** Its tensors' names and shapes. */
  static TensorShapes tensors(final ModelShape shape, final String classifier) {
    final int half = shape.features() / 2;
    return new TensorShapes()
        .linear(HIDDEN, half, shape.features())
        .linear(classifier, shape.classes(), half);
  }

  static String featuresTensor() {
    return HIDDEN + ".weight";
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDArray h = bag.h();
    final NDManager results = h.getManager();
    final NDList logits = new NDList();
    for (final NDIndex block : RowBlocks.of(h)) {
      try (NDManager scope = results.newSubManager()) {
        final NDArray rows = h.get(block);
        rows.attach(scope);
        final NDArray hidden = Activation.relu(affine(rows, HIDDEN));
        final NDArray z = linear(hidden, classifier);
        z.attach(results);
        logits.add(z);
      }
    }
    final NDArray z = RowBlocks.joined(logits);
    return new BagOutput(pooling.apply(z), new PatchEvidence.InstanceLogits(z, null), null);
  }
}
