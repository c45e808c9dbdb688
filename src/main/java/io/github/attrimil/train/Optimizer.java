package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.file.Tensor;
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
   * Which way down.
   *
   * @param method "sgd", "adam" or "adamw"
   * @param momentum of SGD
   * @param decay weight decay
   * @param clip largest norm of all gradients together, larger ones are scaled down; 0 for none
   */
  public record Settings(String method, double momentum, double decay, double clip) {}

  private final Settings settings;
  private final Map<String, NDArray> parameters;
  private final NDManager manager;
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();
  private int steps;

  Optimizer(final Preset preset, final Map<String, NDArray> parameters, final NDManager parent) {
    this(
        new Settings(preset.optimizer(), preset.momentum(), preset.decay(), preset.clip()),
        parameters,
        parent);
  }

  /**
   * @param settings which way down
   * @param parameters the weights, by name
   * @param parent the manager they belong to
   */
  public Optimizer(
      final Settings settings, final Map<String, NDArray> parameters, final NDManager parent) {
    this.settings = settings;
    this.parameters = parameters;
    this.manager = parent.newSubManager();
  }

  /**
   * Moves every weight along its gradient and zeroes the gradients.
   *
   * @param rate the learning rate of this step
   */
  public void step(final double rate) {
    steps++;
    final double scale = settings.clip() > 0 ? Math.min(1, settings.clip() / norm()) : 1;
    final boolean decoupled = settings.method().equals("adamw");
    parameters.forEach(
        (name, weight) -> {
          try (NDManager scope = manager.newSubManager();
              NDArray gradient = weight.getGradient()) {
            // Every new array belongs to its first operand's manager: what is lent to the scope
            // goes with it.
            final NDArray w = lend(weight.stopGradient(), scope);
            final NDArray g = lend(gradient.duplicate(), scope);
            if (scale < 1) {
              g.muli(scale);
            }
            if (settings.decay() > 0 && decoupled) {
              w.muli(1 - rate * settings.decay());
            } else if (settings.decay() > 0) {
              g.addi(w.mul(settings.decay()));
            }
            w.subi(
                settings.method().startsWith("adam")
                    ? adam(name, g, rate)
                    : momentum(name, g, rate));
            gradient.subi(gradient);
          }
        });
  }

  /** Zeroes the gradients without moving. */
  public void forget() {
    for (final NDArray weight : parameters.values()) {
      try (NDArray gradient = weight.getGradient();
          NDArray zero = gradient.zerosLike()) {
        // Not by a product or difference: what is not finite would stay so.
        zero.copyTo(gradient);
      }
    }
  }

  /**
   * @return the norm of all gradients together; not finite when one of them is not
   */
  public double norm() {
    double squares = 0;
    for (final NDArray weight : parameters.values()) {
      try (NDManager scope = manager.newSubManager();
          NDArray gradient = weight.getGradient()) {
        final NDArray g = lend(gradient.duplicate(), scope);
        squares += g.mul(g).sum().getFloat();
      }
    }
    return Math.sqrt(squares);
  }

  private NDArray momentum(final String name, final NDArray g, final double rate) {
    final NDArray velocity = first.get(name);
    if (velocity == null) {
      first.put(name, keep(g));
    } else {
      velocity.muli(settings.momentum()).addi(g);
    }
    return lend(first.get(name).mul(rate), g.getManager());
  }

  private NDArray adam(final String name, final NDArray g, final double rate) {
    final NDArray m = first.computeIfAbsent(name, k -> keep(g.zerosLike()));
    final NDArray v = second.computeIfAbsent(name, k -> keep(g.zerosLike()));
    m.muli(BETA_1).addi(g.mul(1 - BETA_1));
    v.muli(BETA_2).addi(g.mul(g).muli(1 - BETA_2));
    final double scale = rate / (1 - Math.pow(BETA_1, steps));
    final double root = Math.sqrt(1 - Math.pow(BETA_2, steps));
    final NDManager scope = g.getManager();
    final NDArray spread = lend(v.sqrt(), scope).divi(root).addi(EPSILON);
    return lend(m.mul(scale), scope).divi(spread);
  }

  private static NDArray lend(final NDArray array, final NDManager scope) {
    array.attach(scope);
    return array;
  }

  private NDArray keep(final NDArray array) {
    return lend(array.duplicate(), manager);
  }

  /**
   * Copies out what it remembers of the steps so far.
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
   * Goes on where another one stopped.
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
