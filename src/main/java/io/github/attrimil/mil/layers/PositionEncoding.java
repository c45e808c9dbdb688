package io.github.attrimil.mil.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.github.attrimil.mil.TensorShapes;
import java.util.Map;

/**
 * The pyramid position encoding generator of TransMIL (Shao et al., NeurIPS 2021, arXiv:2106.00908,
 * algorithm 3): tokens laid out in a square, row by row, plus their depthwise convolutions with
 * kernels of 7 x 7, 5 x 5 and 3 x 3, with zeros beyond the borders.
 *
 * <p>The three kernels and the sum's identity are added to one kernel of 7 x 7 first, which is one
 * convolution instead of three.
 *
 * @param weights the network's arrays by name
 * @param name the layer's: NAME.proj.weight (W x 1 x 7 x 7), NAME.proj1.weight (W x 1 x 5 x 5),
 *     NAME.proj2.weight (W x 1 x 3 x 3), each with a .bias (W)
 */
public record PositionEncoding(Map<String, NDArray> weights, String name) {

  private static final int LARGEST = 7;
  private static final String[] PARTS = {"proj", "proj1", "proj2"};

  /**
   * @param shapes a network's tensors
   * @param name the layer's
   * @param width W
   * @return the tensors with those of the layer at their end, in the reference's order
   */
  public static TensorShapes add(final TensorShapes shapes, final String name, final int width) {
    long size = LARGEST;
    for (final String part : PARTS) {
      shapes.add(name + "." + part + ".weight", width, 1, size, size);
      shapes.add(name + "." + part + ".bias", width);
      size -= 2;
    }
    return shapes;
  }

  /**
   * @param x (side * side) x W tokens
   * @param side of the square
   * @return (side * side) x W, in x's manager
   */
  public NDArray of(final NDArray x, final long side) {
    final long width = x.getShape().get(1);
    try (NDManager scope = x.getManager().newSubManager()) {
      NDArray kernel = identity(scope);
      NDArray bias = scope.zeros(new Shape(1));
      for (final String part : PARTS) {
        final NDArray own = weights.get(name + "." + part + ".weight");
        final long border = (LARGEST - own.getShape().get(2)) / 2;
        final NDArray padded = own.pad(new Shape(border, border, border, border), 0);
        padded.attach(scope);
        kernel = kernel.add(padded);
        bias = bias.add(weights.get(name + "." + part + ".bias"));
      }
      // A view in channels-last order: nothing is copied.
      final NDArray line = x.reshape(1, side, side, width);
      line.attach(scope);
      final NDArray convolved =
          Conv2d.conv2d(
                  line.transpose(0, 3, 1, 2),
                  kernel,
                  bias,
                  new Shape(1, 1),
                  new Shape(LARGEST / 2, LARGEST / 2),
                  new Shape(1, 1),
                  (int) width)
              .singletonOrThrow();
      final NDArray out = convolved.transpose(0, 2, 3, 1).reshape(side * side, width);
      out.attach(x.getManager());
      return out;
    }
  }

  /** 1 x 1 x 7 x 7: 1 in the middle. */
  private static NDArray identity(final NDManager scope) {
    final float[] one = new float[LARGEST * LARGEST];
    one[one.length / 2] = 1;
    return scope.create(one, new Shape(1, 1, LARGEST, LARGEST));
  }
}
