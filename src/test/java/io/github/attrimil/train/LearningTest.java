package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.github.attrimil.core.Job;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.attrimil.BranchWatchTest;
import io.github.attrimil.mil.reduction.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What the presets learn, from features to held-out slides and patches. */
class LearningTest {

  /** Of the trainings of the cohort that the authors' code was trained on; 10 for a report. */
  private static final int SEEDS = Integer.getInteger("attrimil.seeds", 2);

  private final BranchWatchTest.Warnings warnings = new BranchWatchTest.Warnings();

  private StudyBags.Found train(final StudyBags study, final Recipe recipe, final long seed) {
    final Job job = warnings.job();
    final Trainer.Result result =
        new Trainer(recipe, study.bags()::get, study.labels(), Device.cpu(), seed, job)
            .run("fold 0", 2, study.split());
    try (MilModel model =
        Reduction.load(recipe.kind(), result.state(), recipe.options(), Device.cpu())) {
      return study.test(model);
    }
  }

  private List<StudyBags.Found> trainAll(final StudyBags study, final Recipe recipe) {
    final List<StudyBags.Found> all = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      all.add(train(study, recipe, seed));
    }
    return all;
  }

  private static double mean(
      final List<StudyBags.Found> all, final ToDoubleFunction<StudyBags.Found> figure) {
    return all.stream().mapToDouble(figure).average().orElseThrow();
  }

  private static StudyBags fixture() {
    assumeTrue(Goldens.shared().isPresent(), "no shared folder");
    return StudyBags.fixture(Goldens.shared().get().resolve("e2e"));
  }

  @Test
  void defaultFindsSlidesAndPatches() {
    final StudyBags.Found found = train(StudyBags.planted(1), Recipes.attrimil("default"), 0);
    assertTrue(found.bagAuc() > 0.95, found.toString());
    assertTrue(found.patchAuc() > 0.99, found.toString());
    assertEquals(List.of(), warnings.lines);
  }

  @Test
  void officialLosesABranchAndSaysSo() {
    train(StudyBags.planted(1), Recipes.attrimil("official", "epochs=30 rate=2e-3"), 0);
    assertEquals(2, warnings.lines.size(), warnings.lines.toString());
    assertTrue(warnings.lines.get(0).contains("has collapsed"), warnings.lines.get(0));
    assertTrue(warnings.lines.get(1).contains("no better than 0.693"), warnings.lines.get(1));
  }

  @Test
  void officialLosesABranchOfTheAuthorsCohortToo() {
    trainAll(fixture(), Recipes.attrimil("official", "epochs=30 rate=2e-3"));
    assertEquals(
        SEEDS,
        warnings.lines.stream().filter(line -> line.contains("has collapsed")).count(),
        warnings.lines.toString());
  }

  @Test
  void defaultDoesAsWellAsItsReport() {
    final List<StudyBags.Found> all = trainAll(fixture(), Recipes.attrimil("default"));
    assertTrue(mean(all, StudyBags.Found::bagAuc) >= 0.99, all.toString());
    assertTrue(mean(all, StudyBags.Found::patchAuc) >= 0.998, all.toString());
    assertEquals(List.of(), warnings.lines);
  }
}
