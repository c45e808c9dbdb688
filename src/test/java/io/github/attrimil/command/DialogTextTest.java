package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.base.ProjectSettings;
import io.github.attrimil.command.door.MacroKeys;
import io.github.attrimil.command.door.Outcome;
import io.github.attrimil.command.door.Words;
import io.github.attrimil.core.options.Options;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.log.LogService;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;

/** What dialogs, their errors and the Recorder show. */
class DialogTextTest {

  private static Context context() {
    return new Context(
        CommandService.class, ModuleService.class, ConvertService.class, LogService.class);
  }

  @Test
  void errorsNameFieldsWhereADialogIsOpen() {
    try (Context context = context()) {
      final AttriCommand map = Commands.named(context, "map");
      final Words words = new Words(context.getService(CommandService.class), map.defaults());
      assertEquals(
          "\"Slide ids\" x has no features; give \"Slides\" with its file, or run"
              + " \"Extract Patch Features...\" first",
          words.fields(
              words.menu(
                  "slide=x has no features; give slides= with its file, or run `features` first")));
      assertEquals("\"Fold\" 9 is not one", words.fields("fold=9 is not one"));
      assertEquals("more=9 is not one", words.fields("more=9 is not one"));
      assertEquals("give \"Slides\", or stop", words.fields("give slides=FOLDER, or stop"));
    }
  }

  @Test
  void keysThatACommandDoesNotHaveAreRefused() {
    try (Context context = context()) {
      final Options train = Commands.named(context, "train").defaults();
      assertEquals(
          java.util.Set.of("project", "epochs", "more", "redo"),
          MacroKeys.of("project=[/a b/c=d] epochs=5 more=[rate=1 decay=2] redo "));
      assertTrue(
          MacroKeys.unknown("project=/p epochs=5 kind='a b' classes=[a,b]", train).isEmpty());
      final String why = MacroKeys.unknown("project=/p epoch=1", train).orElseThrow();
      assertTrue(why.contains("\"epoch\"; did you mean epochs?"), why);
      assertTrue(
          MacroKeys.unknown("qqqqqq=1", train)
              .orElseThrow()
              .contains("the parameters are project"));
      // Former names still count.
      assertTrue(
          MacroKeys.unknown("slidempp=0.5", Commands.named(context, "patch").defaults()).isEmpty());
      final AttriCommand refused = Commands.named(context, "doctor");
      refused.refuse(why);
      refused.run();
      assertEquals(Outcome.MISUSED, refused.outcome());
      assertEquals(why, refused.message());
    }
  }

  @Test
  void anEmptyFolderGivenByMistakeStaysEmpty(
      @org.junit.jupiter.api.io.TempDir final java.nio.file.Path folder) throws Exception {
    for (final String command : new String[] {"train", "evaluate", "map", "split", "features"}) {
      final DemoProject.Ran ran = DemoProject.run(command, folder);
      assertEquals(1, ran.status(), ran.err());
      assertTrue(ran.lastError().contains("is an empty folder"), ran.err());
      try (var files = java.nio.file.Files.list(folder)) {
        assertEquals(0, files.count(), command);
      }
    }
  }

  @Test
  void longErrorsFitTheScreen() {
    final String path = "/data" + "/a-folder-of-slides".repeat(12) + "/slide.svs";
    final String text =
        "Cannot open " + path + ": the file ends early. " + "Copy it again. ".repeat(9);
    final String wrapped = Words.wrap(text.strip());
    for (final String line : wrapped.split("\n")) {
      assertTrue(line.length() <= 110, line);
    }
    assertEquals(text.replaceAll("\\s", ""), wrapped.replaceAll("\\s", ""));
  }

  @Test
  void theRecorderGetsWhatWasChanged() {
    try (Context context = context()) {
      final AttriCommand train = Commands.named(context, "train");
      train.setInput("project", new java.io.File("/p"));
      train.setInput("epochs", "3");
      train.keepChanged();
      final StringBuilder names = new StringBuilder();
      for (final ModuleItem<?> item : train.getInfo().inputs()) {
        names.append(item.getName()).append(' ');
      }
      assertEquals("project epochs ", names.toString());
    }
  }

  @Test
  void settingsOfTheLastRunAreOffered(
      @org.junit.jupiter.api.io.TempDir final java.nio.file.Path root) throws Exception {
    final java.nio.file.Path runs = java.nio.file.Files.createDirectories(root.resolve("runs"));
    java.nio.file.Files.writeString(
        runs.resolve("20260101T000000.000Z-pipeline.json"),
        "{\"parameters\":{\"mpp\":\"1.0\",\"tissue\":\"BIOPSY\",\"folds\":\"3\",\"epochs\":\"7\","
            + "\"redo\":\"true\",\"encoder\":\"baseline\",\"exclude\":null},"
            + "\"stages\":{\"features\":{\"seconds\":100.0},\"train\":{\"seconds\":25.0}}}");
    // Failed before it did anything.
    java.nio.file.Files.writeString(
        runs.resolve("20260102T000000.000Z-pipeline.json"),
        "{\"parameters\":{\"folds\":\"9\"},\"stages\":{}}");
    try (Context context = context()) {
      final AttriCommand pipeline = Commands.named(context, "pipeline");
      final ProjectSettings settings =
          new ProjectSettings(new io.github.attrimil.project.Project(root), "pipeline");
      settings.offer(pipeline, java.util.Set.of());
      assertEquals(3, pipeline.getInput("folds"));
      assertEquals("7", pipeline.getInput("epochs"));
      assertEquals("biopsy", pipeline.getInput("tissue"));
      pipeline.setInput("project", root.toFile());
      final Options same = pipeline.given();
      assertFalse(same.asMap().get("redo").equals("true"));
      assertTrue(settings.cost(same).isEmpty(), settings.cost(same).toString());
      final String question = settings.cost(same.with("folds", "5")).orElseThrow();
      assertTrue(question.contains("Folds was 3 and is now 5"), question);
      assertTrue(question.contains("2 min 5 s"), question);
    }
  }
}
