package io.github.attrimil.bench.kill;

import io.github.attrimil.format.events.EventFile;
import io.github.attrimil.format.events.Events;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a project that two runs must have in common: all but the records of runs. Of
 * learning curves steps and numbers count, not the clock; of notes what they note, not the times of
 * files; of the report not its date and its list of runs; of a comparison not the seconds and the
 * memory that it measured, which its page and figure repeat.
 */
public final class ProjectFiles {

  private static final Pattern RECORD = Pattern.compile("runs/[^/.][^/]*\\.json");
  private static final Pattern ORPHAN = Pattern.compile("(.*/)?\\..*part.*|\\.attrimil/lock");
  private static final Pattern OWN_TO_A_RUN =
      Pattern.compile(
          "urn:uuid:[0-9a-f-]{36}|\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d|\"modified\": \\d+"
              + "|(?s:Runs in this project, and their versions.*?</details>)"
              + "|(?s:<details>\\s*<summary>Parameters of .*?</details>\\s*)"
              + "|report.html\": \\d+"
              + "|\"[^\"]*(?:cost\\.csv|compare\\.(?:csv|html|png))\": (?:\\d+|\\{[^}]*})");

  private static final Pattern MEASURED =
      Pattern.compile("(.*/)?(cost\\.csv|compare\\.(html|png))");

  /** Seconds an epoch and memory of a row of compare.csv, with the parameters between them. */
  private static final Pattern COST =
      Pattern.compile("(?m)^((?:[^,\n]*,){14})[^,\n]*,([^,\n]*),[^,\n]*");

  private ProjectFiles() {}

  /**
   * @param project a project's folder
   * @return its files by their path in it, without records of runs
   * @throws IOException when it cannot be listed
   */
  public static Map<String, Path> of(final Path project) throws IOException {
    final Map<String, Path> all = new TreeMap<>();
    if (Files.exists(project)) {
      try (Stream<Path> walk = Files.walk(project)) {
        walk.filter(Files::isRegularFile)
            .forEach(f -> all.put(project.relativize(f).toString().replace('\\', '/'), f));
      }
    }
    all.keySet()
        .removeIf(name -> RECORD.matcher(name).matches() || MEASURED.matcher(name).matches());
    return all;
  }

  /**
   * @param expected files of the unbroken run
   * @param found files of the other one
   * @return what differs, a line each; nothing where they are the same
   * @throws IOException when a file cannot be read
   */
  public static List<String> differences(
      final Map<String, Path> expected, final Map<String, Path> found) throws IOException {
    final List<String> lines = new ArrayList<>();
    for (final Map.Entry<String, Path> file : expected.entrySet()) {
      final Path other = found.get(file.getKey());
      if (other == null) {
        lines.add("missing: " + file.getKey());
      } else if (!Arrays.equals(bytes(file.getValue()), bytes(other))) {
        lines.add("differs: " + file.getKey());
      }
    }
    for (final String name : found.keySet()) {
      if (!expected.containsKey(name) || ORPHAN.matcher(name).matches()) {
        lines.add("left over: " + name);
      }
    }
    return lines;
  }

  private static byte[] bytes(final Path file) throws IOException {
    if (file.endsWith(EventFile.NAME)) {
      final StringBuilder steps = new StringBuilder();
      Events.read(file.getParent()).forEach(s -> steps.append(s.step()).append(s.scalars()));
      return steps.toString().getBytes(StandardCharsets.UTF_8);
    }
    final byte[] bytes = Files.readAllBytes(file);
    if (file.endsWith("compare.csv")) {
      return COST.matcher(new String(bytes, StandardCharsets.ISO_8859_1))
          .replaceAll("$1,$2,")
          .getBytes(StandardCharsets.ISO_8859_1);
    }
    if (!file.toString().matches(".*\\.(html|json)")) {
      return bytes;
    }
    return OWN_TO_A_RUN
        .matcher(new String(bytes, StandardCharsets.ISO_8859_1))
        .replaceAll("")
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
