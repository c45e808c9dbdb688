package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.DemoProject.Ran;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelKinds;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of the registry is trained by its name, with its own options and no others. */
class KindOptionsTest {

  @TempDir Path temporary;

  @Test
  void eachKindTrainsUnderItsNameAndPredicts() throws Exception {
    final Path project = DemoProject.finished(temporary);
    assertTrue(ModelKinds.all().size() >= 4, "AttriMIL, ABMIL, mean and max pooling");
    for (final ModelKind kind : ModelKinds.all()) {
      final String name = kind.name();
      final Ran trained =
          DemoProject.run("train", project, "kind=" + name, "epochs=1", "device=cpu");
      assertEquals(0, trained.status(), trained.err());
      final String card = Files.readString(project.resolve("models/" + name + "/model.json"));
      assertTrue(card.contains("\"" + name + "\""), card);
      final Ran predicted = DemoProject.run("predict", project, "model=" + name, "device=cpu");
      assertEquals(0, predicted.status(), predicted.err());
      assertTrue(Files.exists(project.resolve("results/" + name + "/predictions.csv")));
    }
  }

  @Test
  void anotherKindsOptionIsRefused() throws Exception {
    final Path project = DemoProject.finished(temporary);
    DemoProject.age(project);
    final Ran ran = DemoProject.run("train", project, "kind=mean", "rank=0.5", "device=cpu");
    assertEquals(2, ran.status());
    assertTrue(
        ran.lastError().startsWith("train: rank=0.5 is not an option of kind=mean"), ran.err());
    for (final Option<?> option : ModelKinds.named("mean").recipe("default").list()) {
      assertTrue(ran.lastError().contains(option.name()), option.name() + " in " + ran.err());
    }
    final Ran preset = DemoProject.run("train", project, "kind=mean", "preset=paper");
    assertTrue(preset.lastError().contains("has no preset=paper, only default"), preset.err());
    assertFalse(Files.exists(project.resolve("models/mean")));
  }

  @Test
  void aModelIsNotReplacedByOneOfAnotherKindUnasked() throws Exception {
    final Path project = DemoProject.finished(temporary);
    DemoProject.age(project);
    final Path card = project.resolve("models/attrimil/model.json");
    final String before = Files.readString(card);
    final Ran ran = DemoProject.run("train", project, "kind=mean", "model=attrimil", "device=cpu");
    assertEquals(1, ran.status());
    assertTrue(
        ran.lastError().contains("\"attrimil\" is of kind=attrimil, and kind=mean would replace"),
        ran.err());
    assertEquals(before, Files.readString(card));
    final Ran asked =
        DemoProject.run(
            "train", project, "kind=mean", "model=attrimil", "redo=true", "epochs=1", "device=cpu");
    assertEquals(0, asked.status(), asked.err());
    assertTrue(Files.readString(card).contains("\"mean\""));
  }

  @Test
  void theDemoEndsWellWithAttentionAlone() throws Exception {
    final Ran ran =
        DemoProject.run(
            "demo",
            temporary.resolve("demo"),
            "kind=abmil",
            "count=12",
            "pixels=1024",
            "folds=1",
            "epochs=1",
            "top=0",
            "device=cpu");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("Patch AUC: undefined"), ran.out());
    assertTrue(Files.exists(temporary.resolve("demo/results/abmil/report.html")));
  }
}
