package io.github.attrimil.mil;

/** exp(x_c) / sum exp(x), with the maximum subtracted so that nothing overflows. */
public final class Softmax {

  private Softmax() {}

  /**
   * @param logits C numbers
   * @return their softmax
   */
  public static double[] of(final float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (final float l : logits) {
      largest = Math.max(largest, l);
    }
    final double[] p = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp(logits[c] - largest);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }
}
