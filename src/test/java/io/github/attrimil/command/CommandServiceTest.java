package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.Outcome;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.tensor.DeviceChoice;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandModuleItem;
import org.scijava.command.CommandService;
import org.scijava.command.DefaultCommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;

/** What scripts written against SciJava's command service hold in hand. */
class CommandServiceTest {

  private static final Context CONTEXT = new Context(CommandService.class);
  private static final CommandService COMMANDS = CONTEXT.getService(CommandService.class);

  @TempDir Path temporary;

  @AfterAll
  static void dispose() {
    CONTEXT.dispose();
  }

  private static CommandModule run(
      final Class<? extends AttriCommand> type, final Path project, final Object... more)
      throws Exception {
    final Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("project", project.toFile());
    for (int i = 0; i < more.length; i += 2) {
      inputs.put((String) more[i], more[i + 1]);
    }
    final CommandModule module = COMMANDS.run(type, true, inputs).get();
    assertFalse(module.isCanceled(), module.getCancelReason());
    assertEquals(module.getOutput("output"), module.getOutputs().get("output"));
    return module;
  }

  private static void written(final Path expected, final CommandModule module) {
    assertEquals(expected.toFile(), module.getOutput("output"));
    assertTrue(expected.toFile().exists(), expected.toString());
  }

  @Test
  void everyCommandOfAMapOfInputs() throws Exception {
    final Path project = DemoProject.painted(temporary);
    written(
        project.resolve("process_list.csv"),
        run(PatchCommand.class, project, "size", 128, "preview", false));
    final CommandModule neighbors = run(NeighborsCommand.class, project);
    assertTrue(((File) neighbors.getOutput("output")).exists());
    final CommandModule features = run(FeaturesCommand.class, project, "device", "cpu");
    assertTrue(((File) features.getOutput("output")).exists());
    written(project.resolve("splits/splits_0.csv"), run(SplitCommand.class, project, "folds", "1"));
    final CommandModule trained =
        run(TrainCommand.class, project, "epochs", 2, "device", "cpu", "redo", true);
    assertTrue(((File) trained.getOutput("output")).exists());
    written(
        project.resolve("results/attrimil/report.html"),
        run(EvaluateCommand.class, project, "device", "cpu"));
    final CommandModule map =
        run(MapCommand.class, project, "slide", "demo_001", "top", 0, "device", "cpu");
    assertNotNull(((ImagePlus) map.getOutput("overlay")).getOverlay());
    assertTrue(((File) map.getOutput("output")).exists());
    final CommandModule predicted = run(PredictCommand.class, project, "device", "cpu");
    assertTrue(((File) predicted.getOutput("output")).exists());
    final CommandModule all =
        run(PipelineCommand.class, project, "size", 128, "folds", 1, "epochs", 2, "device", "cpu");
    written(project.resolve("results/attrimil/report.html"), all);
  }

  @Test
  void byClassNameAndInfo() throws Exception {
    final Map<String, Object> inputs = Map.of("device", "cpu");
    final CommandInfo info = COMMANDS.getCommand(DoctorCommand.class);
    for (final Future<CommandModule> run :
        List.of(
            COMMANDS.run(DoctorCommand.class, true, inputs),
            COMMANDS.run(DoctorCommand.class, true, "device", "cpu"),
            COMMANDS.run(DoctorCommand.class.getName(), true, inputs),
            COMMANDS.run(DoctorCommand.class.getName(), true, "device", "cpu"),
            COMMANDS.run(info, true, inputs),
            COMMANDS.run(info, false, "device", "cpu"))) {
      final CommandModule module = run.get();
      final AttriCommand done = (AttriCommand) module.getCommand();
      assertEquals(Outcome.DONE, done.outcome(), done.message());
      assertEquals("cpu", module.getInput("device"));
      assertNull(module.getOutput("output"));
    }
  }

  @Test
  void aFailureCancelsTheModule() throws Exception {
    final CommandModule module =
        COMMANDS.run(SplitCommand.class, true, "project", temporary.resolve("none")).get();
    assertTrue(module.isCanceled());
    assertSame(Outcome.FAILED, ((AttriCommand) module.getCommand()).outcome());
  }

