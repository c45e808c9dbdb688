package io.github.attrimil.mil.attrimil.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.attrimil.AttributePooling;
import io.github.attrimil.mil.attrimil.PatchMemory;
import io.github.attrimil.tensor.Scalars;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * AttriMIL on DSMIL (Li, Li and Eliceiri, "Dual-stream multiple instance learning network for whole
 * slide image classification with self-supervised contrastive learning", CVPR 2021, doi
 * 10.1109/CVPR46437.2021.01409).
 *
 * <p>Letters: N patches, D features, C classes, H = D / 2, Q = 128. DSMIL classifies each patch,
 * u_i = E h'_i + e, takes for each class c the patch of largest u_ic, the critical patch m_c, and
 * weighs patches by the softmax over i of the similarity of their queries q_i = W_q h'_i + b_q to
 * that of m_c. AttriMIL needs a branch per class with evidence and an attention that is not
 * normalized over the bag, so that a patch's score depends on the patch and not on how many others
 * there are. Both are there already: the evidence of class c is u_ic, and the attention before the
 * softmax is the similarity. Hence
 *
 * <pre>
 * h'_i = h_i + W2 relu(W1 h_i + b1) + b2        a_ic = t_c cos(q_i, q_{m_c})
 * s_ic = u_ic exp(a_ic)                         logit_c = sum_i s_ic / sum_i exp(a_ic) + bias_c
 * </pre>
 *
 * <p>With p_ic = exp(a_ic) / sum_j exp(a_jc), the softmax that DSMIL pools with, logit_c = sum_i
 * p_ic u_ic + bias_c: DSMIL's bag embedding sum_i p_ic h'_i put through the classifier of patches
 * in place of one of its own, which for a linear classifier is the sum of the patches' shares. So
 * scores add up to the logit as in AttriMIL, and both of its constraints apply unchanged.
 *
 * <p>What differs from DSMIL: the similarity is a cosine times a learned t_c instead of q_i q_m /
 * sqrt(Q). The dot product is unbounded, exp of it more so, and a wrong critical patch then keeps
 * nearly all of the weight; the exponential of a cosine lies within exp(-|t|) and exp(|t|).
 *
 * <p>A patch's score depends on one other patch, the critical one. The ranking constraint's banks
 * keep both ({@link Memory}).
 */
final class AttriDsMil extends StandardModel {

  static final String ADAPTOR_1 = "adaptor.0";
  static final String ADAPTOR_2 = "adaptor.2";
  static final String QUERY = "query";
  static final String EVIDENCE = "classifier";
  static final String SCALE = "scale";

  /** Q. */
  static final int WIDTH = 128;

  /** Added to a query's square, so that its norm has a gradient at 0. */
  private static final double EPSILON = 1e-12;

  AttriDsMil(final AttriDsMilKind kind, final StandardKind.Made of) {
    super(kind, of);
  }

  /** The features of the critical patches, C x D, are the output's own. */
  @Override
  public BagOutput score(final BagInput bag) {
    final NDArray h = bag.h();
    final NDManager results = h.getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDList evidences = new NDList();
      final NDList directions = new NDList();
      for (final NDIndex block : RowBlocks.of(h)) {
        try (NDManager own = scope.newSubManager()) {
          final NDArray rows = h.get(block);
          rows.attach(own);
          final NDArray adapted = adapted(rows);
          evidences.add(linear(adapted, EVIDENCE));
          directions.add(direction(adapted));
          evidences.get(evidences.size() - 1).attach(scope);
          directions.get(directions.size() - 1).attach(scope);
        }
      }
      final NDArray evidence = RowBlocks.joined(evidences);
      final NDArray direction = RowBlocks.joined(directions);
      final NDArray critical = evidence.argMax(0);
      final NDArray attention =
          direction.matMul(direction.get(critical).transpose()).mul(weight(SCALE));
      attention.attach(results);
      final BagOutput out =
          AttributePooling.of(
              attention,
              evidence,
              weight(BackboneKind.BIAS),
              PatchMeaning.CONTEXT_SCORE,
              weight(SCALE).hasGradient());
      final NDArray kept = h.get(critical);
      kept.attach(results);
      return new BagOutput(out.logits(), out.patches(), kept);
    }
  }

  private NDArray adapted(final NDArray rows) {
    return affine(Activation.relu(affine(rows, ADAPTOR_1)), ADAPTOR_2).add(rows);
  }

  /** Queries of length 1. */
  private NDArray direction(final NDArray adapted) {
    final NDArray query = affine(adapted, QUERY);
    final NDArray square = query.square().sum(new int[] {1}, true);
    return query.div(square.add(Scalars.shared(square, EPSILON)).sqrt());
  }

  /**
   * Keeps, of a patch and a branch, the features of the patch and of the branch's critical patch: 2
   * D numbers.
   *
   * @param model the network
   * @param h N x D, the bag's features
   * @param critical C x D, those of its critical patches
   */
  record Memory(AttriDsMil model, NDArray h, NDArray critical) implements PatchMemory {

    @Override
    public NDArray kept(final List<int[]> patches) {
      final long[] rows = patches.stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
      final long[] branches =
          IntStream.range(0, patches.size())
              .flatMap(c -> Arrays.stream(patches.get(c)).map(i -> c))
              .asLongStream()
              .toArray();
      try (NDManager scope = h.getManager().newSubManager()) {
        final NDArray own = h.get(scope.create(rows));
        final NDArray other = critical.get(scope.create(branches));
        own.attach(scope);
        other.attach(scope);
        final NDArray kept = own.concat(other, 1);
        kept.attach(h.getManager());
        return kept;
      }
    }

    @Override
    public NDArray scores(final NDArray kept) {
      final long d = kept.getShape().get(1) / 2;
      final NDArray adapted = model.adapted(kept.get(":, :" + d));
      final NDArray other = model.direction(model.adapted(kept.get(":, " + d + ":")));
      final NDArray cosine = model.direction(adapted).mul(other).sum(new int[] {1}, true);
      final NDArray attention = cosine.mul(model.weight(SCALE));
      return model.linear(adapted, EVIDENCE).mul(AttributePooling.weight(attention));
    }
  }
}
