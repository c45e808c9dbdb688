package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.attrimil.bag.Bag;
import io.github.attrimil.model.AttriMil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ranking constraint: in every branch c the top patches of a bag of class c should score above
 * those of bags of other classes. v is the mean score of the bag's k top patches; their input
 * features go to branch c's bank of positives when the label is c, else of negatives; the oldest
 * entry of the opposite bank is scored again by the current model and gives w, with gradient into
 * the weights.
 *
 * <p>With r(x) = max(x, 0), the sum over branches of the terms below, divided by C:
 *
 * <ul>
 *   <li>SIGNS, as the authors' code computes it, k = 1: label = c &gt; 0: r(w - v) + r(-v) + r(w);
 *       label = c = 0: r(-v) + r(w); label != c &gt; 0: r(v - w) + r(v); label != c = 0: r(v) +
 *       r(-w).
 *   <li>HINGE, k = 5: label = c: r(1 + w - v); label != c: r(1 + v - w).
 * </ul>
 *
 * A branch whose opposite bank is empty adds nothing.
 */
public final class RankConstraint {

  private static final int TOP_OF_HINGE = 5;

  private final Preset.RankForm form;
  private final int top;
  private final List<Bank> positives = new ArrayList<>();
  private final List<Bank> negatives = new ArrayList<>();

  /**
   * @param form which terms
   * @param classes C
   */
  public RankConstraint(final Preset.RankForm form, final int classes) {
    this.form = form;
    this.top = form == Preset.RankForm.HINGE ? TOP_OF_HINGE : 1;
    for (int c = 0; c < classes; c++) {
      positives.add(new Bank());
      negatives.add(new Bank());
    }
  }

  /** Starts an epoch: the authors' code empties the banks, the hinge keeps them. */
  public void startEpoch() {
    if (form == Preset.RankForm.SIGNS) {
      positives.forEach(Bank::clear);
      negatives.forEach(Bank::clear);
    }
  }

  /**
   * Takes a bag into the banks and computes the constraint.
   *
   * @param model scores the banks' entries
   * @param bag the bag
   * @param label its class
   * @param score N x C attribute scores of the bag
   * @return the constraint's value
   */
  public NDArray loss(final AttriMil model, final Bag bag, final int label, final NDArray score) {
    final int classes = positives.size();
    final float[] values = score.toFloatArray();
    final NDManager manager = score.getManager();
    final NDArray flat = score.flatten();
    final NDList terms = new NDList();
    for (int c = 0; c < classes; c++) {
      final boolean positive = label == c;
      final int[] best = best(values, classes, c);
      (positive ? positives : negatives).get(c).add(features(bag, best));
      final Bank opposite = (positive ? negatives : positives).get(c);
      if (!opposite.isEmpty()) {
        final int at = c;
        final long[] indices =
            Arrays.stream(best).mapToLong(i -> (long) i * classes + at).toArray();
        final NDArray v = flat.take(manager.create(indices)).mean();
        terms.add(
            term(v, rescore(model, manager, bag.dimension(), opposite.rotate(), c), c, label));
      }
    }
    if (terms.isEmpty()) {
      return manager.zeros(new Shape());
    }
    return NDArrays.add(terms.toArray(new NDArray[0])).div(classes);
  }

  private NDArray term(final NDArray v, final NDArray w, final int c, final int label) {
    final boolean positive = label == c;
    if (form == Preset.RankForm.HINGE) {
      return positive ? hinge(w.sub(v).add(1)) : hinge(v.sub(w).add(1));
    }
    if (positive) {
      final NDArray signs = hinge(v.neg()).add(hinge(w));
      return c > 0 ? hinge(w.sub(v)).add(signs) : signs;
    }
    return c > 0 ? hinge(v.sub(w)).add(hinge(v)) : hinge(v).add(hinge(w.neg()));
  }

  private static NDArray hinge(final NDArray x) {
    return Activation.relu(x);
  }

  private static NDArray rescore(
      final AttriMil model,
      final NDManager manager,
      final int dimension,
      final float[] entry,
      final int c) {
    final int k = entry.length / dimension;
    final NDArray score =
        model.forward(manager.create(entry, new Shape(k, dimension))).attributeScore();
    return score.get(":, " + c).mean();
  }

  /** The rows of the largest scores of a branch, largest first, the first of equals first. */
  private int[] best(final float[] values, final int classes, final int c) {
    final int n = values.length / classes;
    if (top == 1) {
      int best = 0;
      for (int i = 1; i < n; i++) {
        best = values[i * classes + c] > values[best * classes + c] ? i : best;
      }
      return new int[] {best};
    }
    return IntStream.range(0, n)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -values[i * classes + c]))
        .limit(top)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static float[] features(final Bag bag, final int[] rows) {
    final int d = bag.dimension();
    final float[] out = new float[rows.length * d];
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(bag.features(), rows[k] * d, out, k * d, d);
    }
    return out;
  }
}
