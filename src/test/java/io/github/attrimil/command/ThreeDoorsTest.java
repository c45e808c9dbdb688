package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.adapt.AdaptRequest;
import io.github.attrimil.adapt.AdaptStage;
import io.github.attrimil.adapt.Method;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.Outcome;
import io.github.attrimil.core.Job;
import io.github.attrimil.demo.Demo;
import io.github.attrimil.encoder.KnownEncoder;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.encoder.features.FeatureStage;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.localize.LocalizationStage;
import io.github.attrimil.evaluate.stage.EvaluateStage;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.explain.map.MapStage;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.pipeline.Pipeline;
import io.github.attrimil.pipeline.Prediction;
import io.github.attrimil.pipeline.health.Doctor;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.ModelReport;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tissue.TissueParameters;
import io.github.attrimil.tissue.patches.NeighborStage;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchSettings;
import io.github.attrimil.tissue.patches.PatchStage;
import io.github.attrimil.train.Recipes;
import io.github.attrimil.train.TrainStage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

/**
 * Every command gives the same files whichever door it is started by: the library, SciJava's
 * command service, or the shell.
 */
class ThreeDoorsTest {

  private static final Context CONTEXT = new Context(CommandService.class);
  private static final PatchSettings PATCHES =
      new PatchSettings(PatchParameters.at(0.5, 128), TissueParameters.defaults());
  private static final Splitter SPLITTER = new Splitter(1, 0.25, 1);

  @TempDir Path temporary;

  /** Each command of the other doors has a record of its own, whose warnings its report shows. */
  private Job job = Job.silent();

  @AfterAll
  static void dispose() {
    CONTEXT.dispose();
  }

  private static CommandModule scijava(
      final Class<? extends AttriCommand> command, final Object... inputs) throws Exception {
    final CommandModule module =
        CONTEXT.getService(CommandService.class).run(command, true, inputs).get();
    final AttriCommand done = (AttriCommand) module.getCommand();
    assertEquals(Outcome.DONE, done.outcome(), done.message());
    assertFalse(done.isCanceled());
    return module;
  }

  private static void shell(final String command, final Path project, final String... more) {
    final DemoProject.Ran ran = DemoProject.run(command, project, more);
    assertEquals(0, ran.status(), ran.err());
  }

  private static TrainStage.Request training() {
    return new TrainStage.Request(
        "attrimil", Recipes.attrimil("default", "epochs=2"), List.of(), DeviceChoice.CPU, 1, false);
  }

  private static Pipeline.Request pipeline() {
    return new Pipeline.Request(
        new Pipeline.Slides(SlideList.Wanted.of(Optional.empty()), Optional.empty(), PATCHES),
        Encoding.of("baseline"),
        SPLITTER,
        training(),
        1);
  }

  @Test
  void stagesOneByOne() throws Exception {
    final Path library = DemoProject.painted(temporary.resolve("library"));
    final Path scijava = DemoProject.painted(temporary.resolve("scijava"));
    final Path shell = DemoProject.painted(temporary.resolve("shell"));
    final Project project = new Project(library);
    final File folder = scijava.toFile();
    final List<SlideSource> slides = SlideList.find(project, SlideList.Wanted.of(Optional.empty()));

    PatchStage.run(project, slides, PATCHES, false, job);
    scijava(PatchCommand.class, "project", folder, "size", 128);
    shell("patch", shell, "size=128");
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);

