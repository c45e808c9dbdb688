package io.github.attrimil.explain;

import java.util.Locale;

/** What a model's patch values mean, by the model's kind. */
public enum Meaning {
  /** Signed attribute scores: their parts and the bias add up to the logit (AttriMIL). */
  EVIDENCE,

  /**
   * Attention alone: where a model looked, not what it made of it. Values are shares of 1, which
   * say neither for nor against a class and add up to no logit.
   */
  ATTENTION;

  /**
   * @param kind a model's kind, as model.json has it
   * @return EVIDENCE for AttriMIL and its variants, ATTENTION for every other kind: a value is
   *     never called evidence by mistake
   */
  public static Meaning of(final String kind) {
    return kind != null && kind.toLowerCase(Locale.ROOT).startsWith("attrimil")
        ? EVIDENCE
        : ATTENTION;
  }
}
