package io.github.attrimil.project;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.attrimil.core.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The parameters of a project's last run of a command, from the records in {@code runs/}. They are
 * offered again, because other ones would repeat finished work.
 *
 * @param parameters texts by name, empty where the default was taken
 * @param seconds how long each stage of that run took; only those that did something
 */
public record LastSettings(Map<String, String> parameters, Map<String, Double> seconds) {

  /** Records of projects that were used for years. */
  private static final int MOST_READ = 50;

  /** No settings. */
  public static final LastSettings NONE = new LastSettings(Map.of(), Map.of());

  /**
   * Finds the last run. A run of the pipeline counts for its stages.
   *
   * @param project the project
   * @param commands the command, and those whose parameters have the same names and meanings
   * @return its settings; none where there is no record that can be read
   */
  public static LastSettings of(final Project project, final List<String> commands) {
    int read = 0;
    for (final Path file : newestFirst(project.runs())) {
      final String name = file.getFileName().toString();
      final boolean wanted =
          commands.stream().anyMatch(c -> name.matches(".*Z-" + c + "(-\\d+)?\\.json"));
      if (wanted && read < MOST_READ) {
        read++;
        final LastSettings found = read(file);
        if (!found.parameters.isEmpty()) {
          return found;
        }
      }
    }
    return NONE;
  }

  /**
   * @return the seconds of all its stages, if there are any
   */
  public OptionalDouble totalSeconds() {
    return seconds.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(seconds.values().stream().mapToDouble(s -> s).sum());
  }

  private static List<Path> newestFirst(final Path runs) {
    try (Stream<Path> files = Files.isDirectory(runs) ? Files.list(runs) : Stream.empty()) {
      return files
          .filter(f -> f.getFileName().toString().endsWith(".json"))
          .sorted(Comparator.comparing((Path f) -> f.getFileName().toString()).reversed())
          .toList();
    } catch (final IOException e) {
      return List.of();
    }
  }

  /** A run that failed at once, or a damaged record, says nothing of the project's outputs. */
  private static LastSettings read(final Path file) {
    final Map<String, String> parameters = new LinkedHashMap<>();
    final Map<String, Double> seconds = new LinkedHashMap<>();
    try {
      final JsonObject json = JsonFile.read(file);
      final JsonObject stages = json.getAsJsonObject("stages");
      if (stages == null || stages.size() == 0) {
        return NONE;
      }
      json.getAsJsonObject("parameters")
          .entrySet()
          .forEach(
              e -> {
                final boolean given = e.getValue() instanceof JsonPrimitive;
                parameters.put(e.getKey(), given ? e.getValue().getAsString() : "");
              });
      stages.entrySet().forEach(e -> time(e.getKey(), e.getValue(), seconds));
    } catch (final IOException | RuntimeException e) {
      return NONE;
    }
    return new LastSettings(parameters, seconds);
  }

  private static void time(
      final String stage, final JsonElement of, final Map<String, Double> seconds) {
    final JsonElement value = of.getAsJsonObject().get("seconds");
    if (value != null && value.getAsDouble() > 0) {
      seconds.put(stage, value.getAsDouble());
    }
  }
}
