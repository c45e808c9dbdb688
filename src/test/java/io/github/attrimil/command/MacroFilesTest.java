package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.Macro;
import ij.macro.Interpreter;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;

/**
 * The macros in macros/ are run by ImageJ's interpreter. Here there is no menu, so that their run()
 * finds commands by label, and takes the parameters as ImageJ does.
 */
public class MacroFilesTest {

  private static final Context CONTEXT = new Context(CommandService.class);
  private static final List<String> RUN = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeEach
  void forget() {
    RUN.clear();
  }

  @AfterAll
  static void dispose() {
    CONTEXT.dispose();
  }

  /**
   * What run() calls.
   *
   * @param label of a menu entry
   * @param options as recorded
   */
  public static void command(final String label, final String options) {
    for (final CommandInfo info : CONTEXT.getService(CommandService.class).getCommands()) {
      final String menu =
          info.getMenuPath().isEmpty() ? "" : info.getMenuPath().getLeaf().getName();
      if (menu.equals(label)) {
        final AttriCommand command =
            (AttriCommand) CONTEXT.getService(ModuleService.class).createModule(info);
        for (final Option<?> option : command.defaults().list()) {
          final String value = Macro.getValue(options, option.name(), null);
          if (value != null) {
            command.setInput(option.name(), value);
          }
        }
        if (label.startsWith("Compare") || label.startsWith("Train")) {
          command.setInput("epochs", "2");
        }
        command.run();
        RUN.add(label + " " + command.outcome().word() + " " + command.message());
        return;
      }
    }
    throw new IllegalArgumentException("No such command: " + label);
  }

  private static void macro(final String file, final String argument) throws IOException {
    final String text =
        Files.readString(Path.of("macros", file)).replaceAll("(?m)^( *)run\\(", "$1attrimil(")
            + "\nfunction attrimil(label, options) {\n  call(\""
            + MacroFilesTest.class.getName()
            + ".command\", label, options);\n}\n";
    final Interpreter interpreter = new Interpreter();
    interpreter.setIgnoreErrors(true);
    final ClassLoader loader = IJ.getClassLoader();
    assertNotNull(loader);
    interpreter.runBatchMacro(
        "function getArgument() { return \"" + argument + "\"; }\n" + text, null);
    assertEquals(null, interpreter.getErrorMessage());
  }

  @Test
  void compareKinds() throws IOException {
    final Project project = SmallProject.write(folder.resolve("project"), 16);
    macro("Compare_Kinds.ijm", project.root().toString().replace('\\', '/'));
    assertEquals(List.of("Split Slide Cohort... done ", "Compare MIL Models... done "), RUN);
    final CsvTable table = CsvTable.read(project.results("compare").resolve("compare.csv"));
    assertEquals(4, table.rows());
    assertTrue(Files.exists(project.results("compare").resolve("compare.html")));
  }

  @Test
  void crossValidation() throws IOException {
    final Project project = SmallProject.write(folder.resolve("project"), 20);
    macro("Cross_Validation.ijm", project.root().toString().replace('\\', '/'));
    assertEquals(6, RUN.size());
    assertTrue(RUN.stream().allMatch(r -> r.endsWith("... done ")), RUN.toString());
    assertTrue(Files.exists(project.checkpoint("folds3", 2)));
    assertTrue(Files.exists(project.checkpoint("folds5", 4)));
    assertTrue(Files.exists(project.results("folds5").resolve("summary_mean.csv")));
  }

  /** Of three slides one is broken: the others are predicted and mapped, once each. */
  @Test
  void batchOfAFolderAndMapsOfAll() throws IOException {
    final Path root = DemoProject.finished(folder);
    final Path fresh = Files.createDirectories(folder.resolve("fresh"));
    Files.copy(root.resolve("slides/demo_001.ome.tif"), fresh.resolve("new_1.ome.tif"));
    Files.copy(root.resolve("slides/demo_002.ome.tif"), fresh.resolve("new_2.ome.tif"));
    Files.writeString(fresh.resolve("broken.tif"), "no slide");
    final Project project = new Project(root);
    macro("Batch_Folder.ijm", (root + "," + fresh).replace('\\', '/'));
    assertTrue(RUN.get(0).startsWith("Predict Slides... partly"), RUN.toString());
    assertTrue(RUN.get(0).contains("broken"), RUN.toString());
    assertTrue(RUN.get(1).startsWith("Map Attribute Scores... done"), RUN.toString());
    final CsvTable predicted =
        CsvTable.read(project.results("attrimil").resolve("predictions.csv"));
    assertEquals(List.of("new_1", "new_2"), ids(predicted));
    assertTrue(Files.exists(project.maps("attrimil", "new_2").resolve("scores.csv")));

    macro("Map_All_Slides.ijm", root.toString().replace('\\', '/'));
    for (final String id : project.slidesWithFeatures()) {
      assertTrue(Files.exists(project.maps("attrimil", id).resolve("scores.csv")), id);
    }
  }

  private static List<String> ids(final CsvTable table) {
    return java.util.stream.IntStream.range(0, table.rows())
        .mapToObj(row -> table.get(row, "slide_id"))
        .toList();
  }

  @Test
  void importTable() throws IOException {
    final StringBuilder text = new StringBuilder();
    for (int bag = 0; bag < 20; bag++) {
      text.append(bag % 2).append(',').append(bag).append(",1,2\n");
    }
    final Path csv = Files.writeString(folder.resolve("table.csv"), text);
    final Project project = new Project(folder.resolve("imported"));
    macro("Import_Table.ijm", (csv + "," + project.root()).replace('\\', '/'));
    assertEquals(List.of("Import Feature Table... done ", "Split Slide Cohort... done "), RUN);
    assertTrue(Files.exists(project.split(9)));
  }
}
