package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.Preset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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
   * Copies out what the banks hold: for each entry, oldest first, its slide's place in a list, how
   * many rows it has, and these.
   *
   * @param slides the slides the bags come from
   * @return whole numbers by the bank's name
   */
  public Map<String, Tensor> state(final List<String> slides) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    banks()
        .forEach(
            (name, bank) -> {
              final LongStream.Builder values = LongStream.builder();
              for (final Bank.Entry entry : bank.entries()) {
                values.add(slides.indexOf(entry.slideId())).add(entry.size());
                Arrays.stream(entry.rows()).forEach(values::add);
              }
              final long[] flat = values.build().toArray();
              if (flat.length > 0) {
                state.put(name, Tensor.of(flat, flat.length));
              }
            });
    return state;
  }

  /**
   * Fills the banks as others were.
   *
   * @param state what {@link #state} gave
   * @param slides as for {@link #state}
   * @param bags gives a slide's bag
   */
  public void resume(
      final Map<String, Tensor> state,
      final List<String> slides,
      final Function<String, Bag> bags) {
    banks()
        .forEach(
            (name, bank) -> {
              if (state.containsKey(name)) {
                final long[] flat = (long[]) state.get(name).data();
                for (int at = 0; at < flat.length; at += 2 + (int) flat[at + 1]) {
                  final int[] rows =
                      Arrays.stream(flat, at + 2, at + 2 + (int) flat[at + 1])
                          .mapToInt(Math::toIntExact)
                          .toArray();
                  bank.add(Bank.Entry.of(bags.apply(slides.get((int) flat[at])), rows));
                }
              }
            });
  }

  private Map<String, Bank> banks() {
    final Map<String, Bank> banks = new LinkedHashMap<>();
    for (int c = 0; c < positives.size(); c++) {
      banks.put("positives." + c, positives.get(c));
      banks.put("negatives." + c, negatives.get(c));
    }
    return banks;
  }

  /**
   * Takes a bag into the banks and computes the constraint.
   *
   * @param passes scores the banks' entries
   * @param bag the bag
   * @param label its class
   * @param scores the bag's
   * @return the constraint's value
   */
  public NDArray loss(
      final BagPasses passes, final Bag bag, final int label, final BranchScores scores) {
    final int classes = scores.classes();
    final NDManager manager = scores.array().getManager();
    final NDArray flat = scores.array().flatten();
    final Map<Integer, Bank.Entry> lent = new TreeMap<>();
    final Map<Integer, NDArray> v = new TreeMap<>();
    for (int c = 0; c < classes; c++) {
      final boolean positive = label == c;
      final int[] best = scores.best(c, top);
      (positive ? positives : negatives).get(c).add(Bank.Entry.of(bag, best));
      final Bank opposite = (positive ? negatives : positives).get(c);
      if (!opposite.isEmpty()) {
        final int at = c;
        lent.put(c, opposite.rotate());
        v.put(c, mean(flat, Arrays.stream(best).map(i -> i * classes + at)));
      }
    }
    if (lent.isEmpty()) {
      return manager.zeros(new Shape());
    }
    final Map<Integer, NDArray> w = rescore(passes, manager, lent, bag.dimension(), classes);
    final NDList terms = new NDList();
    v.forEach((c, score) -> terms.add(term(score, w.get(c), c, label)));
    return Compute.weighted(NDArrays.stack(terms).sum(), 1.0 / classes);
  }

  /** The mean score of each branch's lent entry in that branch, by one pass of the network. */
  private static Map<Integer, NDArray> rescore(
      final BagPasses passes,
      final NDManager manager,
      final Map<Integer, Bank.Entry> lent,
      final int d,
      final int classes) {
    final int patches = lent.values().stream().mapToInt(Bank.Entry::size).sum();
    final float[] features = new float[patches * d];
    int row = 0;
    for (final Bank.Entry entry : lent.values()) {
      System.arraycopy(entry.features(), 0, features, row * d, entry.features().length);
      row += entry.size();
    }
    final NDArray flat =
        passes.score(manager.create(features, new Shape(patches, d))).attributeScore().flatten();
    final Map<Integer, NDArray> w = new TreeMap<>();
    row = 0;
    for (final Map.Entry<Integer, Bank.Entry> entry : lent.entrySet()) {
      final int c = entry.getKey();
      final int end = row + entry.getValue().size();
      w.put(c, mean(flat, IntStream.range(row, end).map(i -> i * classes + c)));
      row = end;
    }
    return w;
  }

  private static NDArray mean(final NDArray flat, final IntStream at) {
    return flat.take(flat.getManager().create(at.asLongStream().toArray())).mean();
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

  /**
   * @param c a branch
   * @return what its bank of positives holds, oldest first
   */
  List<Bank.Entry> positives(final int c) {
    return positives.get(c).entries();
  }

  /**
   * @param c a branch
   * @return what its bank of negatives holds, oldest first
   */
  List<Bank.Entry> negatives(final int c) {
    return negatives.get(c).entries();
  }
}
