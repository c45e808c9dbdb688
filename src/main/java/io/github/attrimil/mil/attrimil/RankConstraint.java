package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Scalars;
import io.github.attrimil.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The ranking constraint: in every branch c the top patches of a bag of class c should score above
 * those of bags of other classes. v is the mean score of the bag's k top patches; what {@link
 * PatchMemory} keeps of them, for AttriMIL their input features, goes to branch c's bank of
 * positives when the label is c, else of negatives; the oldest entry of the opposite bank is scored
 * again by the current model and gives w, with gradient into the weights.
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

  private final RankForm form;
  private final int top;
  private final List<Bank> positives = new ArrayList<>();
  private final List<Bank> negatives = new ArrayList<>();

  /**
   * @param form which terms
   * @param classes C
   */
  public RankConstraint(final RankForm form, final int classes) {
    this.form = form;
    this.top = form == RankForm.HINGE ? TOP_OF_HINGE : 1;
    for (int c = 0; c < classes; c++) {
      positives.add(new Bank());
      negatives.add(new Bank());
    }
  }

  /** Starts an epoch: the authors' code empties the banks, the hinge keeps them. */
  public void startEpoch() {
    if (form == RankForm.SIGNS) {
      positives.forEach(Bank::clear);
      negatives.forEach(Bank::clear);
    }
  }

  /**
   * Copies out what the banks hold.
   *
   * @return the rows of every entry, K x E, by bank and place in it, oldest first
   */
  public Map<String, Tensor> state() {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    banks()
        .forEach(
            (name, bank) -> {
              for (final Bank.Entry entry : bank.entries()) {
                final int k = entry.size();
                state.put(place(name, state), Tensor.of(entry.rows(), k, entry.rows().length / k));
              }
            });
    return state;
  }

  /** The first place of a bank that a map does not have. */
  private static String place(final String bank, final Map<String, ?> taken) {
    int place = 0;
    while (taken.containsKey(bank + "." + place)) {
      place++;
    }
    return bank + "." + place;
  }

  /**
   * Fills the banks as others were.
   *
   * @param state what {@link #state} gave
   */
  public void resume(final Map<String, Tensor> state) {
    banks()
        .forEach(
            (name, bank) -> {
              bank.clear();
              for (int i = 0; state.containsKey(name + "." + i); i++) {
                final Tensor entry = state.get(name + "." + i);
                bank.add(new Bank.Entry(entry.floats(), (int) entry.shape()[0]));
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
   * Adds a bag to the banks and computes the constraint.
   *
   * @param memory keeps the bag's patches and scores what was kept
   * @param label the bag's class
   * @param scores the bag's
   * @return the constraint's value
   */
  public NDArray loss(final PatchMemory memory, final int label, final BranchScores scores) {
    final int classes = scores.classes();
    final NDManager manager = scores.array().getManager();
    final NDArray flat = scores.array().flatten();
    final Map<Integer, Bank.Entry> earlier = new TreeMap<>();
    final List<int[]> best =
        IntStream.range(0, classes).mapToObj(c -> scores.best(c, top)).toList();
    final List<Bank.Entry> entries = entries(memory, manager, best);
    final Map<Integer, int[]> places = new TreeMap<>();
    for (int c = 0; c < classes; c++) {
      final boolean positive = label == c;
      (positive ? positives : negatives).get(c).add(entries.get(c));
      final Bank opposite = (positive ? negatives : positives).get(c);
      if (!opposite.isEmpty()) {
        final int at = c;
        earlier.put(c, opposite.rotate());
        places.put(c, Arrays.stream(best.get(c)).map(i -> i * classes + at).toArray());
      }
    }
    if (earlier.isEmpty()) {
      return manager.zeros(new Shape());
    }
    final Map<Integer, NDArray> v = means(flat, places);
    final Map<Integer, NDArray> w = rescore(memory, manager, earlier, classes);
    final NDList terms = new NDList();
    v.forEach((c, score) -> terms.add(term(score, w.get(c), c, label)));
    return Compute.weighted(NDArrays.stack(terms).sum(), 1.0 / classes);
  }

  /** What is kept of each branch's patches, all copied from the device together. */
  private static List<Bank.Entry> entries(
      final PatchMemory memory, final NDManager manager, final List<int[]> patches) {
    try (NDManager scope = manager.newSubManager()) {
      final NDArray kept = memory.kept(patches);
      kept.attach(scope);
      final float[] all = kept.toFloatArray();
      final int length = (int) kept.getShape().get(1);
      final List<Bank.Entry> entries = new ArrayList<>();
      int from = 0;
      for (final int[] own : patches) {
        final int end = from + own.length * length;
        entries.add(new Bank.Entry(Arrays.copyOfRange(all, from, end), own.length));
        from = end;
      }
      return entries;
    }
  }

  /** The mean score of each branch's earlier entry in that branch, by one pass of the network. */
  private static Map<Integer, NDArray> rescore(
      final PatchMemory memory,
      final NDManager manager,
      final Map<Integer, Bank.Entry> earlier,
      final int classes) {
    int patches = 0;
    int length = 0;
    for (final Bank.Entry entry : earlier.values()) {
      patches += entry.size();
      length += entry.rows().length;
    }
    final FloatBuffer rows = FloatBuffer.allocate(length);
    earlier.values().forEach(entry -> rows.put(entry.rows()));
    final NDArray flat =
        memory.scores(manager.create(rows.array(), new Shape(patches, length / patches))).flatten();
    final Map<Integer, int[]> places = new TreeMap<>();
    int row = 0;
    for (final Map.Entry<Integer, Bank.Entry> entry : earlier.entrySet()) {
      final int c = entry.getKey();
      final int end = row + entry.getValue().size();
      places.put(c, IntStream.range(row, end).map(i -> i * classes + c).toArray());
      row = end;
    }
    return means(flat, places);
  }

  /** The mean of each branch's places; all are copied to the device together. */
  private static Map<Integer, NDArray> means(final NDArray flat, final Map<Integer, int[]> places) {
    final long[] all =
        places.values().stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
    final NDArray taken = flat.take(flat.getManager().create(all));
    final Map<Integer, NDArray> means = new TreeMap<>();
    int from = 0;
    for (final Map.Entry<Integer, int[]> branch : places.entrySet()) {
      final int end = from + branch.getValue().length;
      means.put(branch.getKey(), taken.get(from + ":" + end).mean());
      from = end;
    }
    return means;
  }

  private NDArray term(final NDArray v, final NDArray w, final int c, final int label) {
    final boolean positive = label == c;
    if (form == RankForm.HINGE) {
      return positive
          ? hinge(w.sub(v).add(Scalars.shared(w, 1)))
          : hinge(v.sub(w).add(Scalars.shared(v, 1)));
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
