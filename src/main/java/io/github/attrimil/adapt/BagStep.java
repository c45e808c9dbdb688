package io.github.attrimil.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.encoder.resnet.ResidualNetwork;
import io.github.attrimil.encoder.resnet.StageAdapter;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Recording;
import io.github.attrimil.train.Optimizer;

/**
 * One bag through adapter and auxiliary classifier.
 *
 * @param adapter of the stage
 * @param classifier of the slide, of any kind
 * @param standard scales the classifier's input
 * @param cache what the stage gives for every patch
 */
record BagStep(
    StageAdapter adapter, MilModel classifier, Standardization standard, StageCache cache) {

  /**
   * What a bag gave.
   *
   * @param loss its cross-entropy
   * @param correct whether the class with the largest logit is its own
   */
  record Result(double loss, boolean correct) {}

  /**
   * Moves adapter and classifier, whose arrays all record gradients and are the optimizer's.
   *
   * @param part the bag's patches
   * @param label its class
   * @param optimizer moves them
   * @param rate learning rate
   * @return loss and class before the step; where the loss is not finite, nothing was moved
   */
  Result learn(
      final PatchPool.Part part, final int label, final Optimizer optimizer, final double rate) {
    try (NDManager scope = classifier.manager().newSubManager()) {
      final NDArray x = cache.read(part.first(), part.count(), scope);
      final Result result;
      try (Recording.Open recording = Recording.on()) {
        Compute.share(x.size());
        final NDArray logits = logits(x);
        final NDArray loss = loss(logits, label);
        result = result(loss, logits, label);
        if (!Double.isFinite(result.loss())) {
          return result;
        }
        Recording.backward(loss);
      }
      optimizer.step(optimizer.takeGradients(scope), rate);
      return result;
    }
  }

  /**
   * @param part the bag's patches
   * @param label its class
   * @return loss and class of a bag that is only watched
   */
  Result look(final PatchPool.Part part, final int label) {
    try (NDManager scope = classifier.manager().newSubManager()) {
      final NDArray logits = logits(cache.read(part.first(), part.count(), scope));
      return result(loss(logits, label), logits, label);
    }
  }

  private NDArray logits(final NDArray x) {
    final NDArray features = standard.apply(ResidualNetwork.pooled(adapter.apply(x)));
    final PatchGrid grid = PatchGrid.unplaced((int) features.getShape().get(0));
    return classifier.score(new BagInput(features, grid)).logits();
  }

  private static NDArray loss(final NDArray logits, final int label) {
    return logits.logSoftmax(0).get(label).neg();
  }

  private static Result result(final NDArray loss, final NDArray logits, final int label) {
    return new Result(loss.getFloat(), logits.argMax().getLong() == label);
  }
}
