package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.localize.LocalizationStage;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps and their comparison with annotations use the split a model was trained with, no other. */
class OwnSplitOfMapsTest {

  @TempDir Path temporary;

  @Test
  void otherSplitsAreRefused() throws Exception {
    final Path root = DemoProject.finished(temporary);
    final Project project = new Project(root);
    assertEquals(0, DemoProject.run("map", root, "slide=demo_001", "device=cpu").status());
    final DemoProject.Ran split = DemoProject.run("split", root, "folds=1", "seed=77", "redo=true");
    assertEquals(0, split.status(), split.err());

    final DemoProject.Ran map = DemoProject.run("map", root, "slide=demo_001", "device=cpu");
    assertEquals(1, map.status());
    assertTrue(map.lastError().contains("is not the split that fold 0"), map.err());
    assertTrue(map.lastError().contains("demo_"), map.err());
    // Whose network draws was said: no claim about held-out slides.
    final DemoProject.Ran chosen =
        DemoProject.run("map", root, "slide=demo_001", "fold=0", "device=cpu");
    assertEquals(0, chosen.status(), chosen.err());

    final LocalizationStage.Request truth = LocalizationStage.Request.of(root.resolve("truth"));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                LocalizationStage.run(
                    project, "attrimil", truth, DeviceChoice.CPU, false, Job.silent()));
    assertTrue(e.getMessage().contains("is not the split that fold 0"), e.getMessage());
    assertTrue(e.getMessage().contains("demo_"), e.getMessage());
  }
}
