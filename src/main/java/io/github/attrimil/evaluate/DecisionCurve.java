package io.github.attrimil.evaluate;

/**
 * Net benefit of acting on slides whose probability of a class is at least a threshold t (Vickers
 * and Elkin 2006, doi:10.1177/0272989X06295361): (true positives - false positives t / (1 - t)) /
 * n.
 *
 * @param threshold t, rising, between 0 and 1
 * @param model net benefit of the model
 * @param all net benefit of acting on every slide; that of acting on none is 0
 */
public record DecisionCurve(double[] threshold, double[] model, double[] all) {

  private static final int POINTS = 99;

  /**
   * @param predictions n labeled slides
   * @param c the class to act on
   * @return the curve at t = 0.01, 0.02, ..., 0.99
   */
  public static DecisionCurve of(final Predictions predictions, final int c) {
    final boolean[] truly = predictions.isTruly(c);
    final double[] p = predictions.probability(c);
    final double[] t = new double[POINTS];
    final double[] model = new double[POINTS];
    final double[] all = new double[POINTS];
    for (int k = 0; k < POINTS; k++) {
      t[k] = (k + 1) / (POINTS + 1.0);
      final double odds = t[k] / (1 - t[k]);
      for (int i = 0; i < p.length; i++) {
        final double gain = (truly[i] ? 1 : -odds) / p.length;
        all[k] += gain;
        model[k] += p[i] >= t[k] ? gain : 0;
      }
    }
    return new DecisionCurve(t, model, all);
  }
}
