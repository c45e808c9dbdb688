package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of every kind in the registry against differences of its loss. */
class ModelKindGradientTest {

  private static final int D = 12;
  private static final int C = 3;

  /**
   * Lengths of a step in a direction of one parameter array. Shorter ones are tried where a loss
   * jumps within a longer one, as do losses of patches that are chosen by their order.
   */
  private static final double[] STRIDES = {1e-2, 2e-3};

  /**
   * Kinds whose terms teach different weights, so that the gradient of the sum is not its slope.
   * Their gradients are compared with the reference's, term by term, beside them.
   */
  private static final Set<String> TIERED = Set.of("dtfd");

  /** Of the gradient's norm: the loss bends within a stride, at ReLUs sharply. */
  private static final double RELATIVE = 0.02;

  /** Of float32 losses near 1, before the division by two strides. */
  private static final double ROUNDING = 4e-7;

  private static final int DIRECTIONS = 4;

  static List<ModelKind> kinds() {
    return ModelKinds.all();
  }

  private static final Bags EARLIER = Bags.random(9, D, 11);
  private static final Bags BAG = Bags.random(17, D, 12);

  /** A loss: what autograd differentiates is the last bag's. */
  private interface Loss {
    NDArray of(Scorer scorer, NDManager scope);
  }

  /**
   * The kind's own, late in a training and after a bag of another class. What the objective
   * remembers of that bag is data: it does not change with the weights.
   */
  private static Loss own(final MilModel model, final Options recipe) {
    // Made once: one that has a network of its own cannot be made while gradients are recorded.
    final Objective objective = model.kind().objective(model, recipe);
    final Map<String, Tensor> remembered;
    try (NDManager scope = model.manager().newSubManager()) {
      objective.startEpoch(1000);
      objective.loss(model.kind().gradients(model).begin(scope), EARLIER.in(scope), 0);
      remembered = objective.state();
    }
    return (scorer, scope) -> {
      objective.startEpoch(1000);
      objective.resume(remembered);
      final Losses losses = objective.loss(scorer, BAG.in(scope), C - 1);
      assertEquals(List.copyOf(losses.parts().keySet()), objective.parts());
      losses.values().parts().forEach((part, value) -> assertTrue(Double.isFinite(value), part));
      return losses.total();
    };
  }

