package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.tensor.Affine;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The forward pass of {@link AttriMil}, with its letters: weights stacked over the branches, V as
 * (C H) x D, so that all branches are one matrix product.
 *
 * @param arrays by their letters, as {@link StateLayout} has them
 * @param ownColumns C x (C H): 1 in a branch's own columns, 0 elsewhere
 * @param recorded whether autograd records the forward pass
 */
record StackedWeights(Map<String, NDArray> arrays, NDArray ownColumns, boolean recorded) {

  /**
   * What the backward pass needs of some rows.
   *
   * @param rows n x D, h
   * @param hidden n x H, relu(W1 h + b1)
   * @param adapted n x D, h'
   * @param tanh n x (C H), tanh(V h')
   * @param sigmoid n x (C H), sigmoid(U h')
   */
  record Activations(
      NDArray rows, NDArray hidden, NDArray adapted, NDArray tanh, NDArray sigmoid) {}

  NDArray get(final String letter) {
    return arrays.get(letter);
  }

  /**
   * Scores a bag of N x D features; all arrays are h's manager's. The output has the evidence, N x
   * C, as its own.
   */
  BagOutput score(final NDArray h) {
    final NDManager results = h.getManager();
    final NDList attentions = new NDList();
    final NDList evidences = new NDList();
    for (final NDIndex block : RowBlocks.of(h)) {
      try (NDManager scope = results.newSubManager()) {
        final Activations on = activate(h, block, scope);
        attentions.add(attention(on));
        evidences.add(evidence(on));
        attentions.get(attentions.size() - 1).attach(results);
        evidences.get(evidences.size() - 1).attach(results);
      }
    }
    final NDArray evidence = RowBlocks.joined(evidences);
    final BagOutput out = pool(RowBlocks.joined(attentions), evidence);
    if (evidences.size() > 1) {
      evidences.close();
      attentions.close();
    }
    return with(evidence, out);
  }

  /** The part of h that attention and evidence share; all arrays are the scope's. */
  Activations activate(final NDArray h, final NDIndex block, final NDManager scope) {
    final NDArray rows = h.get(block);
    rows.attach(scope);
    final NDArray hidden = activated(affine(rows, "W1", "b1"), Activation::relu);
    final NDArray adapted = affine(hidden, "W2", "b2").addi(rows);
    final NDArray tanh = activated(affine(adapted, "V", "bV"), NDArray::tanh);
    final NDArray sigmoid = activated(affine(adapted, "U", "bU"), Activation::sigmoid);
    return new Activations(rows, hidden, adapted, tanh, sigmoid);
  }

  /** Closes large arrays as soon as they are used, so that the next takes their memory. */
  private static NDArray activated(final NDArray x, final UnaryOperator<NDArray> activation) {
    try (x) {
      return activation.apply(x);
    }
  }

  /** n x C: a. */
  NDArray attention(final Activations on) {
    try (NDArray gate = on.tanh().mul(on.sigmoid());
        NDArray weights = branchWeights()) {
      return Linear.linear(gate, weights, get("bw")).singletonOrThrow();
    }
  }

  /** n x C: u. */
  NDArray evidence(final Activations on) {
    return Linear.linear(on.adapted(), get("u"), get("bu")).singletonOrThrow();
  }

  /** Logits and attribute scores of N x C attention and evidence. */
  BagOutput pool(final NDArray attention, final NDArray evidence) {
    return AttributePooling.of(attention, evidence, get("bias"), PatchMeaning.SCORE, recorded);
  }

  /** The output with the evidence as its own. */
  static BagOutput with(final NDArray evidence, final BagOutput out) {
    return new BagOutput(out.logits(), out.patches(), evidence);
  }

  /** C x (C H): row c holds w_c in its own columns and 0 elsewhere. */
  NDArray branchWeights() {
    return get("w").tile(new long[] {1, ownColumns.getShape().get(0)}).muli(ownColumns);
  }

  private NDArray affine(final NDArray x, final String weight, final String bias) {
    return Affine.of(x, get(weight), get(bias));
  }
}
