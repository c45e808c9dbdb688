package io.github.attrimil.explain;

import java.util.List;

/**
 * The values a map shows and what they mean, for legends and files.
 *
 * @param name a word for file names, such as "score"
 * @param title what a value is, for the legend
 * @param unit the unit of the values, for files
 * @param most what a value at the upper end of the colours means
 * @param zero what 0 means
 * @param least what a value at the lower end means; empty where there are none
 * @param note more for a reader to know, empty for none
 * @param values one per patch, N; not copied
 */
public record MapValues(
    String name,
    String title,
    String unit,
    String most,
    String zero,
    String least,
    String note,
    float[] values) {

  /**
   * @param scores the patches
   * @param c class
   * @return the values as the model gave them: attribute scores, or shares of attention
   */
  public static MapValues plain(final PatchScores scores, final int c) {
    if (scores.meaning() == Meaning.ATTENTION) {
      return attention(scores, c);
    }
    return new MapValues(
        "score",
        "attribute score per patch",
        "score",
        "supports",
        "says nothing",
        "opposes",
        "",
        scores.score()[c]);
  }

  /** Shares of a model that tells attention only. */
  private static MapValues attention(final PatchScores scores, final int c) {
    return new MapValues(
        "attention",
        "attention per patch, not contribution",
        "share of attention",
        "attended most",
        "not attended",
        "",
        "where the model looked; says neither for nor against the class",
        scores.score()[c]);
  }

  /**
   * @param scores the patches
   * @param c class
   * @return the softmax of the attention logits over the slide's patches, in percent
   */
  static MapValues share(final PatchScores scores, final int c) {
    final double[] share = scores.attentionShares(c);
    final float[] percent = new float[share.length];
    for (int i = 0; i < percent.length; i++) {
      percent[i] = (float) (100 * share[i]);
    }
    return new MapValues(
        "share",
        "attention per patch, not contribution",
        "% of attention",
        "attended most",
        "not attended",
        "",
        "softmax share in % of the slide's attention; says neither for nor against the class",
        percent);
  }

  /**
   * @param scores the patches
   * @param c class
   * @return each value's percentile among the slide's patches (ties in the middle), less 50
   */
  static MapValues percentile(final PatchScores scores, final int c) {
    final float[] of = plain(scores, c).values();
    final float[] sorted = of.clone();
    java.util.Arrays.sort(sorted);
    final float[] rank = new float[of.length];
    for (int i = 0; i < rank.length; i++) {
      final int below = firstFrom(sorted, of[i]);
      final int upTo = firstFrom(sorted, Math.nextUp(of[i]));
      rank[i] = (float) (50.0 * (below + upTo) / of.length - 50);
    }
    return new MapValues(
        "percentile",
        "percentile rank among this slide's patches, less 50",
        "percentile - 50",
        "highest",
        "median",
        "lowest",
        "stretched: colours tell the order of patches, not the size or sign of "
            + List.of("their scores", "their attention").get(scores.meaning().ordinal()),
        rank);
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
   * @return whether there are values below 0
   */
  public boolean signed() {
    return !least.isEmpty();
  }

  /**
   * @return the default colours: full at the 99th percentile of the magnitudes on this slide, for
   *     ranks at the ends
   */
  public ScoreColors colors() {
    if (name.equals("percentile")) {
      return new ScoreColors(50, "the ends of the ranks");
    }
    if (name.equals("score")) {
      return ScoreColors.of(values);
    }
    final double usual = ScoreMap.magnitude(values, ScoreColors.DEFAULT_FRACTION);
    return usual > 0
        ? new ScoreColors(usual, "99th percentile on this slide")
        : ScoreColors.of(values);
  }
}
