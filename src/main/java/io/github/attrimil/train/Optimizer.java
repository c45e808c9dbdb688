package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Scalars;
import io.github.attrimil.tensor.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum, Adam (Kingma and Ba 2015, arXiv:1412.6980) or AdamW
 * (Loshchilov and Hutter 2019, arXiv:1711.05101), as PyTorch computes them: weight decay is added
 * to the gradient, with AdamW taken off the weights; momentum without dampening.
 */
public final class Optimizer implements AutoCloseable {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  /**
   * An optimizer and its hyperparameters.
   *
   * @param method how weights move along gradients
   * @param momentum of SGD
   * @param decay weight decay
   * @param clip largest norm of all gradients together, larger ones are scaled down; 0 for none
   */
  public record Settings(
      TrainingOptions.Optimizer method, double momentum, double decay, double clip) {

    /**
     * @param options with those of {@link TrainingOptions}
     * @return what they choose
     */
    public static Settings of(final Options options) {
      return new Settings(
          options.get(TrainingOptions.OPTIMIZER),
          options.get(TrainingOptions.MOMENTUM),
          options.get(TrainingOptions.DECAY),
          options.get(TrainingOptions.CLIP));
    }

    /**
     * @param decay weight decay
     * @return AdamW without clipping
     */
    public static Settings adamW(final double decay) {
      return new Settings(TrainingOptions.Optimizer.ADAMW, 0, decay, 0);
    }
  }

  private final Settings settings;
  private final Map<String, NDArray> parameters;
  private final NDManager manager;
  private final Scalars scalars;
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();
  private int steps;

  /**
   * @param settings the optimizer
   * @param parameters what it moves, in place, by name
   * @param parent the manager they belong to
   */
  public Optimizer(
      final Settings settings, final Map<String, NDArray> parameters, final NDManager parent) {
    this.settings = settings;
    this.parameters = parameters;
    this.manager = parent.newSubManager();
    this.scalars = new Scalars(manager);
  }

  /**
   * Moves all weights along their gradients.
   *
   * @param gradients of every weight by name, which are used up
   * @param rate the learning rate of this step
   */
  public void step(final Map<String, NDArray> gradients, final double rate) {
    steps++;
    final double norm = settings.clip() > 0 ? norm(gradients.values()) : 0;
    parameters.forEach(
        (name, weights) -> {
          // Every new array belongs to its first operand's manager: what is attached to the scope
          // is freed with it.
          try (NDManager scope = manager.newSubManager()) {
            final NDArray w = Compute.kept(weights.stopGradient(), scope);
            final NDArray g = Compute.kept(gradients.get(name), scope);
            if (norm > settings.clip()) {
              g.muli(settings.clip() / norm);
            }
            if (settings.method() == TrainingOptions.Optimizer.ADAMW) {
              w.muli(scalars.of(1 - rate * settings.decay()));
            } else if (settings.decay() > 0) {
              g.addi(w.mul(scalars.of(settings.decay())));
            }
            w.subi(
                settings.method() == TrainingOptions.Optimizer.SGD
                    ? momentum(name, g, rate)
                    : adam(name, g, rate));
          }
        });
  }

  /**
   * Takes the gradients that PyTorch gathered in weights, and zeroes them there.
   *
   * @param scope owns what is taken
   * @return the gradient of every weight that has one, by name
   */
  public Map<String, NDArray> takeGradients(final NDManager scope) {
    final Map<String, NDArray> taken = new LinkedHashMap<>();
    parameters.forEach(
        (name, weights) -> {
          if (weights.hasGradient()) {
            try (NDArray gradient = weights.getGradient()) {
              taken.put(name, Compute.kept(gradient.duplicate(), scope));
            }
            Compute.zeroGradient(weights);
          }
        });
    return taken;
  }

  /**
   * @param gradients some gradients
   * @return the norm of all together; not finite when one of them is not
   */
  public static double norm(final Collection<NDArray> gradients) {
    double squares = 0;
    for (final NDArray g : gradients) {
      try (NDArray squared = g.mul(g);
          NDArray sum = squared.sum()) {
        squares += sum.getFloat();
      }
    }
    return Math.sqrt(squares);
  }

  private NDArray momentum(final String name, final NDArray g, final double rate) {
    final NDArray velocity = first.get(name);
    if (velocity == null) {
      first.put(name, Compute.kept(g.duplicate(), manager));
    } else {
      velocity.muli(scalars.of(settings.momentum())).addi(g);
    }
    return Compute.kept(first.get(name).mul(scalars.of(rate)), g.getManager());
  }

  private NDArray adam(final String name, final NDArray g, final double rate) {
    final NDArray m = first.computeIfAbsent(name, k -> Compute.kept(g.zerosLike(), manager));
    final NDArray v = second.computeIfAbsent(name, k -> Compute.kept(g.zerosLike(), manager));
    m.muli(scalars.of(BETA_1)).addi(g.mul(scalars.of(1 - BETA_1)));
    v.muli(scalars.of(BETA_2)).addi(g.mul(g).muli(scalars.of(1 - BETA_2)));
    final double scale = rate / (1 - Math.pow(BETA_1, steps));
    final double root = Math.sqrt(1 - Math.pow(BETA_2, steps));
    final NDArray spread =
        Compute.kept(v.sqrt(), g.getManager()).divi(root).addi(scalars.of(EPSILON));
    return Compute.kept(m.mul(scale), g.getManager()).divi(spread);
  }

  /**
   * Copies out its state after the steps so far.
   *
   * @return tensors by name: "steps", and for each weight "first." and "second." and its name
   */
  public Map<String, Tensor> state() {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("steps", Tensor.of(new long[] {steps}, 1));
    first.forEach((name, array) -> state.put("first." + name, tensor(array)));
    second.forEach((name, array) -> state.put("second." + name, tensor(array)));
    return state;
  }

  private static Tensor tensor(final NDArray array) {
    return Tensor.of(array.toFloatArray(), array.getShape().getShape());
  }

  /**
   * Restores the state of another one.
   *
   * @param state what {@link #state} gave
   */
  public void resume(final Map<String, Tensor> state) {
    steps = (int) ((long[]) state.get("steps").data())[0];
    restore(state, "first.", first);
    restore(state, "second.", second);
  }

  private void restore(
      final Map<String, Tensor> state, final String prefix, final Map<String, NDArray> memory) {
    state.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            memory.put(
                name.substring(prefix.length()),
                manager.create(tensor.floats(), new Shape(tensor.shape())));
          }
        });
  }

  @Override
  public void close() {
    manager.close();
  }
}