  @Test
  void aModuleDescribesItsCommandAsTheRegistryDoes() {
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      final CommandInfo registered = COMMANDS.getCommand(command.getClass());
      final CommandInfo info = command.getInfo();
      assertEquals(registered.getIdentifier(), info.getIdentifier());
      assertEquals(registered.getName(), info.getName());
      assertEquals(registered.getTitle(), info.getTitle());
      assertEquals(registered.getDescription(), info.getDescription());
      assertEquals(registered.getMenuPath().getMenuString(), info.getMenuPath().getMenuString());
      assertEquals(
          registered.getMenuPath().getLeaf().getWeight(), info.getMenuPath().getLeaf().getWeight());
      assertEquals(registered.getPriority(), info.getPriority());
      assertEquals(registered.canPreview(), info.canPreview());
      assertEquals(registered.canCancel(), info.canCancel());
      assertTrue(info.canRunHeadless());
      assertTrue(info.isValid(), info.getProblems().toString());
      assertTrue(info.outputs().iterator().hasNext());
      assertEquals(command.getClass().getName(), command.toString());
      assertTrue(registered.isValid());
      final List<String> names = new ArrayList<>();
      registered.inputs().forEach(i -> names.add(i.getName()));
      final List<String> own = new ArrayList<>();
      info.inputs().forEach(i -> own.add(i.getName()));
      assertEquals(own, names);
      for (final ModuleItem<?> output : registered.outputs()) {
        assertEquals(info.getOutput(output.getName()).getType(), output.getType());
        assertNotNull(info.getOutput(output.getName()), output.getName());
      }
    }
  }

  @Test
  void commandsAreRegisteredOnce() {
    for (final Context context : List.of(CONTEXT, new Context())) {
      final CommandService service = context.getService(CommandService.class);
      assertSame(DefaultCommandService.class, service.getClass());
      final List<String> names = new ArrayList<>();
      service.getCommands().forEach(c -> names.add(c.getDelegateClassName()));
      assertEquals(names.stream().distinct().toList(), names);
      final List<String> modules = new ArrayList<>();
      context
          .getService(ModuleService.class)
          .getModules()
          .forEach(m -> modules.add(m.getDelegateClassName()));
      assertEquals(modules.stream().distinct().toList(), modules);
      assertTrue(modules.contains(TrainCommand.class.getName()));
      if (context != CONTEXT) {
        context.dispose();
      }
    }
  }

  @Test
  void inputsAreDescribedAndTyped() {
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      for (final ModuleItem<?> item : command.getInfo().inputs()) {
        final String name = command + "." + item;
        final CommandModuleItem<?> found = command.getInfo().getInput(item.getName());
        assertSame(item, found, name);
        assertSame(item, command.getInfo().getInput(item.getName(), item.getType()), name);
        assertTrue(item.isInput() && !item.isOutput(), name);
        assertFalse(item.isRequired() || item.isPersisted(), name);
        assertFalse(item.getLabel().isEmpty() || item.getDescription().isEmpty(), name);
        assertEquals(item.getType(), item.getGenericType(), name);
        assertEquals(item.getDefaultValue(), item.getValue(command), name);
      }
    }
    final CommandModuleItem<?> preset = fresh(TrainCommand.class).getInfo().getInput("preset");
    assertEquals(String.class, preset.getType());
    assertTrue(preset.getChoices().contains("default"), preset.getChoices().toString());
  }

  @Test
  void aModuleTakesItsInputsAsAMap() {
    final Module module = fresh(SplitCommand.class);
    module.setInputs(Map.of("folds", 7, "project", new File("p")));
    assertEquals(7, module.getInputs().get("folds"));
    assertEquals(new File("p"), module.getInput("project"));
    assertThrows(IllegalArgumentException.class, () -> module.setOutput("wings", 2));
    module.setOutput("output", new File("o"));
    assertEquals(Map.of("output", new File("o")), module.getOutputs());
    assertNull(module.getOutput("wings"));
  }

  /** SciJava shows an exception as a stack trace, and would run with the default. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fold | 2 | There is no parameter \"fold\"; did you mean folds",
        "folds | 1000 | folds=1000 is not a whole number from 1 to 100",
        "scheme | random | scheme=random is not one of kfold, montecarlo, nested",
      })
  void wrongInputsAreRefused(final String name, final String value, final String told)
      throws Exception {
    final Map<String, Object> inputs = Map.of("project", temporary.toFile(), name, value);
    final AttriCommand command =
        (AttriCommand) COMMANDS.run(SplitCommand.class, true, inputs).get().getCommand();
    assertEquals(Outcome.MISUSED, command.outcome());
    assertTrue(command.message().startsWith(told), command.message());
    assertTrue(command.isCanceled());
  }

  private static <C extends AttriCommand> C fresh(final Class<C> type) {
    return type.cast(
        CONTEXT.getService(ModuleService.class).createModule(COMMANDS.getCommand(type)));
  }

  @Test
  void mapOfOneSlideGivesFijiImagesAndATable() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final CommandModule module =
        run(
            MapCommand.class,
            project,
            "slide",
            "demo_001",
            "label",
            "tumor",
            "top",
            0,
            "device",
            DeviceChoice.CPU);
    final ImagePlus overlay = (ImagePlus) module.getOutput("overlay");
    final ImagePlus scores = (ImagePlus) module.getOutput("scoremap");
    final ResultsTable table = (ResultsTable) module.getOutput("table");
    assertNotNull(overlay.getOverlay());
    assertEquals(32, scores.getBitDepth());
    final CsvTable csv = CsvTable.read(project.resolve("maps/attrimil/demo_001/scores.csv"));
    assertEquals(csv.rows(), table.size());
    for (int i = 0; i < csv.rows(); i++) {
      assertEquals(csv.number(i, "score_1"), table.getValue("score_tumor", i), 1e-6);
    }
  }

  @Test
  void aKindsOwnOptionsReachTheTraining() throws Exception {
    final Path scijava = DemoProject.finished(temporary.resolve("scijava"));
    final Path shell = DemoProject.copy(scijava, temporary.resolve("shell/project"));
    run(
        TrainCommand.class,
        scijava,
        "model",
        "ranked",
        "epochs",
        1,
        "rank",
        0.7,
        "rankform",
        "signs",
        "device",
        DeviceChoice.CPU);
    final DemoProject.Ran ran =
        DemoProject.run(
            "train", shell, "model=ranked", "epochs=1", "rank=0.7", "rankform=signs", "device=cpu");
    assertEquals(0, ran.status(), ran.err());
    DemoProject.assertSame(scijava, shell);
    final String card = Files.readString(scijava.resolve("models/ranked/model.json"));
    assertTrue(card.matches("(?s).*\"rank\": \"?0\\.7\\b.*"), card);
    assertTrue(card.matches("(?s).*\"rankform\": \"signs\".*"), card);
  }
}
