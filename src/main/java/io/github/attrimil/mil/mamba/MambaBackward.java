package io.github.attrimil.mil.mamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.mil.Autograd;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.tensor.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The backward pass of {@link MambaMil}. PyTorch differentiates the loss down to the patches after
 * the last layer. From there the layers follow one by one, last first: {@link Mixer#back} has the
 * formulas of the mixers, and the normalizations and the first layer are recorded when their turn
 * comes. Of a bag N x W numbers a layer are kept in between, whatever is wide inside a layer only
 * while it is computed.
 */
final class MambaBackward implements Gradients.Step {

  /** A bag, and its patches after the last layer as the leaf of the loss's record. */
  private record Pass(NDArray x, MambaMil.Trunk trunk, NDArray leaf) {}

  private final MambaMil model;
  private final NDManager scope;
  private final List<Pass> passes = new ArrayList<>();

  /**
   * @param model the network
   * @param scope owns all arrays
   */
  MambaBackward(final MambaMil model, final NDManager scope) {
    this.model = model;
    this.scope = scope;
  }

  /**
   * @param model the network, whose parameters outside of the mixers record gradients from now on
   * @return this backward pass for it
   */
  static Gradients of(final MambaMil model) {
    model
        .parameters()
        .forEach((name, array) -> array.setRequiresGradient(!MambaTensors.inMixer(name)));
    return scope -> new MambaBackward(model, scope);
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final MambaMil.Trunk trunk = model.trunk(bag.h(), scope, true);
    final NDArray leaf = Recording.leaf(trunk.last(), scope);
    passes.add(new Pass(bag.h(), trunk, leaf));
    return model.head(leaf, scope);
  }

  @Override
  public Map<String, NDArray> gradients() {
    final GradientSums sums = new GradientSums(scope);
    passes.forEach(pass -> back(pass, sums));
    final Map<String, NDArray> all = new LinkedHashMap<>();
    model
        .parameters()
        .forEach(
            (name, array) ->
                all.put(
                    name,
                    MambaTensors.inMixer(name)
                        ? sums.orZero(name, array)
                        : Autograd.take(array, scope)));
    return all;
  }

  private void back(final Pass pass, final GradientSums sums) {
    NDArray d = pass.leaf().getGradient();
    if (d == null) {
      return;
    }
    d.attach(scope);
    for (int i = model.mixers().size() - 1; i >= 0; i--) {
      final int layer = i;
      final NDArray h = pass.trunk().layers().get(i);
      try (NDManager own = scope.newSubManager()) {
        final NDArray v = Recording.off(() -> model.normed(h, layer));
        v.attach(own);
        final NDArray dV =
            model.mixers().get(i).back(v, pass.trunk().traces().get(i), d, sums, own);
        d.addi(Recording.back(x -> model.normed(x, layer), h, dV, own));
      }
    }
    final NDArray dFirst = d;
    Recording.back(() -> model.first(pass.x()), dFirst);
  }
}
