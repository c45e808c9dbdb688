package io.github.attrimil.mil.attrimil;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Start;

/** AttriMIL's own options, with the values of the preset "default". */
public final class AttriMilOptions {

  /** Weight of the spatial constraint. */
  public static final Option<Double> SPATIAL =
      Option.number(
          "spatial", "Spatial constraint", "Weight of the spatial constraint.", 0, 0, 1e6);

  /** Form of the spatial constraint. */
  public static final Option<SpatialForm> SPATIAL_FORM =
      Option.choice(
          "spatialform",
          "Form of spatial constraint",
          "Difference to the strongest neighbor, as in the authors' code, or Geary's contiguity"
              + " ratio.",
          SpatialForm.STRONGEST);

  /** Weight of the ranking constraint. */
  public static final Option<Double> RANK =
      Option.number("rank", "Ranking constraint", "Weight of the ranking constraint.", 0.3, 0, 1e6);

  /** Form of the ranking constraint. */
  public static final Option<RankForm> RANK_FORM =
      Option.choice(
          "rankform",
          "Form of ranking constraint",
          "Signs without a margin, as in the authors' code, or a hinge with margin 1.",
          RankForm.HINGE);

  /** Epochs before the constraints count. */
  public static final Option<Integer> WARMUP =
      Option.integer(
          "warmup",
          "Warm-up epochs",
          "Epochs before the constraints take effect, while the score banks fill.",
          10,
          0,
          100_000);

  private AttriMilOptions() {}

  /**
   * @return all of them at their defaults
   */
  public static Options defaults() {
    return Options.of(Start.OPTION, SPATIAL, SPATIAL_FORM, RANK, RANK_FORM, WARMUP);
  }
}
