package io.github.attrimil.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.attrimil.encoder.resnet.ResidualNetwork;
import io.github.attrimil.encoder.resnet.StageAdapter;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.attrimil.AttriMil;
import io.github.attrimil.mil.attrimil.AttriMilBackward;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.train.Optimizer;
import java.util.Map;

/**
 * One bag through adapter and auxiliary classifier.
 *
 * @param adapter of the stage
 * @param classifier of the slide
 * @param standard scales the classifier's input
 * @param cache what the stage gives for every patch
 */
record BagStep(
    StageAdapter adapter, AttriMil classifier, Standardization standard, StageCache cache) {

  double[] learn(
      final PatchPool.Part part, final int label, final Optimizer optimizer, final double rate) {
    try (NDManager scope = classifier.manager().newSubManager()) {
      final NDArray x = cache.read(part.first(), part.count(), scope);
      final AttriMilBackward step = new AttriMilBackward(classifier, scope, true);
      final NDArray features;
      final double[] terms;
      try (GradientCollector gradients = Compute.engine().newGradientCollector()) {
        Compute.share(x.size());
        features = features(x);
        final NDArray logits = step.score(bag(Compute.detached(features, scope))).logits();
        final NDArray loss = logits.logSoftmax(0).get(label).neg();
        terms = terms(loss, logits, label);
        if (!Double.isFinite(terms[0])) {
          return terms;
        }
        gradients.backward(loss);
      }
      final NDArray weights = step.gradients().get(AttriMil.WEIGHTS);
      try (GradientCollector gradients = Compute.engine().newGradientCollector()) {
        Compute.share(x.size());
        // The adapter's gradient by the chain rule: that of this sum is the same.
        gradients.backward(features.mul(step.featureGradient()).sum());
      }
      final Map<String, NDArray> taken = optimizer.takeGradients(scope);
      taken.put(StagedAdaptation.MIL_WEIGHTS, weights);
      optimizer.step(taken, rate);
      return terms;
    }
  }

  double[] look(final PatchPool.Part part, final int label) {
    try (NDManager scope = classifier.manager().newSubManager()) {
      final NDArray x = cache.read(part.first(), part.count(), scope);
      final NDArray logits = classifier.score(bag(features(x))).logits();
      return terms(logits.logSoftmax(0).get(label).neg(), logits, label);
    }
  }

  private static BagInput bag(final NDArray features) {
    return new BagInput(features, PatchGrid.unplaced((int) features.getShape().get(0)));
  }

  private NDArray features(final NDArray x) {
    final NDArray pooled = ResidualNetwork.pooled(adapter.apply(x));
    return standard.apply(pooled);
  }

  private static double[] terms(final NDArray loss, final NDArray logits, final int label) {
    final boolean right = logits.argMax().getLong() == label;
    return new double[] {loss.getFloat(), right ? 1 : 0};
  }
}
