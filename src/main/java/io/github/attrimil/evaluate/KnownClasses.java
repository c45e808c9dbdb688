package io.github.attrimil.evaluate;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Whether a slide is of any class that a model knows, as Cai et al. 2025
 * (doi:10.1016/j.media.2025.103631) decide it: it is of none where the bag score of every branch,
 * one a class, is below a threshold. The threshold is chosen on validation slides, all of which are
 * of known classes.
 */
public final class KnownClasses {

  /** The share of validation slides that may be below the threshold. */
  public static final double SHARE = 0.05;

  private KnownClasses() {}

  /**
   * @param bagScores the bag score of each class, C logits
   * @return the largest: below the threshold, so are all
   */
  public static double largest(final double[] bagScores) {
    return Arrays.stream(bagScores)
        .max()
        .orElseThrow(() -> new AttriMilException("There are no bag scores"));
  }

  /**
   * @param largest the largest bag score of each validation slide, at least one
   * @return their 5 % point, interpolated linearly: at most one in twenty is below
   */
  public static double threshold(final double[] largest) {
    final Percentile percentile =
        new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(largest);
    return percentile.evaluate(100 * SHARE);
  }
}
