package io.github.attrimil.adapt;

/**
 * A learning rate that rises for the first 5 % of the steps and then falls to zero along half a
 * cosine.
 *
 * @param largest the rate at the top
 * @param steps in all
 */
record WarmupCosine(double largest, long steps) {

  private static final double WARMUP = 0.05;

  /**
   * @param step counted from 0
   * @return its learning rate
   */
  double at(final long step) {
    final double all = steps;
    final double rising = Math.max(1, WARMUP * all);
    return step < rising
        ? largest * (step + 1) / rising
        : largest * (1 + Math.cos(Math.PI * (step - rising) / (all - rising))) / 2;
  }
}
