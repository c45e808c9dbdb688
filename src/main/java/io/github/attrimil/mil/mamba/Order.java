package io.github.attrimil.mil.mamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/** In which order a branch reads N patches: each is the other direction of a reading of its own. */
interface Order {

  /** As they come. */
  Order FORWARD =
      new Order() {
        @Override
        public NDArray read(final NDArray rows) {
          return rows;
        }

        @Override
        public NDArray undo(final NDArray sequence, final long n) {
          return sequence;
        }
      };

  /** From the last to the first. */
  Order REVERSED =
      new Order() {
        @Override
        public NDArray read(final NDArray rows) {
          return rows.flip(0);
        }

        @Override
        public NDArray undo(final NDArray sequence, final long n) {
          return sequence.flip(0);
        }
      };

  /**
   * MambaMIL's sequence reordering (Yang et al. 2024, section 2.3): zeros are put behind the
   * patches up to a multiple of the rate; patch i rate + j, of k rows of rate, moves to place j k +
   * i. The zeros become part of the sequence.
   *
   * @param rate how far apart patches are that follow each other
   * @return the order
   */
  static Order strided(final long rate) {
    return new Order() {
      @Override
      public NDArray read(final NDArray rows) {
        final long n = rows.getShape().get(0);
        final long width = rows.getShape().get(1);
        final long k = (n + rate - 1) / rate;
        final NDArray padded =
            k * rate == n
                ? rows
                : rows.concat(rows.getManager().zeros(new Shape(k * rate - n, width)));
        return padded.reshape(k, rate, width).transpose(1, 0, 2).reshape(k * rate, width);
      }

      @Override
      public NDArray undo(final NDArray sequence, final long n) {
        final long width = sequence.getShape().get(1);
        final long k = sequence.getShape().get(0) / rate;
        return sequence
            .reshape(rate, k, width)
            .transpose(1, 0, 2)
            .reshape(k * rate, width)
            .get(new NDIndex().addSliceDim(0, n));
      }
    };
  }

  /**
   * @param rows N x any
   * @return L x any, L at least N
   */
  NDArray read(NDArray rows);

  /**
   * The way back, and where there is padding its removal. It is also the backward pass of {@link
   * #read}, as that is of this.
   *
   * @param sequence L x any
   * @param n N
   * @return N x any
   */
  NDArray undo(NDArray sequence, long n);
}
