package io.github.attrimil.mil.mhim;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import java.util.Arrays;
import java.util.Map;

/**
 * DSMIL (Li, Li and Eliceiri, arXiv:2011.08939): patches have logits z_i = W_z x_i + b_z, and for
 * each class c the patch m(c) of the largest is its critical one. With queries q_i = tanh(Q_2 relu
 * (Q_1 x_i)), 128 wide, and values v_i = relu(V x_i), the features of class c are B_c = sum_i
 * softmax_i(q_i . q_m(c) / sqrt(128)) v_i, and the logits of the bag u_o = sum_c F_oc . B_c + b_o.
 * The logits are (u + z_m) / 2, z_m the largest of each class. A patch's ease is its largest logit.
 *
 * @param weights the network's arrays by name
 */
record DsmilBaseline(Map<String, NDArray> weights) implements Baseline {

  static final String INSTANCES = "online_encoder.i_classifier";
  private static final String CLASSIFIER = INSTANCES + ".0";
  private static final String QUERY_1 = "online_encoder.b_classifier.q.0";
  private static final String QUERY_2 = "online_encoder.b_classifier.q.2";
  private static final String VALUE = "online_encoder.b_classifier.v.1";
  private static final String BAG = "online_encoder.b_classifier.fcc";
  private static final int WIDTH = 128;

  static void add(final TensorShapes shapes, final int hidden, final int classes) {
    shapes
        .linear(CLASSIFIER, classes, hidden)
        .linear(QUERY_1, WIDTH, hidden)
        .linear(QUERY_2, WIDTH, WIDTH)
        .linear(VALUE, hidden, hidden)
        .add(BAG + ".weight", classes, classes, hidden)
        .add(BAG + ".bias", classes);
  }

  /** What both streams compute: n x C logits, n x C attention, C x H features. */
  private record Streams(NDArray z, NDArray attention, NDArray features) {}

  @Override
  public Scored score(final NDArray x, final long patches) {
    final Streams streams = streams(x);
    final NDArray flat = streams.features().reshape(1, streams.features().size());
    final long classes = streams.z().getShape().get(1);
    try (NDArray kernel = weights.get(BAG + ".weight").reshape(classes, flat.size())) {
      final NDArray bag =
          Linear.linear(flat, kernel, weights.get(BAG + ".bias")).singletonOrThrow().squeeze(0);
      final NDArray strongest = streams.z().max(new int[] {0});
      return new Scored(
          Compute.weighted(bag.add(strongest), 0.5),
          streams.features(),
          new PatchEvidence.InstanceLogits(
              streams.z().get(":" + patches), streams.attention().get(":" + patches)));
    }
  }

  @Override
  public Taught teach(final NDArray x) {
    final Streams streams = streams(x);
    return new Taught(streams.z().max(new int[] {1}), streams.features());
  }

  private Streams streams(final NDArray x) {
    final NDArray z = affine(x, CLASSIFIER);
    final long[] critical = z.argMax(0).toLongArray();
    final NDArray own =
        query(RowBlocks.rows(x, Arrays.stream(critical).mapToInt(i -> (int) i).toArray()));
    final NDArray attention =
        Compute.weighted(query(x).matMul(own.transpose()), 1 / Math.sqrt(WIDTH));
    final NDArray values = Activation.relu(affine(x, VALUE));
    return new Streams(z, attention, attention.softmax(0).transpose().matMul(values));
  }

  private NDArray query(final NDArray x) {
    return affine(Activation.relu(affine(x, QUERY_1)), QUERY_2).tanh();
  }

  private NDArray affine(final NDArray x, final String layer) {
    return Affine.of(x, weights.get(layer + ".weight"), weights.get(layer + ".bias"));
  }
}
