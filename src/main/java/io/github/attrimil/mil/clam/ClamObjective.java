package io.github.attrimil.mil.clam;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.Scorer;
import io.github.attrimil.tensor.Compute;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What CLAM's training minimizes (Lu et al. 2021, doi 10.1038/s41551-020-00682-w, section
 * Instance-level clustering): bagweight= times the bag's loss + the rest to 1 times the instances'.
 *
 * <p>Instances: the k = instances= patches of highest attention are taken for instances of the
 * bag's class, the k of lowest for none, and the class's own classifier of instances learns that.
 * With subtyping=, the k of highest attention are also taken for no instances of any other class,
 * by that class's classifier; the sum over the classes is divided by C. Each class looks at its own
 * attention where it has one. Which patches are taken depends on attention, but no gradient flows
 * into attention from here.
 *
 * <p>A bag of fewer than k patches, which the reference refuses, has half as many of either sort as
 * it has patches, at least one: no patch of two or more is taken for both.
 */
final class ClamObjective implements Objective {

  private static final String INSTANCE = "instance";

  private final Clam model;
  private final Options options;
  private final boolean subtyping;

  /**
   * @param model the network
   * @param options CLAM's own
   */
  ClamObjective(final Clam model, final Options options) {
    this.model = model;
    this.options = options;
    this.subtyping =
        switch (options.get(ClamOptions.SUBTYPING)) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> model.shape().classes() > 2;
        };
  }

  @Override
  public List<String> parts() {
    return List.of(CrossEntropy.BAG, INSTANCE);
  }

  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final BagOutput out = scorer.score(bag);
    final NDArray ofBag =
        options.get(ClamOptions.BAG_LOSS) == ClamOptions.Loss.SVM
            ? new SmoothTopSvm().of(out.logits().expandDims(0), label)
            : CrossEntropy.of(out.logits(), label);
    final NDArray ofInstances =
        instances(bag, ((PatchEvidence.AttentionOnly) out.patches()).attention(), label);
    final double weight = options.get(ClamOptions.BAG_WEIGHT);
    final Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put(CrossEntropy.BAG, ofBag);
    parts.put(INSTANCE, ofInstances);
    return new Losses(
        Compute.weighted(ofBag, weight).add(Compute.weighted(ofInstances, 1 - weight)),
        parts,
        () -> {});
  }

  /** The instances' loss of a bag, from its attention N x K. */
  private NDArray instances(final BagInput bag, final NDArray attention, final int label) {
    final int columns = (int) attention.getShape().get(1);
    final float[] values = attention.toFloatArray();
    NDArray sum = inClass(bag.h(), new Extremes(values, columns, columns == 1 ? 0 : label), label);
    if (!subtyping) {
      return sum;
    }
    final int classes = model.shape().classes();
    for (int c = 0; c < classes; c++) {
      if (c != label) {
        sum = sum.add(outOfClass(bag.h(), new Extremes(values, columns, columns == 1 ? 0 : c), c));
      }
    }
    return Compute.weighted(sum, 1.0 / classes);
  }

  private int count(final NDArray h) {
    final int n = (int) h.getShape().get(0);
    final int k = options.get(ClamOptions.INSTANCES);
    return n < k ? Math.max(1, n / 2) : k;
  }

  private NDArray inClass(final NDArray h, final Extremes extremes, final int c) {
    final int k = count(h);
    final int[] rows = Arrays.copyOf(extremes.highest(k), 2 * k);
    System.arraycopy(extremes.lowest(k), 0, rows, k, k);
    final int[] labels = new int[2 * k];
    Arrays.fill(labels, 0, k, 1);
    return loss(h, rows, labels, c);
  }

  private NDArray outOfClass(final NDArray h, final Extremes extremes, final int c) {
    final int[] rows = extremes.highest(count(h));
    return loss(h, rows, new int[rows.length], c);
  }

  private NDArray loss(final NDArray h, final int[] rows, final int[] labels, final int c) {
    final NDArray logits = model.instances(h.get(h.getManager().create(rows)), c);
    if (options.get(ClamOptions.INSTANCE_LOSS) == ClamOptions.Loss.SVM) {
      return new SmoothTopSvm().of(logits, labels);
    }
    final float[] own = new float[2 * rows.length];
    for (int r = 0; r < rows.length; r++) {
      own[2 * r + labels[r]] = -1f / rows.length;
    }
    return logits.logSoftmax(1).mul(h.getManager().create(own, new Shape(rows.length, 2))).sum();
  }
}
