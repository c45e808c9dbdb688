package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Stochastic gradient descent with momentum, Adam (Kingma and Ba 2015, arXiv:1412.6980) or AdamW
 * (Loshchilov and Hutter 2019, arXiv:1711.05101), as PyTorch computes them: weight decay is added
 * to the gradient, with AdamW taken off the weights; momentum without dampening.
 */
final class Optimizer implements AutoCloseable {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Preset preset;
  private final NDArray weights;
  private final NDManager manager;
  private NDArray first;
  private NDArray second;
  private int steps;

  /**
   * @param preset its kind and numbers
   * @param weights what it moves, in place
   */
  Optimizer(final Preset preset, final NDArray weights) {
    this.preset = preset;
    this.weights = weights;
    this.manager = weights.getManager().newSubManager();
  }

  /**
   * Moves the weights along their gradient.
   *
   * @param gradient of the weights, which is used up
   * @param rate the learning rate of this step
   */
  void step(final NDArray gradient, final double rate) {
    steps++;
    // Every new array belongs to its first operand's manager: what is lent to the scope goes with
    // it.
    try (NDManager scope = manager.newSubManager()) {
      final NDArray g = lend(gradient, scope);
      if (preset.clip() > 0) {
        final double norm = Math.sqrt(g.mul(g).sum().getFloat());
        if (norm > preset.clip()) {
          g.muli(preset.clip() / norm);
        }
      }
      if (preset.optimizer().equals("adamw")) {
        weights.muli(1 - rate * preset.decay());
      } else if (preset.decay() > 0) {
        g.addi(lend(weights.mul(preset.decay()), scope));
      }
      weights.subi(preset.optimizer().startsWith("adam") ? adam(g, rate) : momentum(g, rate));
    }
  }

  private NDArray momentum(final NDArray g, final double rate) {
    if (first == null) {
      first = lend(g.duplicate(), manager);
    } else {
      first.muli(preset.momentum()).addi(g);
    }
    return lend(first.mul(rate), g.getManager());
  }

  private NDArray adam(final NDArray g, final double rate) {
    if (first == null) {
      first = lend(g.zerosLike(), manager);
      second = lend(g.zerosLike(), manager);
    }
    first.muli(BETA_1).addi(g.mul(1 - BETA_1));
    second.muli(BETA_2).addi(g.mul(g).muli(1 - BETA_2));
    final double scale = rate / (1 - Math.pow(BETA_1, steps));
    final double root = Math.sqrt(1 - Math.pow(BETA_2, steps));
    final NDArray spread = lend(second.sqrt(), g.getManager()).divi(root).addi(EPSILON);
    return lend(first.mul(scale), g.getManager()).divi(spread);
  }

  private static NDArray lend(final NDArray array, final NDManager scope) {
    array.attach(scope);
    return array;
  }

  @Override
  public void close() {
    manager.close();
  }
}
