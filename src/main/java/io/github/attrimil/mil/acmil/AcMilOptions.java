package io.github.attrimil.mil.acmil;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Widths;

/** ACMIL's own options. */
final class AcMilOptions {

  /** How tokens attend. */
  enum Mechanism {
    /** Gated attention. */
    GATED,
    /** Attention of several heads. */
    MULTIHEAD
  }

  static final Option<Mechanism> MECHANISM =
      Option.choice(
          "mechanism",
          "Attention",
          "Gated attention, or attention of eight heads.",
          Mechanism.GATED);

  static final Option<Integer> TOKENS =
      Option.integer("tokens", "Tokens", "Number of attention tokens.", 5, 1, 1000);

  static final Option<Integer> WIDTH = Widths.width(128);

  static final Option<Integer> GATE = Widths.gate(128);

  static final Option<Integer> CANDIDATES =
      Option.integer(
          "maskcandidates",
          "Candidates for masking",
          "Number of patches with the highest attention from which masked patches are"
              + " drawn in each training step; 0 for no masking.",
          10,
          0,
          100_000);

  static final Option<Double> SHARE =
      Option.number(
          "maskshare", "Masked share", "Share of the candidates that are masked.", 0.6, 0, 1);

  private AcMilOptions() {}

  /** All of them at their defaults. */
  static Options defaults() {
    return Options.of(MECHANISM, TOKENS, WIDTH, GATE, CANDIDATES, SHARE);
  }
}
