package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.Job;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightAverageTest {

  private final StudyBags study = StudyBags.planted(1);

  /** Of four slides, without validation, so that the last epoch is kept. */
  private Map<String, Tensor> trained(final String kind, final String changes) {
    final Split split = new Split(study.split().train().subList(0, 4), List.of(), List.of());
    final Recipe recipe =
        Recipes.changed(
            Recipe.of(ModelKinds.named(kind), "default"),
            "bags=4 patience=0 reduction=none " + changes);
    return new Trainer(recipe, study.bags()::get, study.labels(), Device.cpu(), 3, Job.silent())
        .run("fold 0", 2, split)
        .state();
  }

  static Stream<String> kinds() {
    // One whose objective moves tensors that are no parameters, and one with zeros at first.
    return Stream.of("mhim", "attrimil");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void averagesTheWeightsOfEpochs(final String kind) {
    final Map<String, Tensor> first = trained(kind, "epochs=1 average=0");
    final Map<String, Tensor> second = trained(kind, "epochs=2 average=0");
    final Map<String, Tensor> third = trained(kind, "epochs=3 average=0");
    // The first epochs count alike: of two 1/2 each, then 0.6 of their mean and 0.4 of the third.
    final Map<String, Tensor> mean = trained(kind, "epochs=3 average=0.6");
    boolean moved = false;
    for (final String name : mean.keySet()) {
      final float[] expected = new float[first.get(name).floats().length];
      for (int i = 0; i < expected.length; i++) {
        final double before =
            0.5 * first.get(name).floats()[i] + 0.5 * second.get(name).floats()[i];
        expected[i] = (float) (0.6 * before + 0.4 * third.get(name).floats()[i]);
        moved |= Math.abs(expected[i] - third.get(name).floats()[i]) > 1e-4;
      }
      assertArrayEquals(expected, mean.get(name).floats(), 1e-6f, name);
    }
    assertTrue(moved);
  }

  @Test
  void validatesTheAverage() {
    final Recipe recipe =
        Recipes.attrimil("default", "epochs=4 patience=0 average=0.9 bags=6 reduction=none");
    final Trainer.Result result =
        new Trainer(recipe, study.bags()::get, study.labels(), Device.cpu(), 3, Job.silent())
            .run("fold 0", 2, study.split());
    final Validation.Sum sum = new Validation.Sum(2);
    try (MilModel model = recipe.kind().load(result.state(), recipe.options(), Device.cpu())) {
      for (final String id : study.split().val()) {
        final BagScores scores = BagScores.of(model, study.bags().get(id));
        final int label = study.labels().get(id);
        sum.add(
            label,
            scores.predicted(),
            scores.probabilities(),
            recipe.kind().validationLoss(scores.logits(), label));
      }
    }
    assertEquals(
        result.epochs().get(result.bestEpoch()).validation().loss(), sum.mean().loss(), 1e-6);
  }
}
