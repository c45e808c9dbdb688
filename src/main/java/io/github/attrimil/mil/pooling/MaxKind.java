package io.github.attrimil.mil.pooling;

import ai.djl.ndarray.NDArray;

/**
 * Max pooling: the patch with the highest probability of any class gives the bag's logits. That is
 * the row of the largest entry in the N x C table of the patches' softmax probabilities.
 */
public final class MaxKind extends PooledKind {

  /** The kind. */
  public MaxKind() {
    super("classifiers");
  }

  @Override
  public String name() {
    return "max";
  }

  @Override
  public String title() {
    return "Max pooling";
  }

  @Override
  public String citation() {
    return "Campanella G, et al. Clinical-grade computational pathology using weakly supervised deep"
        + " learning on whole slide images. Nature Medicine 25:1301-1309, 2019."
        + " doi:10.1038/s41591-019-0508-1; weights as in MIL_MaxPooling of"
        + " github.com/MedCAI/AttriMIL (Apache-2.0)";
  }

  @Override
  NDArray pool(final NDArray z) {
    return z.get(mostProbable(z.toFloatArray(), (int) z.getShape().get(1)));
  }

  /**
   * The row of the largest softmax probability, the first of equals. Rows are compared by the odds
   * of their largest class, log sum_{j != m} exp(z_j - z_m), which still differ where probabilities
   * in float32 are all 1.
   *
   * @param z N x C logits, flat
   * @param classes C
   * @return a row; with one class, whose softmax is always 1, that of the largest logit
   */
  static long mostProbable(final float[] z, final int classes) {
    int mostProbable = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < z.length / classes; i++) {
      final double odds = odds(z, i * classes, classes);
      if (odds < least) {
        least = odds;
        mostProbable = i;
      }
    }
    return mostProbable;
  }

  /** The log odds against a row's largest class. */
  private static double odds(final float[] z, final int start, final int classes) {
    int m = start;
    for (int k = start; k < start + classes; k++) {
      m = z[k] > z[m] ? k : m;
    }
    if (classes == 1) {
      return -z[m];
    }
    double second = Double.NEGATIVE_INFINITY;
    for (int k = start; k < start + classes; k++) {
      second = k == m ? second : Math.max(second, z[k]);
    }
    double sum = 0;
    for (int k = start; k < start + classes; k++) {
      sum += k == m ? 0 : Math.exp(z[k] - second);
    }
    return second - z[m] + Math.log(sum);
  }
}
