package io.github.attrimil.look;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs every command by hand in a real Fiji with the Recorder open, then the recorded lines as they
 * are in two fresh ones, without and with a display, and compares all files. Needs a display:
 *
 * <pre>
 * xvfb-run java -Dfiji=/path/to/Fiji.app -cp CLASSPATH-OF-TESTS io.github.attrimil.look.RecordReplay FOLDER
 * </pre>
 */
public final class RecordReplay {

  private static final int BAGS = 20;

  /** Dates, durations and measured speeds differ from run to run. */
  private static final List<String> OF_A_RUN =
      List.of("runs/", "report.txt", ".attrimil/", "log.csv");

  private final FijiStart fiji;
  private final Path folder;
  private final Path work;

  private RecordReplay(final FijiStart fiji, final Path folder) {
    this.fiji = fiji;
    this.folder = folder.toAbsolutePath();
    this.work = this.folder.resolve("work");
  }

  public static void main(final String[] args) throws Exception {
    final RecordReplay replay =
        new RecordReplay(new FijiStart(Path.of(System.getProperty("fiji"))), Path.of(args[0]));
    System.exit(replay.run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    Files.createDirectories(folder.resolve("tour"));
    final Path macro = folder.resolve("tour").resolve("recorded.ijm");
    final Map<String, Path> files = new TreeMap<>();
    fresh();
    int status =
        fiji.run(
            folder.resolve("hand.log"),
            true,
            List.of(),
            RecordTour.class.getName(),
            work.toString(),
            folder.resolve("tour").toString());
    System.out.println("by hand: exit status " + status);
    if (status != 0) {
      return false;
    }
    Files.readAllLines(macro).forEach(System.out::println);
    keep("hand");
    boolean same = true;
    for (final boolean display : new boolean[] {false, true}) {
      final String name = display ? "display" : "headless";
      fresh();
      final Path ending = folder.resolve("ending.ijm");
      Files.writeString(ending, Files.readString(macro) + "print(\"REPLAYED\");\nrun(\"Quit\");\n");
      final List<String> arguments = new ArrayList<>();
      if (!display) {
        arguments.add("--headless");
      }
      arguments.addAll(List.of("-macro", ending.toString()));
      status =
          fiji.run(
              folder.resolve(name + ".log"),
              display,
              List.of(),
              FijiStart.MAIN,
              arguments.toArray(String[]::new));
      keep(name);
      final boolean end = Files.readString(folder.resolve(name + ".log")).contains("REPLAYED");
      final List<String> differences = compare(folder.resolve("hand"), folder.resolve(name));
      System.out.println(
          name
              + ": exit status "
              + status
              + (end ? ", all lines ran, " : ", ENDED EARLY, ")
              + count(folder.resolve(name))
              + " files, "
              + differences.size()
              + " differ");
      differences.forEach(d -> System.out.println("  " + d));
      same &= end && differences.isEmpty();
    }
    return same;
  }

  /** The same place for each, because lines hold paths. */
  private void fresh() throws IOException {
    delete(work);
    Files.createDirectories(work);
    final StringBuilder table = new StringBuilder("bag,label,f1,f2,f3\n");
    for (int i = 0; i < 3 * BAGS; i++) {
      final int bag = i / 3;
      table.append(
          "b%02d,%d,%d,%d,%d\n".formatted(bag, bag % 2, i % 7, i * i % 11, bag % 2 * 3 + i % 2));
    }
    Files.writeString(work.resolve("table.csv"), table);
  }

  private void keep(final String name) throws IOException {
    delete(folder.resolve(name));
    Files.move(work, folder.resolve(name));
  }

  private static void delete(final Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> all = Files.walk(root)) {
        for (final Path one : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }

  private static Map<String, Path> files(final Path root) throws IOException {
    final Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(Files::isRegularFile)
          .forEach(f -> files.put(root.relativize(f).toString().replace('\\', '/'), f));
    }
    files.keySet().removeIf(name -> OF_A_RUN.stream().anyMatch(name::contains));
    return files;
  }

  private static int count(final Path root) throws IOException {
    return files(root).size();
  }

  private static List<String> compare(final Path a, final Path b) throws IOException {
    final Map<String, Path> one = files(a);
    final Map<String, Path> two = files(b);
    final List<String> different = new ArrayList<>();
    for (final String name : one.keySet()) {
      if (!two.containsKey(name)) {
        different.add(name + " is missing");
      } else if (!content(one.get(name)).equals(content(two.get(name)))) {
        different.add(name + " differs");
      }
    }
    two.keySet().stream()
        .filter(n -> !one.containsKey(n))
        .forEach(n -> different.add(n + " is new"));
    return different;
  }

  /** Without dates and durations. */
  private static String content(final Path file) throws IOException {
    final String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return file.toString().matches(".*\\.(json|html|csv)")
        ? text.replaceAll("\\d{4}-\\d\\d-\\d\\d(T| )\\d\\d:\\d\\d(:[0-9.]+)?Z?", "DATE")
        : text;
  }
}
