package io.github.attrimil.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastRunTest {

  @TempDir private Path folder;

  private static RunRecord record(final String command) {
    final RunRecord record = new RunRecord(command);
    record.parameter("a", 1);
    record.parameter("preset", null);
    record.meaning("a", "What a is.");
    record.version("pytorch", "2.7");
    record.device("cpu");
    record.outcome("done");
    return record;
  }

  @Test
  void isWhatTheRecordWas() {
    final RunRecord record = record("train");
    record.write(folder);
    final List<PastRun> runs = PastRun.read(folder, 10);
    assertEquals(List.of(record.asPast()), runs);
    assertEquals("train", runs.get(0).command());
    assertEquals(Map.of("a", "1"), runs.get(0).parameters(), "what was left to a preset is absent");
    assertEquals(Map.of("a", "What a is."), runs.get(0).meanings());
    assertEquals("2.7", runs.get(0).versions().get("pytorch"));
  }

  @Test
  void theLastAreReadAndWhatIsNoRecordIsNot() throws IOException {
    Files.writeString(folder.resolve("20250101T000000.000Z-old.json"), "{\"command\": \"old\"}");
    Files.writeString(
        folder.resolve("20250102T000000.000Z-odd.json"), "{\"command\": [1], \"parameters\": 7}");
    Files.writeString(folder.resolve("20250103T000000.000Z-cut.json"), "{\"command\": ");
    Files.writeString(folder.resolve("20250104T000000.000Z-list.json"), "[]");
    Files.writeString(folder.resolve("20250105T000000.000Z-new.json"), "{\"command\": \"new\"}");
    Files.writeString(folder.resolve("notes.json"), "{\"command\": \"notes\"}");
    assertEquals(
        List.of("old", "", "new"),
        PastRun.read(folder, 10).stream().map(PastRun::command).toList());
    assertEquals(List.of("new"), PastRun.read(folder, 1).stream().map(PastRun::command).toList());
    assertEquals(List.of(), PastRun.read(folder.resolve("none"), 10));
  }
}
