package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
      final AttriCommand map = command(context, "map");
      final Words words =
          new Words(context.getService(CommandService.class), map.defaults(), map.hidden());
      assertEquals(
          "\"Slide ids\" x has no features; give \"Slides\" with its file, or run"
              + " \"Extract Patch Features...\" first",
          words.fields(
              words.menu(
                  "slide=x has no features; give slides= with its file, or run `features` first")));
      // Without a field it is one of More settings, under its own name.
      assertEquals("fold=9 is not one", words.fields("fold=9 is not one"));
      assertEquals("give \"Slides\", or stop", words.fields("give slides=FOLDER, or stop"));
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
      final AttriCommand train = command(context, "train");
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
      final AttriCommand pipeline = command(context, "pipeline");
      final ProjectSettings settings =
          new ProjectSettings(new io.github.attrimil.project.Project(root), "pipeline");
      settings.offer(pipeline);
      assertEquals(3, pipeline.getInput("folds"));
      assertTrue(pipeline.getInput("more").toString().contains("epochs=7"));
      assertTrue(pipeline.getInput("more").toString().contains("tissue=biopsy"));
      pipeline.setInput("project", root.toFile());
      final Options same = pipeline.given();
      assertFalse(same.asMap().get("redo").equals("true"));
      assertTrue(settings.cost(same).isEmpty(), settings.cost(same).toString());
      final String question = settings.cost(same.with("folds", "5")).orElseThrow();
      assertTrue(question.contains("Folds was 3 and is now 5"), question);
      assertTrue(question.contains("2 min 5 s"), question);
    }
  }

  private static AttriCommand command(final Context context, final String name) {
    return Commands.all(context).stream()
        .filter(c -> c.getInfo().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