    NeighborStage.run(project, project.slidesWithPatches(List.of()), false, job);
    scijava(NeighborsCommand.class, "project", folder);
    shell("neighbors", shell);
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);

    FeatureStage.run(project, slides, "baseline", DeviceChoice.CPU, false, job);
    scijava(FeaturesCommand.class, "project", folder, "device", DeviceChoice.CPU);
    shell("features", shell, "device=cpu");
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);

    SplitStage.run(project, SPLITTER, false, job);
    final CommandModule split = scijava(SplitCommand.class, "project", folder, "folds", 1);
    shell("split", shell, "folds=1");
    assertEquals(
        scijava.resolve("splits").resolve("splits_0.csv").toFile(), split.getOutput("output"));
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);

    TrainStage.run(project, training(), job);
    scijava(TrainCommand.class, "project", folder, "epochs", 2, "device", DeviceChoice.CPU);
    shell("train", shell, "epochs=2", "device=cpu");
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);

    job = Job.silent();
    final EvaluationSummary summary =
        EvaluateStage.run(project, "attrimil", DeviceChoice.CPU, false, job);
    final Localization found =
        LocalizationStage.run(
            project,
            "attrimil",
            LocalizationStage.Request.of(library.resolve("truth")),
            DeviceChoice.CPU,
            false,
            job);
    ModelReport.write(project, "attrimil", summary, Optional.of(found), Map.of(), job);
    final File truth = scijava.resolve("truth").toFile();
    scijava(
        EvaluateCommand.class, "project", folder, "annotations", truth, "device", DeviceChoice.CPU);
    shell("evaluate", shell, "annotations=" + shell.resolve("truth"), "device=cpu");
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);

    final List<String> test = SplitStage.read(project).get(0).test();
    final List<SlideSource> held = slides.stream().filter(s -> test.contains(s.id())).toList();
    MapStage.run(
        project, held, new MapStage.Request("attrimil", -1, 1, DeviceChoice.CPU, false), job);
    final String ids = String.join(",", test);
    scijava(
        MapCommand.class, "project", folder, "slide", ids, "top", 1, "device", DeviceChoice.CPU);
    shell("map", shell, "slide=" + ids, "top=1", "device=cpu");
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);

    Prediction.run(
        project,
        new Prediction.Request(
            "attrimil",
            SlideList.Wanted.of(Optional.empty()),
            PATCHES,
            Encoding.of(""),
            DeviceChoice.CPU,
            false),
        job);
    scijava(PredictCommand.class, "project", folder, "device", DeviceChoice.CPU);
    shell("predict", shell, "device=cpu");
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);
    final CsvTable predictions = CsvTable.read(library.resolve("results/attrimil/predictions.csv"));
    assertEquals(DemoProject.SLIDES, predictions.rows());
    assertEquals(
        List.of("slide_id", "Y_hat", "p_0", "p_1", "logit_0", "logit_1", "class"),
        predictions.columns().subList(0, 7));
    // Of one network, both are its own, and so agree.
    assertEquals(
        predictions.number(0, "p_1") / predictions.number(0, "p_0"),
        Math.exp(predictions.number(0, "logit_1") - predictions.number(0, "logit_0")),
        1e-6);
  }

  @Test
  void pipelineInOneGo() throws Exception {
    final Path shell = DemoProject.finished(temporary.resolve("shell"));
    final Path library = DemoProject.painted(temporary.resolve("library"));
    final Path scijava = DemoProject.painted(temporary.resolve("scijava"));
    final Pipeline.Result result = Pipeline.run(new Project(library), pipeline(), job);
    final CommandModule module =
        scijava(
            PipelineCommand.class,
            "project",
            scijava.toFile(),
            "size",
            128,
            "folds",
            1,
            "epochs",
            2,
            "top",
            1,
            "device",
            DeviceChoice.CPU);
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);
    assertEquals(library.resolve("results/attrimil/report.html"), result.report());
    assertEquals(
        scijava.resolve("results/attrimil/report.html").toFile(), module.getOutput("output"));
    assertEquals(
        Set.copyOf(SplitStage.read(new Project(library)).get(0).test()),
        Set.copyOf(result.mapped()));
  }

  @Test
  void demo() throws Exception {
    final Path library = temporary.resolve("library/project");
    final Path scijava = temporary.resolve("scijava/project");
    final Path shell = temporary.resolve("shell/project");
    Demo.run(new Project(library), new Demo.Cohort(12, 1024, 1), pipeline(), job);
    scijava(
        DemoCommand.class,
        "project",
        scijava.toFile(),
        "count",
        12,
        "pixels",
        1024,
        "size",
        128,
        "folds",
        1,
        "epochs",
        2,
        "top",
        1,
        "device",
        DeviceChoice.CPU);
    shell(
        "demo",
        shell,
        "count=12",
        "pixels=1024",
        "size=128",
        "folds=1",
        "epochs=2",
        "top=1",
        "device=cpu");
    DemoProject.assertSame(library, scijava);
    DemoProject.assertSame(library, shell);
    final CsvTable found = CsvTable.read(library.resolve("results/attrimil/localization.csv"));
    assertTrue(found.rows() > 1, "held-out slides, with and without tumor");
  }

  @Test
  void doctor() throws Exception {
    final Map<String, String> found = Doctor.examine(DeviceChoice.CPU).values();
    assertTrue(found.get("Device used").startsWith("cpu"), found.toString());
    final CommandModule module = scijava(DoctorCommand.class, "device", DeviceChoice.CPU);
    assertNull(module.getOutput("output"));
    final DemoProject.Ran ran = DemoProject.shell("doctor", "device=cpu");
    assertEquals(0, ran.status(), ran.err());
    found.forEach(
        (what, value) ->
            assertTrue(
                what.matches("Memory.*|Folder.*") || ran.out().contains(what + ": " + value),
                what + ": " + value + " in " + ran.out()));
    KnownEncoder.all()
        .forEach(
            encoder ->
                assertTrue(
                    ran.out()
                        .lines()
                        .anyMatch(l -> l.matches("Encoders.*\\b" + encoder.name() + "\\b.*")),
                    encoder.name() + " in " + ran.out()));
  }

  @Test
  void adapt() throws Exception {
    final Path library = DemoProject.finished(temporary.resolve("library"));
    final Path scijava = DemoProject.copy(library, temporary.resolve("scijava/project"));
    final Path shell = DemoProject.copy(library, temporary.resolve("shell/project"));
    final Project project = new Project(library);
    final List<SlideSource> slides = SlideList.find(project, SlideList.Wanted.of(Optional.empty()));
    for (final String method : List.of("staged", "simclr")) {
      final AdaptRequest request =
          new AdaptRequest(
              method,
              "random-resnet18",
              Method.of(method),
              0,
              new AdaptRequest.Hyperparameters(32, 8, 1, 16, 0, Precision.AUTO),
              new AdaptRequest.Run(DeviceChoice.CPU, 1, false));
      AdaptStage.run(project, slides, request, job);
      final CommandModule module =
          scijava(
              AdaptCommand.class,
              "project",
              scijava.toFile(),
              "method",
              method,
              "name",
              method,
              "encoder",
              "random-resnet18",
              "size",
              32,
              "patches",
              8,
              "epochs",
              1,
              "batch",
              16,
              "device",
              DeviceChoice.CPU);
      assertEquals(
          scijava.resolve("encoders").resolve(method).toFile(), module.getOutput("output"));
      shell(
          "adapt",
          shell,
          "method=" + method,
          "name=" + method,
          "encoder=random-resnet18",
          "size=32",
          "patches=8",
          "epochs=1",
          "batch=16",
          "device=cpu");
      DemoProject.assertSame(library, scijava);
      DemoProject.assertSame(library, shell);
    }
  }

  @Test
  void failuresReachEveryDoor() {
    final Path nowhere = temporary.resolve("nowhere");
    final Map<Class<? extends AttriCommand>, String> commands = new HashMap<>();
    commands.put(SplitCommand.class, "split");
    commands.put(TrainCommand.class, "train");
    commands.put(EvaluateCommand.class, "evaluate");
    commands.put(MapCommand.class, "map");
    commands.put(NeighborsCommand.class, "neighbors");
    commands.put(FeaturesCommand.class, "features");
    commands.put(AdaptCommand.class, "adapt");
    final Set<String> told = new TreeSet<>();
    commands.forEach(
        (type, name) -> {
          final DemoProject.Ran ran = DemoProject.run(name, nowhere);
          assertEquals(1, ran.status(), name);
          assertEquals(1, ran.err().strip().lines().count(), ran.err());
          told.add(ran.err().strip().replaceFirst("^" + name, ""));
          final AssertionError error =
              assertThrows(
                  AssertionError.class, () -> scijava(type, "project", nowhere.toFile()), name);
          assertTrue(error.getMessage().contains("does not exist"), error.getMessage());
        });
    assertEquals(1, told.size(), told.toString());
    assertFalse(Files.exists(nowhere), "a mistyped project leaves nothing behind");
  }
}
