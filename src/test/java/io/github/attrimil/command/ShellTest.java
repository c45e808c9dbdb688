package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.DemoProject.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleItem;

class ShellTest {

  private static final List<String> COMMANDS =
      List.of(
          "demo",
          "patch",
          "neighbors",
          "features",
          "adapt",
          "split",
          "train",
          "evaluate",
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
  void helpTellsEveryParameter() throws Exception {
    try (Context context = new Context(CommandService.class)) {
      final List<CommandInfo> infos =
          context.getService(CommandService.class).getCommands().stream()
              .filter(i -> i.getDelegateClassName().startsWith("io.github.attrimil."))
              .toList();
      assertEquals(COMMANDS.size(), infos.size());
      for (final CommandInfo info : infos) {
        final Ran ran = DemoProject.shell(info.getName(), "help");
        assertEquals(0, ran.status());
        assertEquals(ran, DemoProject.shell("help", info.getName()));
        final String text = ran.out().replaceAll("\\s+", " ");
        assertTrue(text.contains(info.getDescription()), text);
        final Object fresh = info.loadClass().getDeclaredConstructor().newInstance();
        for (final ModuleItem<?> item : info.inputs()) {
          if (AttriCommand.isParameter(item)) {
            assertTrue(item.getName().matches("[a-z]+"), item.getName() + ": macros know no other");
            final String line =
                ran.out()
                    .lines()
                    .filter(l -> l.startsWith("  " + item.getName() + "="))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(item.getName() + " in " + ran.out()));
            assertTrue(
                line.contains("=" + Help.typeName(item).toUpperCase(java.util.Locale.ROOT)), line);
            assertFalse(item.getDescription().isBlank(), item.getName());
            assertFalse(item.getLabel().isBlank(), item.getName());
            assertTrue(text.contains(item.getDescription()), item.getName() + " in " + text);
            final Object value =
                org.scijava.util.ClassUtils.getValue(
                    ((org.scijava.command.CommandModuleItem<?>) item).getField(), fresh);
            if (value != null && !value.toString().isEmpty()) {
              assertTrue(line.contains("default " + value), line);
            }
            if (item.getChoices() != null && !item.getChoices().isEmpty()) {
              assertTrue(line.contains(item.getChoices().toString()), line);
              assertTrue(item.getChoices().contains(value), item.getName());
            }
            assertFalse(item.isRequired(), item.getName() + ": SciJava would skip the command");
            assertFalse(item.isPersisted(), item.getName());
          }
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
        "fly | There is no command \"fly\"",
        "help fly | There is no command \"fly\"",
        "patch | patch needs project=",
        "patch project= | project=",
        "patch project=P wings=2 | patch has no parameter \"wings\"",
        "patch project=P size | size needs a value",
        "patch project=P size=abc | size=abc is no whole number",
        "patch project=P size=1.5 | size=1.5 is no whole number",
        "patch project=P size=0 | size=0 is out of range",
        "patch project=P size=99999999999 | size=99999999999 is no whole number",
        "train project=P epochs=3000000000 | epochs=3000000000 is no whole number",
        "train project=P seed=99999999999999999999 | seed=99999999999999999999 is no whole number",
        "patch project=P slidempp=abc | slidempp=abc is no number",
        "patch project=P slidempp=0,5 | slidempp=0,5 is no number",
        "patch project=P slidempp=NaN | slidempp=NaN is no number",
        "train project=P rate= | rate= is no number",
        "patch project=P mpp=1e400 | mpp=1e400 is no number",
        "patch project=P padding=yes | padding=yes is none of [preset, true, false]",
        "patch project=P rule=round | rule=round is none of [preset, four_pt, center, basic, hard]",
        "patch project=P size=128 size=256 | size= is given twice",
        "demo project=P count=3 | count=3 is out of range",
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
    assertEquals("patch: 1 slide(s) failed, see process_list.csv: [demo_002]", partly.lastError());
  }
}
