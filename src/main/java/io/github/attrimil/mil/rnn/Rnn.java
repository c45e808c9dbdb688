package io.github.attrimil.mil.rnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;

/**
 * MIL-RNN (Campanella et al., "Clinical-grade computational pathology using weakly supervised deep
 * learning on whole slide images", Nature Medicine 2019, doi 10.1038/s41591-019-0508-1, Methods).
 * Written from the paper's formulas: the code beside it
 * (github.com/MSKCC-Computational-Pathology/MIL-nature-medicine-2019) states no license and was not
 * read.
 *
 * <p>Letters: N patches, D features, C classes, S patches in sequence, H = 128. A linear classifier
 * gives each patch the logits z_i = W h_i + b. The S patches most suspicious of disease, that is of
 * the highest probability of any class but the first, are read in descending order by s_t = relu(E
 * h_(t) + R s_(t-1)), E and R with biases, from s_0 = 0; the last state gives the bag's logits, O s
 * + c. A bag of fewer patches has as many steps.
 *
 * <p>In the paper both networks stand on a ResNet34 that is trained with the classifier of patches,
 * h being its features; here features are given, and both are trained at once, since no gradient
 * flows from one to the other.
 */
final class Rnn extends StandardModel {

  /** The number of patches in sequence. */
  static final Option<Integer> SEQUENCE =
      Option.integer(
          "sequence",
          "Patches in sequence",
          "Patches of highest probability that the recurrent network reads.",
          10,
          1,
          1_000);

  static final String PATCHES = "patches";
  static final String EMBEDDING = "rnn.embedding";
  static final String RECURRENCE = "rnn.recurrence";
  static final String CLASSIFIER = "rnn.classifier";

  /** H, the width of the state. */
  static final int STATE = 128;

  /**
   * What the loss needs besides the bag's logits.
   *
   * @param top C, the logits of the most suspicious patch
   * @param mean C, the mean of all patches' logits
   */
  record Pooled(NDArray top, NDArray mean) {}

  Rnn(final ModelKind kind, final StandardKind.Made of) {
    super(kind, of);
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDArray h = bag.h();
    final NDManager results = h.getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDList blocks = new NDList();
      for (final NDIndex block : RowBlocks.of(h)) {
        final NDArray rows = h.get(block);
        rows.attach(scope);
        blocks.add(linear(rows, PATCHES));
      }
      final NDArray z = RowBlocks.joined(blocks);
      final int[] order =
          Suspicion.order(z.toFloatArray(), shape().classes(), options().get(SEQUENCE));
      final NDArray chosen = RowBlocks.rows(h, order);
      chosen.attach(scope);
      final NDArray embedded = linear(chosen, EMBEDDING);
      NDArray state = scope.zeros(new Shape(1, STATE));
      for (long t = 0; t < order.length; t++) {
        state =
            Activation.relu(
                linear(state, RECURRENCE).add(embedded.get(new NDIndex("{}:{}", t, t + 1))));
      }
      final NDArray logits = linear(state, CLASSIFIER).squeeze(0);
      final NDArray top = z.get(order[0]);
      z.attach(results);
      logits.attach(results);
      top.attach(results);
      final NDArray mean = z.mean(new int[] {0});
      return new BagOutput(
          logits, new PatchEvidence.InstanceLogits(z, null), new Pooled(top, mean));
    }
  }
}
