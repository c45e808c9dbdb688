package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;
import java.util.List;
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
   * @return indices of blocks of nearly equal size that make up all rows
   */
  public static List<NDIndex> of(final NDArray h) {
    final long n = h.getShape().get(0);
    final int most = h.getDevice().isGpu() ? MOST_ROWS_GPU : MOST_ROWS;
    final long blocks = (n + most - 1) / most;
    return LongStream.range(0, blocks)
        .mapToObj(k -> new NDIndex("{}:{}", k * n / blocks, (k + 1) * n / blocks))
        .toList();
  }

  /**
   * Picks rows.
   *
   * @param h N x D
   * @param rows which, in any order, also repeatedly
   * @return rows x D, in h's manager
   */
  public static NDArray rows(final NDArray h, final int... rows) {
    // The backward pass still needs the indices: they live as long as h's manager.
    return h.get(h.getManager().create(Arrays.stream(rows).asLongStream().toArray()));
  }

  /**
   * @param blocks rows, in order
   * @return all rows in one array
   */
  public static NDArray joined(final NDList blocks) {
    return blocks.size() == 1 ? blocks.head() : NDArrays.concat(blocks);
  }
}
