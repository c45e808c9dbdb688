package io.github.attrimil.mil.mhim;

import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Which patches of a bag a student sees. Each step has a seed of its own, so that a training can be
 * resumed at any step.
 */
final class MaskDraws {

  /** Spreads the seeds of steps over all 64 bits (Steele, Lea and Flood 2014, SplitMix). */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /**
   * Parts of the patches that are not masked, each in the patches' order.
   *
   * @param seen as they are
   * @param merged into tokens: the others, or the same when there are no others
   */
  record Parts(int[] seen, int[] merged) {}

  private final long seed;
  private long steps;

  /**
   * @param seed same seed, same draws
   * @param steps how many were taken before
   */
  MaskDraws(final long seed, final long steps) {
    this.seed = seed;
    this.steps = steps;
  }

  /**
   * @param state what {@link #state} gave
   * @return draws that continue
   */
  static MaskDraws of(final Tensor state) {
    final long[] numbers = (long[]) state.data();
    return new MaskDraws(numbers[0], numbers[1]);
  }

  Tensor state() {
    return Tensor.of(new long[] {seed, steps}, 2);
  }

  /**
   * Takes the next step.
   *
   * @param ease of each of N patches
   * @param masked share of the patches that is left out, those of the greatest ease
   * @param kept share of the others that is seen
   * @return which are seen and which are merged
   */
  Parts next(final float[] ease, final double masked, final double kept) {
    final int n = ease.length;
    final int out = Math.min(n - 1, (int) Math.ceil(masked * n));
    final List<Integer> rest =
        new ArrayList<>(
            IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -ease[i]))
                .skip(out)
                .sorted()
                .toList());
    steps++;
    final int seen = Math.max(1, (int) Math.ceil(kept * rest.size()));
    if (seen == rest.size()) {
      final int[] all = ordered(rest);
      return new Parts(all, all);
    }
    Collections.shuffle(rest, new Random(seed + steps * GOLDEN));
    return new Parts(ordered(rest.subList(0, seen)), ordered(rest.subList(seen, rest.size())));
  }

  private static int[] ordered(final List<Integer> rows) {
    return rows.stream().mapToInt(i -> i).sorted().toArray();
  }
}
