package io.github.attrimil.mil.attrimil;

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
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What AttriMIL's training minimizes: cross-entropy of the bag + spatial= times {@link
 * SpatialConstraint} + rank= times {@link RankConstraint}, the constraints from epoch warmup= on, +
 * patchloss= times {@link PatchTerm}.
 */
public final class AttriMilObjective implements Objective {

  /** The name of the spatial constraint's term. */
  public static final String SPATIAL = "spatial";

  /** The name of the ranking constraint's term. */
  public static final String RANK = "rank";

  private final Options options;
  private final PatchMemory.Of memories;
  private final PatchTerm patch;
  private final RankConstraint rank;
  private final BranchWatch watch;
  private int epoch;

  /**
   * @param classes C
   * @param options AttriMIL's own, with those of the patches' term
   */
  public AttriMilObjective(final int classes, final Options options) {
    this(
        classes,
        options,
        (scorer, bag, out) -> new FeatureMemory(scorer, bag),
        PatchTerm.of(options));
  }

  /**
   * An objective without the patches' term.
   *
   * @param classes C
   * @param options AttriMIL's own
   * @param memories what banks keep of patches
   */
  public AttriMilObjective(
      final int classes, final Options options, final PatchMemory.Of memories) {
    this(classes, options, memories, PatchTerm.NONE);
  }

  private AttriMilObjective(
      final int classes,
      final Options options,
      final PatchMemory.Of memories,
      final PatchTerm patch) {
    this.options = options;
    this.memories = memories;
    this.patch = patch;
    this.rank = new RankConstraint(options.get(AttriMilOptions.RANK_FORM), classes);
    this.watch = new BranchWatch(classes, advice(options));
  }

  /** What helps against a collapsed branch: the likely cause among these options is named. */
  private static String advice(final Options options) {
    final boolean ranked = options.get(AttriMilOptions.RANK) > 0;
    if (ranked && options.get(AttriMilOptions.RANK_FORM) == RankForm.SIGNS) {
      return "its ranking constraint rewards that; train with preset=default";
    }
    if (options.get(AttriMilOptions.SPATIAL) > 0) {
      return "train with spatial=0, another seed= or a lower rate=";
    }
    return "train with another seed= or a lower rate=" + (ranked ? ", or with rank=0" : "");
  }

  @Override
  public List<String> parts() {
    return patch.counts()
        ? List.of(CrossEntropy.BAG, SPATIAL, RANK, PatchTerm.PATCH)
        : List.of(CrossEntropy.BAG, SPATIAL, RANK);
  }

  @Override
  public void startEpoch(final int started) {
    epoch = started;
    rank.startEpoch();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The constraints' parts are unweighted, and 0 where their weight is 0.
   */
  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final BagOutput out = scorer.score(bag);
    final PatchEvidence.Additive patches = (PatchEvidence.Additive) out.patches();
    final BranchScores scores = BranchScores.of(patches.score());
    // Next to the scores, while there is nothing else to wait for.
    final float[] attention = patches.attention().toFloatArray();
    final Map<String, NDArray> parts = new LinkedHashMap<>();
    final NDArray entropy = CrossEntropy.of(out.logits(), label);
    final NDArray none = out.logits().getManager().zeros(new Shape());
    parts.put(CrossEntropy.BAG, entropy);
    parts.put(SPATIAL, none);
    parts.put(RANK, none);
    NDArray total = entropy;
    if (options.get(AttriMilOptions.SPATIAL) > 0) {
      final NDArray term =
          SpatialConstraint.loss(
              options.get(AttriMilOptions.SPATIAL_FORM), scores, bag.grid().neighbors());
      parts.put(SPATIAL, term);
      total = plus(total, term, options.get(AttriMilOptions.SPATIAL));
    }
    if (options.get(AttriMilOptions.RANK) > 0) {
      final NDArray term = rank.loss(memories.of(scorer, bag, out), label, scores);
      parts.put(RANK, term);
      total = plus(total, term, options.get(AttriMilOptions.RANK));
    }
    if (patch.counts()) {
      final NDArray term = patch.loss(out, label, epoch);
      parts.put(PatchTerm.PATCH, term);
      total = total.add(Compute.weighted(term, patch.weight()));
    }
    return new Losses(total, parts, () -> watch.add(scores.values(), attention));
  }

  private NDArray plus(final NDArray total, final NDArray term, final double weight) {
    return epoch < options.get(AttriMilOptions.WARMUP)
        ? total
        : total.add(Compute.weighted(term, weight));
  }

  @Override
  public List<String> endEpoch(final int ended) {
    return watch.endEpoch(ended);
  }

  @Override
  public Map<String, Tensor> state() {
    return rank.state();
  }

  @Override
  public void resume(final Map<String, Tensor> state) {
    rank.resume(state);
  }
}
