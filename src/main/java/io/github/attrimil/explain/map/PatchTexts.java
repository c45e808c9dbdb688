package io.github.attrimil.explain.map;

import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.mil.PatchMeaning;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the values of a patch say, in words. For one thread at a time. */
final class PatchTexts {

  private final PatchScores scores;
  private final Map<Integer, double[]> contributions = new HashMap<>();

  /**
   * @param scores of all patches
   */
  PatchTexts(final PatchScores scores) {
    this.scores = scores;
  }

  /**
   * @param i patch
   * @param c class
   * @return the attribute score and its part of the logit, or the attention
   */
  String of(final int i, final int c) {
    final String name = scores.mapName(c);
    final float value = scores.shown(c)[i];
    if (scores.meaning() == PatchMeaning.ATTENTION) {
      return String.format(
          Locale.ROOT,
          "patch %d%s: share of attention %.3g (not a contribution)",
          i,
          scores.oneForAll() ? "" : ", " + name,
          value);
    }
    if (scores.additive().isEmpty()) {
      return String.format(
          Locale.ROOT,
          "patch %d, %s: %s %+.3g (not a share of the slide's logit of %+.3g)",
          i,
          name,
          scores.meaning() == PatchMeaning.PATCH_LOGIT ? "own logit" : "logit in context",
          value,
          scores.logit()[c]);
    }
    final double part = contributions.computeIfAbsent(c, scores::contributions)[i];
    final double logit = scores.logit()[c];
    // Of a logit near 0 no share is defined.
    final String share =
        Math.abs(logit) < 1e-3 ? "" : String.format(Locale.ROOT, " (%+.1f%%)", 100 * part / logit);
    return String.format(
        Locale.ROOT,
        "patch %d, %s: score %+.3g, contributes %+.3g to the logit of %+.3g%s",
        i,
        name,
        value,
        part,
        logit,
        share);
  }
}
