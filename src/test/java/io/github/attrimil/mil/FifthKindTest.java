package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.Job;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.train.Recipe;
import io.github.attrimil.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A kind of another jar is one class and one line in META-INF/services. */
class FifthKindTest {

  private static final int D = 6;

  @Test
  void itIsFoundByItsLine() {
    final ModelKind kind = ModelKinds.named("maxlinear");
    assertSame(MaxLinearKind.class, kind.getClass());
    assertTrue(ModelKindContractTest.kinds().contains(kind));
    assertTrue(ModelKindGradientTest.kinds().contains(kind));
  }

  /** Wherever another jar is on the class path, the default is this one's. */
  @Test
  void kindsOfOtherJarsComeLast() {
    assertEquals("attrimil", ModelKinds.all().get(0).name());
    assertEquals("maxlinear", ModelKinds.all().get(ModelKinds.all().size() - 1).name());
  }

  /** Positive slides have one patch whose first feature is large. */
  @Test
  void theTrainerTrainsItLikeAnyOther() {
    final Map<String, Bag> bags = new LinkedHashMap<>();
    final Map<String, Integer> labels = new LinkedHashMap<>();
    final List<String> train = new ArrayList<>();
    final List<String> val = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      final String slide = "slide" + i;
      final Bags bag = Bags.random(5 + i % 4, D, i);
      bag.h()[0] += i % 2 == 0 ? 0 : 8;
      bags.put(slide, new Bag(slide, bag.h(), FeatureCard.of(D), PatchGrid.unplaced(bag.size())));
      labels.put(slide, i % 2);
      (i < 16 ? train : val).add(slide);
    }
    final Recipe recipe =
        Recipe.of(ModelKinds.named("maxlinear"), "default")
            .with(Map.of("rate", "0.02", "epochs", "15", "bags", "16"));
    final Trainer.Result result =
        new Trainer(recipe, bags::get, labels, Device.cpu(), 1, Job.silent())
            .run("fold 0", 2, new Split(train, val, List.of()));
    assertEquals(List.of(CrossEntropy.BAG), result.parts());
    final Trainer.Epoch best = result.epochs().get(result.bestEpoch());
    assertEquals(1, best.validation().accuracy(), "accuracy of validation slides");
    assertTrue(best.validation().loss() < 0.3, "validation loss " + best.validation().loss());
    try (MilModel model = recipe.kind().load(result.state(), recipe.options(), Device.cpu())) {
      assertEquals(new ModelShape(D, 2), model.shape());
    }
  }
}