  private static Map<String, float[]> gradients(final MilModel model, final Loss loss) {
    try (NDManager scope = model.manager().newSubManager()) {
      final Gradients.Step step = model.kind().gradients(model).begin(scope);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        collector.backward(loss.of(step, scope));
      }
      final Map<String, float[]> found = new LinkedHashMap<>();
      step.gradients().forEach((name, g) -> found.put(name, g.toFloatArray()));
      return found;
    }
  }

  private static double value(final MilModel model, final Loss loss) {
    try (NDManager scope = model.manager().newSubManager()) {
      return loss.of(model, scope).getFloat();
    }
  }

  /** Overwrites weights in place. */
  private static void set(final NDArray weights, final float[] values) {
    try (NDManager scope = weights.getManager().newSubManager()) {
      final NDArray same = weights.stopGradient();
      same.attach(scope);
      same.muli(0).addi(scope.create(values, weights.getShape()));
    }
  }

  private static double norm(final float[] values) {
    double squares = 0;
    for (final float v : values) {
      squares += (double) v * v;
    }
    return Math.sqrt(squares);
  }

  private static float[] moved(
      final float[] weights, final float[] direction, final double stride) {
    final float[] moved = weights.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (stride * direction[i]);
    }
    return moved;
  }

  private static void compare(final MilModel model, final Loss loss) {
    final Map<String, float[]> gradients = gradients(model, loss);
    assertEquals(model.parameters().keySet(), gradients.keySet());
    final Random random = new Random(13);
    double total = 0;
    for (final Map.Entry<String, NDArray> parameter : model.parameters().entrySet()) {
      final float[] gradient = gradients.get(parameter.getKey());
      final float[] before = parameter.getValue().toFloatArray();
      assertEquals(before.length, gradient.length);
      total += norm(gradient);
      for (int k = 0; k < DIRECTIONS; k++) {
        // Along the gradient itself, and then in random directions that weigh large entries.
        final float[] direction = new float[before.length];
        final double floor = norm(gradient) / Math.sqrt(before.length) + 1e-6;
        for (int i = 0; i < direction.length; i++) {
          direction[i] =
              k == 0
                  ? gradient[i]
                  : (float) (random.nextGaussian() * (Math.abs(gradient[i]) + floor));
        }
        final double length = Math.max(norm(direction), 1e-30);
        double slope = 0;
        for (int i = 0; i < direction.length; i++) {
          direction[i] /= (float) length;
          slope += gradient[i] * direction[i];
        }
        double found = 0;
        double tolerance = 0;
        for (final double stride : STRIDES) {
          set(parameter.getValue(), moved(before, direction, stride));
          final double more = value(model, loss);
          set(parameter.getValue(), moved(before, direction, -stride));
          final double less = value(model, loss);
          found = (more - less) / (2 * stride);
          tolerance = RELATIVE * norm(gradient) + ROUNDING / (2 * stride);
          if (Math.abs(found - slope) <= tolerance) {
            break;
          }
        }
        set(parameter.getValue(), before);
        assertEquals(found, slope, tolerance, parameter.getKey() + ", direction " + k);
      }
    }
    assertTrue(total > 1e-3, "gradients of norm " + total);
  }

  private static MilModel create(final ModelKind kind, final Options options) {
    return kind.create(new ModelShape(D, C), options, 21, Device.cpu());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void gradientsOfCrossEntropyAreItsSlopes(final ModelKind kind) {
    try (MilModel model = create(kind, TestOptions.random(kind.options()))) {
      compare(
          model, (scorer, scope) -> CrossEntropy.of(scorer.score(BAG.in(scope)).logits(), C - 1));
    }
  }

  static List<ModelKind> kindsOfOneLoss() {
    return kinds().stream().filter(kind -> !TIERED.contains(kind.name())).toList();
  }

  @ParameterizedTest
  @MethodSource("kindsOfOneLoss")
  void gradientsOfItsOwnLossAreItsSlopes(final ModelKind kind) {
    for (final String preset : kind.presets()) {
      final Options recipe = kind.recipe(preset);
      try (MilModel model = create(kind, TestOptions.random(recipe))) {
        compare(model, own(model, recipe));
      }
    }
  }

  /** From its usual start, by plain gradient descent on its own loss. */
  @ParameterizedTest
  @MethodSource("kinds")
  void learnsBagsThatAreEasyToClassify(final ModelKind kind) {
    final Options recipe = TestOptions.narrow(kind.recipe(kind.presets().get(0)));
    final Bags[] bags = new Bags[C];
    for (int c = 0; c < C; c++) {
      bags[c] = Bags.random(8 + c, D, 30).plus(c - 1);
    }
    try (MilModel model = create(kind, recipe);
        Objective objective = kind.objective(model, recipe)) {
      final Gradients gradients = kind.gradients(model);
      final double before = entropy(model, bags);
      for (int epoch = 0; epoch < 40; epoch++) {
        objective.startEpoch(epoch);
        for (int c = 0; c < C; c++) {
          learn(model, objective, gradients, bags[c], c);
        }
        assertEquals(List.of(), objective.endEpoch(epoch), "warnings");
      }
      final double after = entropy(model, bags);
      assertTrue(after < before / 2, before + " to " + after);
    }
  }

  private static void learn(
      final MilModel model,
      final Objective objective,
      final Gradients gradients,
      final Bags bag,
      final int label) {
    try (NDManager scope = model.manager().newSubManager()) {
      final Gradients.Step step = gradients.begin(scope);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        collector.backward(objective.loss(step, bag.in(scope), label).total());
      }
      step.gradients()
          .forEach(
              (name, g) -> {
                final NDArray same = model.parameters().get(name).stopGradient();
                same.attach(scope);
                same.subi(g.muli(0.05f));
              });
    }
  }

  private static double entropy(final MilModel model, final Bags[] bags) {
    double sum = 0;
    for (int c = 0; c < bags.length; c++) {
      sum -= Math.log(model.kind().probabilities(bags[c].scoredBy(model).logits())[c]);
    }
    return sum / bags.length;
  }
}
