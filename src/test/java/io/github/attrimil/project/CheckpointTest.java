package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

  @TempDir Path folder;

  /** A project from elsewhere could otherwise have a training delete any file of its user. */
  @Test
  void linksAreRemovedAndWhatTheyLeadToStays() throws IOException {
    final Path outside = Files.createDirectory(folder.resolve("outside"));
    final Path kept = Files.writeString(outside.resolve("kept.txt"), "kept");
    final Path model = Files.createDirectories(folder.resolve("project/models/a"));
    final Checkpoint checkpoint = new Checkpoint(model);
    checkpoint.beginAnew(Map.of("epochs", "1"));
    Files.createSymbolicLink(checkpoint.file("fold"), outside);
    Files.createSymbolicLink(checkpoint.file("log.csv"), kept);
    checkpoint.beginAnew(Map.of("epochs", "2"));
    assertFalse(Files.exists(checkpoint.file("fold")));
    assertEquals("kept", Files.readString(kept));
  }
}
