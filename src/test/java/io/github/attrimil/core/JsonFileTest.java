package io.github.attrimil.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFileTest {

  @TempDir Path folder;

  private Path file(final String text) throws IOException {
    return Files.writeString(folder.resolve("a.json"), text);
  }

  @Test
  void anObjectIsRead() throws IOException {
    assertEquals(
        7,
        JsonFile.read(file("{\"a\": {\"b\": [1, 7]}}"))
            .getAsJsonObject("a")
            .getAsJsonArray("b")
            .get(1)
            .getAsInt());
  }

  /** Printing it, as messages do, would exhaust the stack. */
  @Test
  void depthIsBounded() throws IOException {
    final Path deep = file("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    final String why =
        assertThrows(JsonParseException.class, () -> JsonFile.read(deep)).getMessage();
    assertTrue(why.contains("nested deeper than 100"), why);
  }

  @Test
  void sizeIsBounded() throws IOException {
    final Path large = folder.resolve("large.json");
    try (RandomAccessFile out = new RandomAccessFile(large.toFile(), "rw")) {
      out.setLength(3L << 30); // A hole, which takes no room on most disks.
    }
    assertThrows(IOException.class, () -> JsonFile.read(large));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "1", "null", "{", "{\"a\": \"\\uZZZZ\"}", "{} {}"})
  void whatIsNoObjectIsRefused(final String text) throws IOException {
    final Path file = file(text);
    assertThrows(JsonParseException.class, () -> JsonFile.read(file));
  }
}
