package io.github.attrimil.mil.rrt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A square of patches, row by row in their order, cut into S x S regions. Zeros are put at its end
 * so that regions are squares of equal size.
 *
 * @param patches N
 * @param side S: regions along a side of the square
 * @param size r: patches along a side of a region
 */
record Regions(long patches, long side, long size) {

  /**
   * @param patches N
   * @param side S
   * @return the smallest square that has room for them
   */
  static Regions of(final long patches, final long side) {
    final long length = (long) Math.ceil(Math.sqrt(patches));
    return new Regions(patches, side, (length + side - 1) / side);
  }

  /**
   * @param x N x W, one row a patch
   * @return R x r^2 x W, in x's manager
   */
  NDArray cut(final NDArray x) {
    final long width = x.getShape().get(1);
    try (NDManager scope = x.getManager().newSubManager()) {
      final NDArray zeros = scope.zeros(new Shape(side * side * size * size - patches, width));
      final NDArray square = x.concat(zeros, 0);
      square.attach(scope);
      final NDArray cut =
          square
              .reshape(side, size, side, size, width)
              .transpose(0, 2, 1, 3, 4)
              .reshape(side * side, size * size, width);
      cut.attach(x.getManager());
      return cut;
    }
  }

  /**
   * The inverse of {@link #cut}.
   *
   * @param regions R x r^2 x W
   * @return N x W, in the regions' manager
   */
  NDArray joined(final NDArray regions) {
    final long width = regions.getShape().get(2);
    try (NDManager scope = regions.getManager().newSubManager()) {
      final NDArray apart = regions.reshape(side, side, size, size, width);
      apart.attach(scope);
      final NDArray joined =
          apart
              .transpose(0, 2, 1, 3, 4)
              .reshape(side * side * size * size, width)
              .get(":" + patches);
      joined.attach(regions.getManager());
      return joined;
    }
  }
}
