package io.github.attrimil.mil.clam;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.tensor.Compute;

/**
 * The smooth top-1 SVM (Berrada, Zisserman and Kumar, "Smooth loss functions for deep top-k
 * classification", ICLR 2018, arXiv:1802.07595, equation 8 with k = 1; reference code
 * github.com/oval-group/smooth-topk, MIT).
 *
 * <p>With scores s_j of a row, its class y and the margin m_j = alpha for j != y, 0 for j = y, the
 * loss of the row is tau log sum_j exp((s_j + m_j - s_y) / tau), which is tau times the
 * cross-entropy of (s + m) / tau. As in the reference, a row whose two best scores are tau log 1000
 * or more apart has the hinge max_j (s_j + m_j) - s_y instead, which the former approaches. The
 * loss is the mean over the rows.
 *
 * @param alpha the margin
 * @param tau the temperature
 */
record SmoothTopSvm(double alpha, double tau) {

  private static final double APART = Math.log(1000);
  private static final int[] CLASSES = {1};

  /** As in CLAM. */
  SmoothTopSvm() {
    this(1, 1);
  }

  /**
   * @param scores R x C
   * @param labels R classes
   * @return a single number, through which gradients flow
   */
  NDArray of(final NDArray scores, final int... labels) {
    final int classes = (int) scores.getShape().get(1);
    final float[] s = scores.toFloatArray();
    final float[] own = new float[s.length];
    final float[] margin = new float[s.length];
    // Each entry's share in the hinges, and each row's in the smooth part.
    final float[] hinge = new float[s.length];
    final float[] smooth = new float[labels.length];
    for (int r = 0; r < labels.length; r++) {
      final int start = r * classes;
      for (int j = 0; j < classes; j++) {
        margin[start + j] = j == labels[r] ? 0 : (float) alpha;
      }
      own[start + labels[r]] = 1;
      if (isHard(s, start, classes)) {
        hinge[start + most(s, margin, start, classes)] += 1f / labels.length;
        hinge[start + labels[r]] -= 1f / labels.length;
      } else {
        smooth[r] = (float) (-tau / labels.length);
      }
    }
    final NDManager manager = scores.getManager();
    final NDArray raised = scores.add(manager.create(margin, scores.getShape()));
    final NDArray logs =
        Compute.weighted(raised, 1 / tau)
            .logSoftmax(1)
            .mul(manager.create(own, scores.getShape()))
            .sum(CLASSES);
    return logs.mul(manager.create(smooth, new Shape(labels.length)))
        .sum()
        .add(raised.mul(manager.create(hinge, scores.getShape())).sum());
  }

  private boolean isHard(final float[] s, final int start, final int classes) {
    float first = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    for (int j = start; j < start + classes; j++) {
      second = Math.max(second, Math.min(first, s[j]));
      first = Math.max(first, s[j]);
    }
    return first - second >= tau * APART;
  }

  private static int most(
      final float[] s, final float[] margin, final int start, final int classes) {
    int most = 0;
    for (int j = 1; j < classes; j++) {
      if (s[start + j] + margin[start + j] > s[start + most] + margin[start + most]) {
        most = j;
      }
    }
    return most;
  }
}
