package io.github.attrimil.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import java.util.Locale;

/**
 * x W^T + b for many rows. On x86 processors it is computed as a 1 x 1 convolution whose pixels are
 * the rows: PyTorch leaves convolutions to oneDNN, which uses every vendor's vector instructions,
 * and matrix products to MKL, which uses half of AMD's. Same sums, same gradients.
 */
public final class Affine {

  /** Below this a convolution's set-up costs more than it saves. */
  private static final int FEWEST_ROWS = 256;

  private static final boolean X86 =
      System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).matches("amd64|x86_64");
  private static final Shape ONE = new Shape(1, 1);

  private Affine() {}

  /**
   * @param x N x I
   * @param weight O x I
   * @param bias O, or null for none
   * @return N x O, in x's manager
   */
  public static NDArray of(final NDArray x, final NDArray weight, final NDArray bias) {
    if (!worthConvolving(x)) {
      return Linear.linear(x, weight, bias).singletonOrThrow();
    }
    final long n = x.getShape().get(0);
    final long in = x.getShape().get(1);
    final long out = weight.getShape().get(0);
    // Rows as pixels in channels-last order: views, nothing is copied. They are closed at once,
    // since memory
    // lives as long as any view of it.
    try (NDArray line = x.reshape(1, n, 1, in);
        NDArray image = line.transpose(0, 3, 1, 2);
        NDArray kernel = weight.reshape(out, in, 1, 1);
        NDArray convolved =
            Conv2d.conv2d(image, kernel, bias, ONE, new Shape(0, 0), ONE, 1).singletonOrThrow();
        NDArray rows = convolved.transpose(0, 2, 3, 1)) {
      return rows.reshape(n, out);
    }
  }

  private static boolean worthConvolving(final NDArray x) {
    return X86 && x.getShape().get(0) >= FEWEST_ROWS && !x.getDevice().isGpu();
  }

  /**
   * @param dOut N x O, the gradient of what {@link #of} gave
   * @param weight O x I
   * @return N x I, the gradient of its x, in dOut's manager
   */
  public static NDArray back(final NDArray dOut, final NDArray weight) {
    if (!worthConvolving(dOut)) {
      return dOut.matMul(weight);
    }
    try (NDArray transposed = weight.transpose()) {
      return of(dOut, transposed, null);
    }
  }
}
