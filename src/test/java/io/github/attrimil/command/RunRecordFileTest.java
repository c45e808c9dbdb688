package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.core.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordFileTest {

  @TempDir Path temporary;

  private static JsonObject record(final Path project) throws IOException {
    return JsonParser.parseString(DemoProject.record(project)).getAsJsonObject();
  }

  @Test
  void aPipelineTellsWhatItWas() throws Exception {
    final Path project = DemoProject.painted(temporary);
    Files.writeString(project.resolve("slides/demo_003.ome.tif"), "no slide");
    assertEquals(3, DemoProject.run("pipeline", project, DemoProject.PIPELINE).status());
    final JsonObject json = record(project);
    assertEquals("pipeline", json.get("command").getAsString());
    assertTrue(json.get("outcome").getAsString().startsWith("partly: 1 slide(s) failed"));
    assertTrue(
        Instant.parse(json.get("started").getAsString())
            .isBefore(Instant.parse(json.get("finished").getAsString())));
    assertTrue(json.get("device").getAsString().startsWith("cpu ("));
    final JsonObject parameters = json.getAsJsonObject("parameters");
    final String help = DemoProject.shell("pipeline", "help").out();
    final Set<String> told = new TreeSet<>();
    help.lines()
        .filter(l -> l.matches("  [a-z]+=.*"))
        .forEach(l -> told.add(l.strip().replaceFirst("=.*", "")));
    assertEquals(told, new TreeSet<>(parameters.keySet()), "given or not, every one is told");
    assertEquals("128", parameters.get("patchsize").getAsString());
    assertEquals(project.toString(), parameters.get("project").getAsString());
    assertTrue(parameters.get("labels").isJsonNull());
    assertEquals(
        Set.of("attrimil", "java", "os", "pytorch", "bio-formats"),
        json.getAsJsonObject("versions").keySet());
    final JsonObject stages = json.getAsJsonObject("stages");
    assertEquals(
        Set.of(
            "check",
            "patch",
            "neighbors",
            "features",
            "split",
            "train",
            "evaluate",
            "map",
            "report"),
        stages.keySet());
    for (final String stage :
        List.of("patch", "neighbors", "features", "train", "evaluate", "map")) {
      assertTrue(stages.getAsJsonObject(stage).get("seconds").getAsDouble() > 0, stage);
    }
    assertEquals(10, stages.getAsJsonObject("patch").get("slides").getAsInt());
    assertEquals(9, stages.getAsJsonObject("patch").get("done").getAsInt());
    assertEquals(1, stages.getAsJsonObject("patch").get("failed").getAsInt());
    assertEquals(9, stages.getAsJsonObject("features").get("done").getAsInt());
    assertEquals(9, stages.getAsJsonObject("split").get("slides").getAsInt());
    assertTrue(json.getAsJsonArray("warnings").toString().contains("demo_003"));
    final Set<String> failed = new TreeSet<>();
    int patched = 0;
    for (final JsonElement slide : json.getAsJsonArray("slides")) {
      final JsonObject one = slide.getAsJsonObject();
      if (one.get("status").getAsString().equals("FAILED")) {
        failed.add(one.get("stage").getAsString() + " " + one.get("slide").getAsString());
        assertTrue(one.get("reason").getAsString().contains("demo_003.ome.tif"));
        assertTrue(one.getAsJsonArray("trace").toString().contains("BioFormatsSlide"));
      }
      patched += one.get("stage").getAsString().equals("patch") ? 1 : 0;
    }
    assertEquals(Set.of("patch demo_003"), failed);
    assertEquals(10, patched);
  }

  @Test
  void failuresAreRecordedToo() throws Exception {
    final Path project = DemoProject.painted(temporary);
    final String error = DemoProject.run("train", project).lastError();
    final JsonObject json = record(project);
    assertEquals(
        "failed: " + error.replaceFirst("^train: ", ""), json.get("outcome").getAsString());
    assertEquals("none", json.get("device").getAsString());
    // Users see one line; the trace is kept for a report.
    assertTrue(json.getAsJsonArray("trace").get(0).getAsString().contains(error.substring(7)));
    assertTrue(json.getAsJsonArray("trace").toString().contains("TrainStage"));
  }

  @Test
  void runsOfOneMillisecondDoNotMeet() throws Exception {
    final Job job = Job.silent();
    final Path first = job.record().write(temporary);
    final Path second = job.record().write(temporary);
    assertFalse(first.equals(second));
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(2, files.count());
    }
  }
}
