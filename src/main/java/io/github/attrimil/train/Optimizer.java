package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum, or Adam (Kingma and Ba 2015, arXiv:1412.6980), as
 * PyTorch computes them: weight decay is added to the gradient; momentum without dampening.
 */
final class Optimizer implements AutoCloseable {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Preset preset;
  private final Map<String, NDArray> parameters;
  private final NDManager manager;
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();
  private int steps;

  Optimizer(final Preset preset, final Map<String, NDArray> parameters, final NDManager parent) {
    this.preset = preset;
    this.parameters = parameters;
    this.manager = parent.newSubManager();
  }

  /** Moves every weight along its gradient and zeroes the gradients. */
  void step() {
    steps++;
    try (NDManager scope = manager.newSubManager()) {
      parameters.forEach((name, weight) -> step(name, weight, scope));
    }
  }

  private void step(final String name, final NDArray weight, final NDManager scope) {
    try (NDArray gradient = weight.getGradient()) {
      final NDArray g = gradient.duplicate();
      g.attach(scope);
      if (preset.decay() > 0) {
        try (NDArray decay = weight.mul(preset.decay())) {
          decay.attach(scope);
          g.addi(decay.stopGradient());
        }
      }
      final NDArray update = preset.optimizer().equals("adam") ? adam(name, g) : momentum(name, g);
      weight.subi(update);
      gradient.subi(gradient);
    }
  }

  private NDArray momentum(final String name, final NDArray g) {
    final NDArray velocity = first.get(name);
    if (velocity == null) {
      first.put(name, keep(g));
    } else {
      velocity.muli(preset.momentum()).addi(g);
    }
    return first.get(name).mul(preset.rate());
  }

  private NDArray adam(final String name, final NDArray g) {
    final NDArray m = first.computeIfAbsent(name, k -> keep(g.zerosLike()));
    final NDArray v = second.computeIfAbsent(name, k -> keep(g.zerosLike()));
    m.muli(BETA_1).addi(g.mul(1 - BETA_1));
    v.muli(BETA_2).addi(g.mul(g).muli(1 - BETA_2));
    final double scale = preset.rate() / (1 - Math.pow(BETA_1, steps));
    final double root = Math.sqrt(1 - Math.pow(BETA_2, steps));
    return m.mul(scale).divi(v.sqrt().divi(root).addi(EPSILON));
  }

  private NDArray keep(final NDArray array) {
    final NDArray copy = array.duplicate();
    copy.attach(manager);
    return copy;
  }

  @Override
  public void close() {
    manager.close();
  }
}
