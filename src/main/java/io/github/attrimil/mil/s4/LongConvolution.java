package io.github.attrimil.mil.s4;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/**
 * y_l = sum_j K_j u_(l-j) for each channel by Fourier transforms, in L log L operations. The
 * reference transforms 2 L numbers; any length of 2 L - 1 or more gives the same sums, and lengths
 * whose only prime factors are 2, 3 and 5 are transformed fastest.
 */
final class LongConvolution {

  private static final int[] PRIMES = {2, 3, 5};

  private LongConvolution() {}

  /**
   * @param u W x L
   * @param kernel W x L
   * @return W x L, differentiable
   */
  static NDArray of(final NDArray u, final NDArray kernel) {
    final long length = u.getShape().get(1);
    final long padded = smooth(2 * length - 1);
    try (NDArray transformed = u.rfft(padded, 1);
        NDArray other = kernel.rfft(padded, 1);
        NDArray product = transformed.mul(other);
        NDArray back = product.irfft(padded, 1)) {
      return back.get(new NDIndex().addAllDim().addSliceDim(0, length));
    }
  }

  /**
   * @param least at least 1
   * @return the smallest even number from there on whose only prime factors are 2, 3 and 5
   */
  static long smooth(final long least) {
    long candidate = least + least % 2;
    while (!isSmooth(candidate)) {
      candidate += 2;
    }
    return candidate;
  }

  private static boolean isSmooth(final long number) {
    long rest = number;
    for (final int prime : PRIMES) {
      while (rest % prime == 0) {
        rest /= prime;
      }
    }
    return rest == 1;
  }
}
