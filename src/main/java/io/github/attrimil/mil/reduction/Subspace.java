package io.github.attrimil.mil.reduction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The largest eigenvalues of a symmetric matrix without negative ones, and their eigenvectors. Up
 * to 512 rows all are computed. Of a larger matrix S a subspace somewhat wider than wanted is
 * multiplied by S again and again (Halko, Martinsson and Tropp, SIAM Review 53:217-288, 2011, doi
 * 10.1137/090771806, algorithm 4.4), until the eigenvalues of S within it stay the same.
 *
 * @param values in falling order
 * @param vectors a row each, of length 1
 */
record Subspace(double[] values, double[][] vectors) {

  private static final int EXACT = 512;
  private static final int WIDER = 32;
  private static final int MOST_ROUNDS = 200;

  /** Of the sum of the wanted eigenvalues. */
  private static final double SAME = 1e-9;

  /** Directions that are shorter than this, as a share of the longest, are rounding errors. */
  private static final double SHORT = 1e-6;

  /**
   * @param s D x D of doubles
   * @param wanted how many, at most D
   * @param seed of the first subspace
   * @return as many as wanted, or the rank of S where that is less
   */
  static Subspace leading(final NDArray s, final int wanted, final long seed) {
    final int rows = (int) s.getShape().get(0);
    if (rows <= EXACT) {
      return eigen(s).first(wanted);
    }
    final int width = Math.min(rows, wanted + Math.max(WIDER, wanted / 2));
    try (NDManager scope = s.getManager().newSubManager()) {
      NDArray basis = orthonormal(random(rows, width, seed, scope));
      double before = 0;
      for (int round = 0; ; round++) {
        final NDArray product = s.matMul(basis);
        product.attach(scope);
        final Subspace all = eigen(basis.transpose().matMul(product));
        final Subspace within = all.first(Math.min(wanted, all.values().length));
        final double sum = Arrays.stream(within.values()).sum();
        if (round == MOST_ROUNDS || Math.abs(sum - before) <= SAME * sum) {
          return within.of(basis);
        }
        before = sum;
        basis.close();
        basis = orthonormal(product);
      }
    }
  }

  private static NDArray random(
      final int rows, final int columns, final long seed, final NDManager manager) {
    final Random random = new Random(seed);
    final double[] values = new double[rows * columns];
    Arrays.setAll(values, i -> random.nextGaussian());
    return manager.create(values, new Shape(rows, columns));
  }

  /** An orthonormal basis of what columns span, twice, since the first leaves rounding errors. */
  private static NDArray orthonormal(final NDArray columns) {
    return scaled(scaled(columns));
  }

  /** P U L^(-1/2) with P^T P = U L U^T. */
  private static NDArray scaled(final NDArray columns) {
    final Subspace gram = eigen(columns.transpose().matMul(columns));
    final int kept =
        (int)
            Arrays.stream(gram.values()).filter(v -> v > SHORT * SHORT * gram.values()[0]).count();
    final double[][] turn = gram.first(kept).vectors();
    for (int k = 0; k < kept; k++) {
      final double length = Math.sqrt(gram.values()[k]);
      turn[k] = Arrays.stream(turn[k]).map(v -> v / length).toArray();
    }
    return columns.matMul(array(turn, columns.getManager()).transpose());
  }

  /**
   * All eigenvalues and eigenvectors. The matrix is shifted by its largest entry, which changes no
   * eigenvector: the iteration of commons-math does not end where eigenvalues are rounding errors.
   */
  private static Subspace eigen(final NDArray symmetric) {
    final int n = (int) symmetric.getShape().get(0);
    final double[] flat = symmetric.toDoubleArray();
    final double shift = Arrays.stream(flat).max().orElseThrow();
    final double[][] both = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        both[i][j] = (flat[i * n + j] + flat[j * n + i]) / 2 + (i == j ? shift : 0);
      }
    }
    final EigenDecomposition found = new EigenDecomposition(new Array2DRowRealMatrix(both, false));
    final double[] values =
        Arrays.stream(found.getRealEigenvalues()).map(value -> value - shift).toArray();
    final double[][] vectors = new double[n][];
    Arrays.setAll(vectors, k -> found.getEigenvector(k).toArray());
    return new Subspace(values, vectors);
  }

  private Subspace first(final int wanted) {
    return new Subspace(Arrays.copyOf(values, wanted), Arrays.copyOf(vectors, wanted));
  }

  /** Vectors within a basis (D x width) as vectors of D. */
  private Subspace of(final NDArray basis) {
    final NDArray turned = array(vectors, basis.getManager()).matMul(basis.transpose());
    final double[] flat = turned.toDoubleArray();
    final int d = (int) basis.getShape().get(0);
    final double[][] rows = new double[vectors.length][];
    Arrays.setAll(rows, k -> Arrays.copyOfRange(flat, k * d, (k + 1) * d));
    return new Subspace(values, rows);
  }

  private static NDArray array(final double[][] rows, final NDManager manager) {
    return manager.create(
        Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(),
        new Shape(rows.length, rows[0].length));
  }
}
