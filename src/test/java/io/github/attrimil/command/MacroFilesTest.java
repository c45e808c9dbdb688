package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.macro.Interpreter;
import ij.measure.ResultsTable;
import ij.plugin.filter.Analyzer;
import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final List<String> PRINTED = new ArrayList<>();

  private static final Map<String, Map<String, String>> SMALLER =
      Map.of(
          "compare", Map.of("epochs", "2"),
          "train", Map.of("epochs", "2"),
          "pipeline", Map.of("epochs", "2", "top", "0"),
          "demo",
              Map.of(
                  "count",
                  "12",
                  "pixels",
                  "1024",
                  "epochs",
                  "2",
                  "folds",
                  "1",
                  "top",
                  "0",
                  "patchsize",
                  "128"));

  @TempDir private Path folder;

  @BeforeEach
  void forget() {
    RUN.clear();
    PRINTED.clear();
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
        // Less of everything.
        SMALLER.getOrDefault(info.getName(), Map.of()).forEach(command::setInput);
        command.run();
        show(command);
        RUN.add(label + " " + command.outcome().word() + " " + command.message());
        return;
      }
    }
    throw new IllegalArgumentException("No such command: " + label);
  }

  /** What Fiji does with images and tables that a command gives. */
  private static void show(final AttriCommand command) {
    if (command instanceof MapCommand && command.getOutput("table") != null) {
      Analyzer.setResultsTable((ResultsTable) command.getOutput("table"));
      Interpreter.addBatchModeImage((ImagePlus) command.getOutput("overlay"));
    }
  }

  /**
   * What print() calls.
   *
   * @param text a line
   */
  public static void print(final String text) {
    PRINTED.add(text);
  }

  private static void macro(final String file, final String argument) throws IOException {
    final String text =
        Files.readString(Path.of("macros", file))
                .replaceAll("(?m)^( *)run\\(", "$1attrimil(")
                .replaceAll("(?m)^( *)print\\(", "$1printed(\"\" + ")
            + "\nfunction attrimil(label, options) {\n  call(\""
            + MacroFilesTest.class.getName()
            + ".command\", label, options);\n}\nfunction printed(text) {\n  call(\""
            + MacroFilesTest.class.getName()
            + ".print\", \"\" + text);\n}\n";
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
  void mapOfOneSlide() throws IOException {
    final Path root = DemoProject.finished(folder);
    macro("Map_One_Slide.ijm", (root + ",demo_001,tumor").replace('\\', '/'));
    assertEquals(List.of("Map Attribute Scores... done "), RUN);
    final Path scores = new Project(root).maps("attrimil", "demo_001").resolve("scores.csv");
    final int patches = CsvTable.read(scores).rows();
    assertEquals("demo_001: " + patches + " patches", PRINTED.get(0));
    assertTrue(PRINTED.get(1).startsWith("1 images, the last: demo_001"), PRINTED.get(1));
  }

  /** Of two studies one has no slides: the other is processed. */
  @Test
  void pipelineOfFolders() throws IOException {
    final Path painted = DemoProject.painted(folder);
    final Path list = folder.resolve("list.csv");
    Files.writeString(
        list,
        ("project,slides,labels\n"
                + folder.resolve("a")
                + ","
                + folder.resolve("none")
                + ","
                + painted.resolve("slides.csv")
                + "\n"
                + folder.resolve("b")
                + ","
                + painted.resolve("slides")
                + ","
                + painted.resolve("slides.csv")
                + "\n")
            .replace('\\', '/'));
    macro("Pipeline_Folder.ijm", list.toString().replace('\\', '/'));
    assertEquals(2, RUN.size());
    assertTrue(RUN.get(0).startsWith("Run MIL Pipeline... failed slides="), RUN.get(0));
    assertEquals("Run MIL Pipeline... done ", RUN.get(1));
    assertFalse(Files.exists(folder.resolve("a")));
    final Project project = new Project(folder.resolve("b"));
    assertTrue(Files.exists(project.results("attrimil").resolve("report.html")));
  }

  @Test
  void demo() throws IOException {
    final Path root = folder.resolve("demo");
    macro("Demo_AttriMIL.ijm", root.toString().replace('\\', '/'));
    assertEquals(List.of("Run MIL Demo... done "), RUN);
    assertTrue(Files.exists(root.resolve("results/attrimil/report.html")));
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
