package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.tensor.Compute;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gradients by PyTorch's automatic differentiation, right for every kind. */
public final class Autograd implements Gradients {

  private final MilModel model;

  /**
   * @param model the network, whose parameters record gradients from now on
   */
  public Autograd(final MilModel model) {
    this.model = model;
    model.parameters().values().forEach(p -> p.setRequiresGradient(true));
  }

  @Override
  public Step begin(final NDManager scope) {
    return new Step() {
      @Override
      public BagOutput score(final BagInput bag) {
        return model.score(bag);
      }

      @Override
      public Map<String, NDArray> gradients() {
        final Map<String, NDArray> taken = new LinkedHashMap<>();
        model.parameters().forEach((name, array) -> taken.put(name, take(array, scope)));
        return taken;
      }
    };
  }

  /**
   * Copies an array's gradient and sets it to zero, where PyTorch would accumulate.
   *
   * @param array that records gradients
   * @param scope owns what is given back
   * @return its gradient, zero where it has none
   */
  public static NDArray take(final NDArray array, final NDManager scope) {
    final NDArray copy;
    if (array.hasGradient()) {
      try (NDArray gradient = array.getGradient()) {
        copy = gradient.duplicate();
      }
      Compute.zeroGradient(array);
    } else {
      copy = array.zerosLike();
    }
    copy.attach(scope);
    return copy;
  }
}
