package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.DemoProject.Ran;
import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.line.Help;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.Context;
import org.scijava.command.CommandService;

class ShellTest {

  private static final List<String> COMMANDS =
      List.of(
          "open",
          "check",
          "demo",
          "patch",
          "neighbors",
          "features",
          "adapt",
          "import",
          "split",
          "train",
          "evaluate",
          "compare",
          "map",
          "predict",
          "pipeline",
          "doctor");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "help", "--help", "-h"})
  void overviewListsEveryCommand(final String how) {
    final Ran ran = how.isEmpty() ? DemoProject.shell() : DemoProject.shell(how);
    assertEquals(0, ran.status());
    assertEquals("", ran.err());
    for (final String command : COMMANDS) {
      assertTrue(ran.out().contains("\n  " + command + " "), command + " in " + ran.out());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-v"})
  void version(final String how) {
    final Ran ran = DemoProject.shell(how);
    assertEquals(0, ran.status());
    assertTrue(ran.out().strip().matches("AttriMIL for Fiji \\S+"), ran.out());
  }

  @Test
  void helpListsEveryOption() {
    try (Context context = new Context(CommandService.class)) {
      final List<AttriCommand> commands = Commands.all(context);
      assertEquals(COMMANDS.size(), commands.size());
      for (final AttriCommand command : commands) {
        final String name = command.getInfo().getName();
        final Ran ran = DemoProject.shell(name, "help");
        assertEquals(0, ran.status());
        assertEquals(ran, DemoProject.shell("help", name));
        final String text = ran.out().replaceAll("\\s+", " ");
        assertTrue(text.contains(command.getInfo().getDescription()), text);
        for (final Option<?> option : command.defaults().list()) {
          final String line =
              ran.out()
                  .lines()
                  .filter(l -> l.startsWith("  " + option.name() + "="))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError(option.name() + " in " + ran.out()));
          assertTrue(line.contains("=" + Help.typeName(option).toUpperCase(Locale.ROOT)), line);
          assertTrue(text.contains(option.description()), option.name() + " in " + text);
          final String value = OptionText.readable(option.text(option.defaultValue()));
          assertTrue(
              value.isEmpty() || (line + ";").replace(')', ';').contains("default " + value + ";"),
              line);
          assertTrue(
              option.type() == Boolean.class || line.contains(String.join(", ", option.choices())),
              line);
        }
      }
    }
  }

  @Test
  void menuEntriesAreUnique() {
    try (Context context = new Context(CommandService.class)) {
      final List<String> leaves =
          context.getService(CommandService.class).getCommands().stream()
              .filter(i -> i.getDelegateClassName().startsWith("io.github.attrimil."))
              .map(i -> i.getMenuPath().getLeaf().getName())
              .toList();
      assertEquals(COMMANDS.size(), leaves.stream().distinct().count());
      assertTrue(leaves.stream().allMatch(l -> l.endsWith("...")), leaves.toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fly | Unknown command \"fly\"",
        "help fly | Unknown command \"fly\"",
        "patch | patch needs project=",
        "patch project= | project=",
        "patch project=P wings=2 | patch has no parameter \"wings\"",
        "patch project=P size | size needs a value",
        "patch project=P size=abc | patchsize=abc is not a whole number from 1 to 32768",
        "patch project=P size=1.5 | patchsize=1.5 is not a whole number from 1 to 32768",
        "patch project=P size=0 | patchsize=0 is not a whole number from 1 to 32768",
        "patch project=P size=99999999999 | patchsize=99999999999 is not a whole number from 1",
        "train project=P epochs=3000000000 | epochs=3000000000 is not a whole number from 1 to"
            + " 100000",
        "train project=P seed=99999999999999999999 | seed=99999999999999999999 is not a whole"
            + " number",
        "patch project=P slidempp=abc | pixelsize=abc is not a number from 0.0001 to 1000",
        "patch project=P pixelsize=0,5 | pixelsize=0,5 is not a number",
        "patch project=P pixelsize=NaN | pixelsize=NaN is not a number",
        "train project=P rate=fast | rate=fast is not a number",
        "patch project=P mpp=1e400 | mpp=1e400 is not a number",
        "patch project=P padding=yes | padding=yes is not one of preset, true, false",
        "patch project=P rule=round | rule=round is not one of preset, four_pt, center, basic,"
            + " hard",
        "patch project=P size=128 size=256 | size= is given twice",
        "demo project=P count=3 | count=3 is not a whole number from 12 to 999",
      })
  void wrongUsage(final String line, final String told) {
    final Ran ran =
        DemoProject.shell(line.replace("=P", "=" + folder.resolve("P")).strip().split(" "));
    assertEquals(2, ran.status(), ran.err());
    assertEquals("", ran.out());
    assertEquals(1, ran.err().strip().lines().count(), ran.err());
    assertTrue(ran.err().startsWith(told.strip()), ran.err());
    assertFalse(Files.exists(folder.resolve("P")));
  }

  @Test
  void largestSeedsAreTaken() {
    final Ran ran =
        DemoProject.run("split", folder.resolve("none"), "seed=" + Long.MIN_VALUE, "folds=+2");
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("does not exist"), ran.err());
  }

  @Test
  void doneFailedAndPartly() throws Exception {
    final Path project = DemoProject.painted(folder);
    assertEquals(0, DemoProject.run("split", project, "folds=1").status());
    final Ran failed = DemoProject.run("train", project);
    assertEquals(1, failed.status());
    assertTrue(failed.lastError().startsWith("train: "), failed.err());
    assertTrue(failed.lastError().contains("run `features` first"), failed.err());
    Files.writeString(project.resolve("slides").resolve("demo_002.ome.tif"), "no slide");
    final Ran partly = DemoProject.run("patch", project, "size=128");
    assertEquals(3, partly.status());
    assertEquals(
        "patch: 1 slide(s) failed; process_list.csv has the reasons: demo_002", partly.lastError());
  }
}
