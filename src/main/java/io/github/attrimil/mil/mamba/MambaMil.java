package io.github.attrimil.mil.mamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;
import io.github.attrimil.mil.layers.LayerNormalization;
import io.github.attrimil.mil.layers.Nonlinearity;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Recording;
import java.util.ArrayList;
import java.util.List;

/**
 * MambaMIL (Yang, Wang and Chen, "MambaMIL: Enhancing long sequence modeling with sequence
 * reordering in computational pathology", MICCAI 2024, arXiv:2403.06800; reference
 * github.com/isyangshu/MambaMIL), with the mixers of Mamba (Gu and Dao 2023, arXiv:2312.00752,
 * Apache-2.0).
 *
 * <p>Letters: N patches in the order of the bag, D features, C classes, W the width inside.
 *
 * <pre>
 * h = act(W_1 x + b_1)                               N x W, act ReLU or GELU
 * h = h + mixer(norm(h))                             for each layer
 * a = w tanh(V norm(h) + b_V) + b_w                  N x 1
 * logits = W_c sum_i softmax(a)_i norm(h)_i + b_c    C
 * </pre>
 *
 * <p>The mixer is {@link Mixer}, and the norms are layer normalizations with weights of their own.
 * The branches of a mixer read the patches in different orders: Mamba has one branch, BiMamba a
 * second one from the last patch to the first, SRMamba a second one by {@link Order#strided}.
 *
 * <p>In a network to train, by default, the mixers' last layers and the attention's are zero: at
 * first mixers add nothing and all patches count alike.
 *
 * <p>The mixers record no gradients: {@link MambaBackward} has their backward pass. In training the
 * reference sets a quarter of the first layer's output to zero at random (dropout); here nothing is
 * random.
 */
final class MambaMil extends StandardModel {

  static final String FIRST = "_fc1.0";
  static final String NORM = "norm";
  static final String CLASSIFIER = "classifier";
  static final String HIDDEN = "attention.0";
  static final String ATTENTION = "attention.2";

  private final Nonlinearity activation;
  private final List<Mixer> mixers = new ArrayList<>();

  /**
   * The patches before the head, and what the backward pass needs.
   *
   * @param layers N x W, before each layer and after the last
   * @param traces of the mixers
   */
  record Trunk(NDList layers, List<Mixer.Trace> traces) {

    NDArray last() {
      return layers.get(layers.size() - 1);
    }
  }

  MambaMil(final MambaKind kind, final StandardKind.Made of) {
    super(kind, of);
    activation = of.own().get(MambaOptions.ACTIVATION);
    final List<Order> orders = kind.orders(of.own());
    for (int i = 0; i < of.own().get(MambaOptions.LAYERS); i++) {
      mixers.add(new Mixer(MambaTensors.mixer(i), orders, this::weight));
    }
  }

  List<Mixer> mixers() {
    return mixers;
  }

  /** N x W: act(W_1 x + b_1). */
  NDArray first(final NDArray x) {
    try (NDArray linear = affine(x, FIRST)) {
      return activation.of(linear);
    }
  }

  /** What a mixer takes. */
  NDArray normed(final NDArray h, final int layer) {
    return normed(h, MambaTensors.norm(layer));
  }

  private NDArray normed(final NDArray h, final String name) {
    return LayerNormalization.of(h, parameters(), name);
  }

  /**
   * All layers, without a record.
   *
   * @param x N x D
   * @param scope owns the result
   * @param keep whether for the backward pass; else only the last patches are kept
   */
  Trunk trunk(final NDArray x, final NDManager scope, final boolean keep) {
    return Recording.off(
        () -> {
          final NDList layers = new NDList();
          final List<Mixer.Trace> traces = new ArrayList<>();
          layers.add(Compute.kept(first(x), scope));
          for (int i = 0; i < mixers.size(); i++) {
            final NDArray h = layers.get(layers.size() - 1);
            final Mixer.Trace trace = Mixer.trace();
            try (NDManager own = scope.newSubManager();
                NDArray v = Compute.kept(normed(h, i), own)) {
              final NDArray mixed = mixers.get(i).forward(v, keep ? scope : own, trace);
              layers.add(Compute.kept(mixed.addi(h), scope));
            }
            traces.add(trace);
            if (!keep) {
              h.close();
            }
          }
          return new Trunk(layers, traces);
        });
  }

  /**
   * Attention and classifier.
   *
   * @param h N x W, after the last layer
   * @param results owns the output
   */
  BagOutput head(final NDArray h, final NDManager results) {
    try (NDManager scope = results.newSubManager()) {
      final NDArray v = Compute.kept(normed(h, NORM), scope);
      final NDArray attention = linear(Compute.kept(affine(v, HIDDEN).tanh(), scope), ATTENTION);
      final NDArray shares = Compute.kept(attention.softmax(0), scope).transpose();
      final NDArray logits = linear(shares.matMul(v), CLASSIFIER).squeeze(0);
      return new BagOutput(
          Compute.kept(logits, results),
          new PatchEvidence.AttentionOnly(Compute.kept(attention, results)),
          null);
    }
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDManager results = bag.h().getManager();
    try (NDManager scope = results.newSubManager()) {
      return head(trunk(bag.h(), scope, false).last(), results);
    }
  }
}
