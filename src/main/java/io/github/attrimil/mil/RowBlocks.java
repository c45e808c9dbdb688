package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.attrimil.core.Job;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Blocks of a bag's rows. A network computes block by block, so that its temporary arrays stay
 * small whatever N is.
 */
public final class RowBlocks {

  /** Few enough to stay near the processor, enough for a good matrix product. */
  private static final int MOST_ROWS = 2500;

  /** On a GPU: each block costs launches, and large ones are computed faster. */
  private static final int MOST_ROWS_GPU = 65536;

  private RowBlocks() {}

  /**
   * @param h N x D
   * @return indices of blocks of nearly equal size that make up all rows; whoever takes one is
   *     stopped there when the user cancels
   */
  public static List<NDIndex> of(final NDArray h) {
    final long[] ends = ends(h);
    return new AbstractList<>() {
      @Override
      public NDIndex get(final int k) {
        Job.checkLast();
        return new NDIndex("{}:{}", k == 0 ? 0 : ends[k - 1], ends[k]);
      }

      @Override
      public int size() {
        return ends.length;
      }
    };
  }

  /** Where blocks of nearly equal size end. */
  private static long[] ends(final NDArray h) {
    final long n = h.getShape().get(0);
    final int most = h.getDevice().isGpu() ? MOST_ROWS_GPU : MOST_ROWS;
    final long blocks = (n + most - 1) / most;
    return LongStream.rangeClosed(1, blocks).map(k -> k * n / blocks).toArray();
  }

  /**
   * Computes rows from rows, block by block.
   *
   * @param x N x ...
   * @param results owns what is given back; x's manager or one above it
   * @param function of a block's rows; what it computes between is freed after each block
   * @return what it gives for all rows
   */
  public static NDArray map(
      final NDArray x, final NDManager results, final UnaryOperator<NDArray> function) {
    final NDList blocks = new NDList();
    for (final NDArray rows : split(x)) {
      Job.checkLast();
      try (NDManager scope = results.newSubManager()) {
        rows.attach(scope);
        final NDArray computed = function.apply(rows);
        computed.attach(results);
        blocks.add(computed);
      }
    }
    final NDArray all = joined(blocks);
    if (blocks.size() > 1) {
      blocks.close();
    }
    return all;
  }

  /** Views of blocks of nearly equal size, whose gradients are joined once. */
  private static NDList split(final NDArray x) {
    final long[] ends = ends(x);
    if (ends.length == 1) {
      return new NDList(x.reshape(x.getShape()));
    }
    return x.split(Arrays.copyOf(ends, ends.length - 1), 0);
  }

  /**
   * Picks rows.
   *
   * @param h N x D
   * @param rows which, in any order, also repeatedly
   * @return rows x D, in h's manager
   */
  public static NDArray rows(final NDArray h, final int... rows) {
    // A copy in PyTorch's own memory: the backward pass needs it when Java has freed its buffer.
    try (NDArray places = h.getManager().create(Arrays.stream(rows).asLongStream().toArray());
        NDArray index = places.duplicate()) {
      return h.get(index);
    }
  }

  /**
   * @param blocks rows, in order
   * @return all rows in one array
   */
  public static NDArray joined(final NDList blocks) {
    return blocks.size() == 1 ? blocks.head() : NDArrays.concat(blocks);
  }
}
