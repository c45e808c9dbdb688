package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.PatchMeaning;
import java.util.Arrays;

/**
 * The values a map shows and what they mean, for legends and files.
 *
 * @param words what they mean
 * @param values one per patch, N; not copied
 */
public record MapValues(PatchMeaning.Words words, float[] values) {

  private static final String PERCENTILE = "percentile";

  /**
   * @param scores the patches
   * @param c class
   * @return the values as the model gave them
   */
  public static MapValues plain(final PatchScores scores, final int c) {
    return new MapValues(scores.meaning().words(), scores.shown(c));
  }

  /**
   * @param scores the patches
   * @param c class
   * @return the softmax of the attention over the slide's patches, fractions that sum to 1
   * @throws AttriMilException when the model has no attention
   */
  static MapValues share(final PatchScores scores, final int c) {
    final double[] share =
        scores
            .values()
            .shares(c)
            .orElseThrow(
                () ->
                    new AttriMilException(
                        "display=share: the model \""
                            + scores.model().name()
                            + "\" has no attention; give display=score or display=percentile"));
    final float[] fraction = new float[share.length];
    for (int i = 0; i < fraction.length; i++) {
      fraction[i] = (float) share[i];
    }
    final PatchMeaning.Words words = PatchMeaning.ATTENTION.words();
    return new MapValues(
        scores.oneAttention() ? words.with("one attention for all classes") : words, fraction);
  }

  /**
   * @param scores the patches
   * @param c class
   * @return each value's percentile among the slide's patches (ties in the middle), less 50
   */
  static MapValues percentile(final PatchScores scores, final int c) {
    final float[] of = scores.shown(c);
    final float[] sorted = of.clone();
    Arrays.sort(sorted);
    final float[] rank = new float[of.length];
    for (int i = 0; i < rank.length; i++) {
      final int below = firstFrom(sorted, of[i]);
      final int upTo = firstFrom(sorted, Math.nextUp(of[i]));
      rank[i] = (float) (50.0 * (below + upTo) / of.length - 50);
    }
    final PatchMeaning.Words words =
        new PatchMeaning.Words(
            PERCENTILE,
            "percentile rank among this slide's patches, less 50",
            "percentile - 50",
            "highest",
            "median",
            "lowest",
            "stretched: colors show the order of patches, not the size or sign of \""
                + scores.meaning().words().title()
                + "\"");
    return new MapValues(words, rank);
  }

  /** How many sorted values are below one. */
  private static int firstFrom(final float[] sorted, final float value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      final int middle = low + high >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * @return a word for file names, such as "score"
   */
  public String name() {
    return words.name();
  }

  /**
   * @return whether there are values below 0
   */
  public boolean signed() {
    return words.signed();
  }

  /**
   * @return the default colors: full at the 99th percentile of the magnitudes on this slide, for
   *     ranks at the ends
   */
  public ScoreColors colors() {
    if (name().equals(PERCENTILE)) {
      return new ScoreColors(50, "the ends of the ranks");
    }
    return ScoreColors.of(values, signed() ? " of |" + words.unit() + "|" : "");
  }
}
