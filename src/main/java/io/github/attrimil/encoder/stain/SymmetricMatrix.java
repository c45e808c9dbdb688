package io.github.attrimil.encoder.stain;

/** Eigenvectors of symmetric 3 x 3 matrices by Jacobi's rotations. */
final class SymmetricMatrix {

  private static final int N = 3;
  private static final int SWEEPS = 50;

  /** A second eigenvalue below this share of the first is none. */
  private static final double LEAST = 1e-9;

  private SymmetricMatrix() {}

  /**
   * @param matrix symmetric, not negative; not changed
   * @return the eigenvectors of the two largest eigenvalues, each with a sum that is not negative;
   *     null where the second is nothing
   */
  static double[][] largestTwo(final double[][] matrix) {
    final double[][] a = {matrix[0].clone(), matrix[1].clone(), matrix[2].clone()};
    final double[][] v = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int p = 0; p < N; p++) {
        for (int q = p + 1; q < N; q++) {
          rotate(a, v, p, q);
        }
      }
    }
    int first = 0;
    for (int i = 1; i < N; i++) {
      first = a[i][i] > a[first][first] ? i : first;
    }
    int second = first == 0 ? 1 : 0;
    for (int i = 0; i < N; i++) {
      second = i != first && a[i][i] > a[second][second] ? i : second;
    }
    if (!(a[second][second] > LEAST * a[first][first]) || !(a[first][first] > 0)) {
      return null;
    }
    return new double[][] {column(v, first), column(v, second)};
  }

  /** Makes a[p][q] zero; the columns of v turn along. */
  private static void rotate(final double[][] a, final double[][] v, final int p, final int q) {
    if (a[p][q] == 0) {
      return;
    }
    final double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    final double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
    final double cos = 1 / Math.hypot(t, 1);
    final double sin = t * cos;
    for (int k = 0; k < N; k++) {
      final double kp = a[k][p];
      a[k][p] = cos * kp - sin * a[k][q];
      a[k][q] = sin * kp + cos * a[k][q];
    }
    for (int k = 0; k < N; k++) {
      final double pk = a[p][k];
      a[p][k] = cos * pk - sin * a[q][k];
      a[q][k] = sin * pk + cos * a[q][k];
      final double kp = v[k][p];
      v[k][p] = cos * kp - sin * v[k][q];
      v[k][q] = sin * kp + cos * v[k][q];
    }
  }

  private static double[] column(final double[][] v, final int i) {
    final double sign = v[0][i] + v[1][i] + v[2][i] < 0 ? -1 : 1;
    return new double[] {sign * v[0][i], sign * v[1][i], sign * v[2][i]};
  }
}
