package io.github.attrimil.mil.dtfd;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.Widths;

/** DTFD-MIL's own options. A checkpoint shows the width and the residual blocks. */
public final class DtfdOptions {

  /** What a group passes on to the second tier. */
  public enum Distillation {
    /** Its attention-weighted mean. */
    AFS,
    /** Its patches of highest probability. */
    MAXS,
    /** Its patches of highest and of lowest probability. */
    MAXMINS
  }

  /** What a group passes on. */
  public static final Option<Distillation> DISTILL =
      Option.choice(
          "distill",
          "Distillation",
          "Pass on each group's mean (afs), its patches of highest probability (maxs), or those of"
              + " highest and lowest (maxmins).",
          Distillation.AFS);

  /** The number of groups. */
  public static final Option<Integer> GROUPS =
      Option.integer(
          "groups", "Groups", "Groups that a slide's patches are divided into.", 4, 1, 64);

  /** Patches passed on by all groups together. */
  public static final Option<Integer> DISTILLED =
      Option.integer(
          "distilled",
          "Distilled patches",
          "Patches of highest probability that all groups together pass on, at least one each.",
          4,
          1,
          10_000);

  /** Width of reduced features. */
  public static final Option<Integer> WIDTH = Widths.width(512);

  /** Residual blocks after the reducing layer. */
  public static final Option<Integer> RESIDUAL =
      Option.integer(
          "residual",
          "Residual blocks",
          "Residual blocks after the reducing layer.",
          0,
          0,
          1_000_000);

  private DtfdOptions() {}

  /**
   * @return all of them at their defaults
   */
  static Options defaults() {
    return Options.of(Start.OPTION, DISTILL, GROUPS, DISTILLED, WIDTH, RESIDUAL);
  }
}
