package io.github.attrimil.mil.mamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.tensor.Affine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A Mamba mixer of one or two branches. With v the normalized patches, N x W: [x, z] = W_in v, o
 * the sum of the branches, each put back in the order of the patches, and the output W_out o. No
 * projection has a bias.
 */
final class Mixer {

  private static final String[] SUFFIXES = {"", "_b"};

  private final String layer;
  private final List<Order> orders;
  private final Function<String, NDArray> weights;

  /**
   * What the backward pass needs beside the input: the states before the blocks of each branch.
   *
   * @param entries a list a branch
   */
  record Trace(List<NDList> entries) {}

  /**
   * @param layer the name before its tensors' names
   * @param orders an order a branch, one or two
   * @param weights tensors by name
   */
  Mixer(final String layer, final List<Order> orders, final Function<String, NDArray> weights) {
    this.layer = layer;
    this.orders = orders;
    this.weights = weights;
  }

  private Branch branch(final int i, final NDManager scope) {
    return new Branch(layer, SUFFIXES[i], weights, scope);
  }

  private NDArray projected(final NDArray v, final NDManager own) {
    final NDArray xz = Affine.of(v, weights.apply(layer + "in_proj.weight"), null);
    xz.attach(own);
    return xz;
  }

  private static NDArray read(final NDArray rows, final Order order, final NDManager mine) {
    final NDArray sequence = order.read(rows);
    if (sequence != rows) {
      sequence.attach(mine);
    }
    return sequence;
  }

  /**
   * The forward pass.
   *
   * @param v N x W
   * @param scope owns the output and the trace
   * @param trace takes what the backward pass needs
   * @return N x W
   */
  NDArray forward(final NDArray v, final NDManager scope, final Trace trace) {
    final long n = v.getShape().get(0);
    try (NDManager own = scope.newSubManager()) {
      final NDArray xz = projected(v, own);
      NDArray sum = null;
      for (int i = 0; i < orders.size(); i++) {
        final NDList entries = new NDList();
        try (NDManager mine = own.newSubManager()) {
          final NDArray sequence = read(xz, orders.get(i), mine);
          final NDArray o = orders.get(i).undo(branch(i, mine).forward(sequence, entries), n);
          sum = sum == null ? o : sum.addi(o);
          sum.attach(own);
          entries.forEach(state -> state.attach(scope));
          trace.entries().add(entries);
        }
      }
      final NDArray out = Affine.of(sum, weights.apply(layer + "out_proj.weight"), null);
      out.attach(scope);
      return out;
    }
  }

  /**
   * The backward pass.
   *
   * @param v N x W, as in {@link #forward}
   * @param trace what {@link #forward} left
   * @param dOut N x W, the loss's derivative by the output
   * @param sums takes the gradients of the mixer's weights
   * @param scope owns what is given back
   * @return N x W, its derivative by v
   */
  NDArray back(
      final NDArray v,
      final Trace trace,
      final NDArray dOut,
      final GradientSums sums,
      final NDManager scope) {
    final long n = v.getShape().get(0);
    try (NDManager own = scope.newSubManager()) {
      final NDArray xz = projected(v, own);
      final NDArray dO = Affine.back(dOut, weights.apply(layer + "out_proj.weight"));
      dO.attach(own);
      NDArray dXz = null;
      NDArray sum = null;
      for (int i = 0; i < orders.size(); i++) {
        final Order order = orders.get(i);
        try (NDManager mine = own.newSubManager()) {
          final Branch.Back back =
              branch(i, mine)
                  .back(read(xz, order, mine), trace.entries().get(i), read(dO, order, mine), sums);
          final NDArray o = order.undo(back.out(), n);
          final NDArray d = order.undo(back.xz(), n);
          sum = sum == null ? o : sum.addi(o);
          dXz = dXz == null ? d : dXz.addi(d);
          sum.attach(own);
          dXz.attach(own);
        }
      }
      sums.product(layer + "out_proj.weight", dOut, sum);
      sums.product(layer + "in_proj.weight", dXz, v);
      final NDArray dV = Affine.back(dXz, weights.apply(layer + "in_proj.weight"));
      dV.attach(scope);
      return dV;
    }
  }

  /**
   * @return a trace to fill
   */
  static Trace trace() {
    return new Trace(new ArrayList<>());
  }
}
