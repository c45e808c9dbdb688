package io.github.attrimil.mil.acmil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.Scorer;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Scalars;
import io.github.attrimil.tensor.Tensor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What ACMIL's training minimizes (Zhang et al., arXiv:2311.07125, section 3.2 and 3.3): the
 * cross-entropy of the bag + the mean cross-entropy of the tokens + the mean cosine similarity of
 * two tokens' shares of attention, which keeps them apart; with several heads, the mean over them.
 * With one token the last two are 0.
 *
 * <p>Masking: of the K = maskcandidates= patches that a token attends most, a random maskshare= are
 * left out in this step, in every term: their attention is lowered by 1e9. Which ones follows from
 * the number of the step alone, so that a training that was stopped resumes to the same result.
 */
final class AcMilObjective implements Objective {

  private static final String TOKENS = "tokens";
  private static final String SIMILARITY = "similarity";
  private static final String STEPS = "steps";
  private static final float MASKED = -1e9f;
  private static final long SEED = 0x5DEECE66DL;

  private final AcMil model;
  private final int candidates;
  private final double share;
  private long steps;

  /**
   * @param model the network
   * @param options ACMIL's own
   */
  AcMilObjective(final AcMil model, final Options options) {
    this.model = model;
    this.candidates = options.get(AcMilOptions.CANDIDATES);
    this.share = options.get(AcMilOptions.SHARE);
  }

  @Override
  public List<String> parts() {
    return List.of(CrossEntropy.BAG, TOKENS, SIMILARITY);
  }

  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final AcMil.Branches all = (AcMil.Branches) scorer.score(bag).own();
    final SplittableRandom random = new SplittableRandom(SEED + steps);
    steps++;
    final int n = (int) bag.h().getShape().get(0);
    final int masked = (int) (Math.min(candidates, n) * share);
    final AcMil.Branches branches =
        masked == 0 ? all : model.branches(bag, masked(all.attention(), masked, random));
    final Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put(CrossEntropy.BAG, CrossEntropy.of(branches.bag(), label));
    final NDArray none = branches.bag().getManager().zeros(new Shape());
    final boolean several = model.tokens() > 1;
    parts.put(
        TOKENS, several ? branches.tokens().logSoftmax(1).get(":, {}", label).mean().neg() : none);
    parts.put(SIMILARITY, several ? similarity(branches.attention()) : none);
    final NDArray total =
        parts.get(CrossEntropy.BAG).add(parts.get(TOKENS)).add(parts.get(SIMILARITY));
    return new Losses(total, parts, () -> {});
  }

  /** Attention N x R in which some of each column's highest are lowered. */
  private NDArray masked(final NDArray attention, final int count, final SplittableRandom random) {
    final float[] values = attention.toFloatArray();
    final int columns = (int) attention.getShape().get(1);
    final int n = values.length / columns;
    final float[] lower = new float[values.length];
    for (int r = 0; r < columns; r++) {
      final int column = r;
      final int[] highest =
          IntStream.range(0, n)
              .boxed()
              .sorted(
                  Comparator.comparingDouble((Integer i) -> values[i * columns + column])
                      .reversed())
              .limit(candidates)
              .mapToInt(i -> i)
              .toArray();
      // The first steps of a shuffle choose without replacement.
      for (int k = 0; k < count; k++) {
        final int other = k + random.nextInt(highest.length - k);
        final int chosen = highest[other];
        highest[other] = highest[k];
        lower[chosen * columns + column] = MASKED;
      }
    }
    return attention.add(attention.getManager().create(lower, attention.getShape()));
  }

  /**
   * The mean cosine similarity over pairs of tokens and over heads. Of rows of length 1 the squared
   * length of their sum is T + 2 times the sum over the pairs.
   */
  private NDArray similarity(final NDArray attention) {
    final int tokens = model.tokens();
    final NDArray shares = attention.softmax(0);
    final NDArray lengths = shares.square().sum(new int[] {0}, true).sqrt();
    final NDArray sums =
        shares
            .div(lengths)
            .reshape(attention.getShape().get(0), tokens, model.heads())
            .sum(new int[] {1});
    final NDArray pairs = sums.square().sum(new int[] {0}).mean();
    final double count = (double) tokens * (tokens - 1);
    return Compute.weighted(pairs, 1 / count).sub(Scalars.shared(pairs, tokens / count));
  }

  @Override
  public Map<String, Tensor> state() {
    return Map.of(STEPS, Tensor.of(new long[] {steps}, 1));
  }

  @Override
  public void resume(final Map<String, Tensor> state) {
    steps = ((long[]) state.get(STEPS).data())[0];
  }
}
