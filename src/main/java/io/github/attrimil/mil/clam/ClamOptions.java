package io.github.attrimil.mil.clam;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.Widths;

/** CLAM's own options. */
final class ClamOptions {

  /** A loss of classification. */
  enum Loss {
    /** Cross-entropy. */
    CE,
    /** {@link SmoothTopSvm}. */
    SVM
  }

  /** Whether classes exclude each other. */
  enum Subtyping {
    /** From three classes on. */
    AUTO,
    /** They do: patches attended most for another class are no instances of it. */
    ON,
    /** Only the bag's class is learned from. */
    OFF
  }

  static final Option<Integer> WIDTH = Widths.width(512);

  static final Option<Integer> GATE = Widths.gate(256);

  static final Option<Boolean> GATING =
      Option.flag(
          "gating",
          "Gated attention",
          "Attention with a gate, as by default in the authors' code, or without one.",
          true);

  static final Option<Loss> INSTANCE_LOSS =
      Option.choice(
          "instanceloss",
          "Instance loss",
          "Loss of the instances: cross-entropy or smooth top-1 SVM.",
          Loss.CE);

  static final Option<Loss> BAG_LOSS =
      Option.choice(
          "bagloss", "Bag loss", "Loss of the bag: cross-entropy or smooth top-1 SVM.", Loss.CE);

  static final Option<Double> BAG_WEIGHT =
      Option.number(
          "bagweight",
          "Weight of the bag",
          "Weight of the bag loss; the instance loss has the weight 1 minus this.",
          0.7,
          0,
          1);

  static final Option<Integer> INSTANCES =
      Option.integer(
          "instances",
          "Instances",
          "Number of patches with the highest and of patches with the lowest attention"
              + " that train the instance classifiers.",
          8,
          1,
          100_000);

  static final Option<Subtyping> SUBTYPING =
      Option.choice(
          "subtyping",
          "Subtyping",
          "Whether classes exclude each other, so that patches attended most are also learned as"
              + " negatives of the other classes; auto means from three classes on.",
          Subtyping.AUTO);

  private ClamOptions() {}

  /** All of them at their defaults. */
  static Options defaults() {
    return Options.of(
        Start.OPTION,
        WIDTH,
        GATE,
        GATING,
        INSTANCE_LOSS,
        BAG_LOSS,
        BAG_WEIGHT,
        INSTANCES,
        SUBTYPING);
  }
}
