package io.github.attrimil.mil.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.attrimil.core.options.Option;
import java.util.List;

/** What follows a linear layer, number by number. Tensors do not show which it is. */
public enum Nonlinearity {
  /** max(x, 0). */
  RELU {
    @Override
    public NDArray of(final NDArray x) {
      return Activation.relu(x);
    }
  },
  /** x Phi(x), with the normal distribution function Phi. */
  GELU {
    @Override
    public NDArray of(final NDArray x) {
      return Activation.gelu(x);
    }
  },
  /** The hyperbolic tangent. */
  TANH {
    @Override
    public NDArray of(final NDArray x) {
      return Activation.tanh(x);
    }
  };

  /**
   * @param x any shape
   * @return the same shape, in x's manager
   */
  public abstract NDArray of(NDArray x);

  /**
   * @param usual the kind's default
   * @return the option for what follows a network's first layer
   */
  public static Option<Nonlinearity> first(final Nonlinearity usual) {
    return Option.choice(
        "activation",
        "Activation",
        "Activation after the first layer.",
        usual,
        List.of(RELU, GELU));
  }

  /**
   * @param usual the kind's default
   * @return the option for what follows the hidden layer of the attention that pools patches
   */
  public static Option<Nonlinearity> pooling(final Nonlinearity usual) {
    return Option.choice(
        "pooling",
        "Activation in pooling",
        "Activation in the attention that pools the patches.",
        usual);
  }
}
