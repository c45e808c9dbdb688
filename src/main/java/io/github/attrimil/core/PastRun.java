package io.github.attrimil.core;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a {@link RunRecord} on the disk says of a run. Records of other versions may lack parts,
 * which are empty then.
 *
 * @param command the shell name of the command
 * @param started time in UTC, as ISO 8601 has it
 * @param outcome "done", or what went wrong
 * @param device it computed on
 * @param parameters values by name; those that were left to a preset are not among them
 * @param meanings what parameters mean, by name
 * @param versions of this package, Java, the system and libraries
 */
public record PastRun(
    String command,
    String started,
    String outcome,
    String device,
    Map<String, String> parameters,
    Map<String, String> meanings,
    Map<String, String> versions) {

  static PastRun of(final JsonObject json) {
    return new PastRun(
        text(json, "command"),
        text(json, "started"),
        text(json, "outcome"),
        text(json, "device"),
        texts(json, "parameters"),
        texts(json, "meanings"),
        texts(json, "versions"));
  }

  /**
   * @param runs a project's folder for records
   * @param most how many are read
   * @return the last of them, oldest first; files that are no records are left out
   */
  public static List<PastRun> read(final Path runs, final int most) {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    final List<Path> files;
    try (Stream<Path> list = Files.list(runs)) {
      files =
          list.filter(f -> f.getFileName().toString().matches("[0-9].*\\.json")).sorted().toList();
    } catch (final IOException e) {
      throw FileFailure.of("list", runs, e);
    }
    final List<PastRun> read = new ArrayList<>();
    for (final Path file : files.subList(Math.max(0, files.size() - most), files.size())) {
      try {
        read.add(of(JsonFile.read(file)));
      } catch (final IOException | RuntimeException e) {
        continue; // not ours, or damaged: nothing is known of that run
      }
    }
    return read;
  }

  private static String text(final JsonObject json, final String name) {
    final JsonElement value = json.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  private static Map<String, String> texts(final JsonObject json, final String name) {
    final Map<String, String> texts = new LinkedHashMap<>();
    if (json.get(name) instanceof JsonObject map) {
      for (final String key : map.keySet()) {
        final String value = text(map, key);
        if (!value.isEmpty()) {
          texts.put(key, value);
        }
      }
    }
    return texts;
  }
}
