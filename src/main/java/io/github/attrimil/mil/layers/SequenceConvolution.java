package io.github.attrimil.mil.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A depthwise convolution along a sequence: y[h, n, d] = sum_k w[h, k] v[h, n + k - (K - 1) / 2,
 * d], with zeros beyond both ends.
 *
 * <p>It is computed as matrix products: the sequence is cut into blocks of B rows, each with the (K
 * - 1) / 2 rows before and after it, and a block of y is a banded B x (B + K - 1) matrix of the
 * kernel's entries times such a piece. PyTorch's own convolution is not used, because the oneDNN
 * library behind it computes a wrong gradient of a 33 x 1 kernel at some lengths: 256 rows in
 * PyTorch 2.7.1, by up to 6 percent of the largest entry.
 */
public final class SequenceConvolution {

  /** B: enough rows that pieces overlap little, few enough that the band fills its matrix. */
  private static final int BLOCK = 64;

  private SequenceConvolution() {}

  /**
   * @param v H x N x D
   * @param kernel H x ... with K entries for each head; K is odd and at most 65
   * @return H x N x D, in v's manager
   */
  public static NDArray of(final NDArray v, final NDArray kernel) {
    final long heads = v.getShape().get(0);
    final long n = v.getShape().get(1);
    final long d = v.getShape().get(2);
    final int k = (int) (kernel.size() / heads);
    final long blocks = (n + BLOCK - 1) / BLOCK;
    try (NDManager scope = v.getManager().newSubManager()) {
      final NDArray before = scope.zeros(new Shape(heads, k / 2, d));
      final NDArray after = scope.zeros(new Shape(heads, (blocks + 1) * BLOCK - n - k / 2, d));
      final NDArray padded = NDArrays.concat(new NDList(before, v, after), 1);
      final Shape cut = new Shape(heads, blocks, BLOCK, d);
      final NDArray own = padded.get(":, :" + blocks * BLOCK).reshape(cut);
      final NDArray next = padded.get(":, " + BLOCK + ":").reshape(cut).get(":, :, :" + (k - 1));
      final NDArray pieces =
          own.concat(next, 2).transpose(0, 2, 1, 3).reshape(heads, BLOCK + k - 1, blocks * d);
      final NDArray convolved =
          band(kernel.reshape(heads, k), scope)
              .matMul(pieces)
              .reshape(heads, BLOCK, blocks, d)
              .transpose(0, 2, 1, 3)
              .reshape(heads, blocks * BLOCK, d)
              .get(":, :" + n);
      convolved.attach(v.getManager());
      return convolved;
    }
  }

  /** H x B x (B + K - 1): entry (i, j) is w[j - i], or 0 outside of the kernel. */
  private static NDArray band(final NDArray kernel, final NDManager scope) {
    kernel.attach(scope);
    final int heads = (int) kernel.getShape().get(0);
    final int k = (int) kernel.getShape().get(1);
    final int length = BLOCK + k - 1;
    final long[] places = new long[heads * BLOCK * length];
    for (int at = 0; at < places.length; at++) {
      final int offset = at % length - at / length % BLOCK;
      places[at] = offset >= 0 && offset < k ? offset : k;
    }
    // A copy in PyTorch's own memory: the backward pass needs it when Java has freed its buffer.
    final NDArray at = scope.create(places, new Shape(heads, BLOCK * length)).duplicate();
    return kernel
        .concat(scope.zeros(new Shape(heads, 1)), 1)
        .gather(at, 1)
        .reshape(heads, BLOCK, length);
  }
}
