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
 * xvfb-run -s "-screen 0 1280x800x24" java -Dfiji=/path/to/Fiji.app -cp CLASSPATH-OF-TESTS io.github.attrimil.look.RecordReplay FOLDER
 * </pre>
 *
 * <p>A second argument, headless or display, compares again what is in the folder.
 */
public final class RecordReplay {

  private static final int BAGS = 20;

  /** Records of runs, measured seconds and memory, and a figure that shows these. */
  private static final List<String> OF_A_RUN =
      List.of("runs/", "report.txt", ".attrimil/", "cost.csv", "compare.png");

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
    final boolean again = args.length > 1;
    System.exit((again ? replay.isSame(args[1]) : replay.run()) ? 0 : 1);
  }

  /** Compares with what was made by hand. */
  private boolean isSame(final String name) throws IOException {
    final List<String> differences = compare(folder.resolve("hand"), folder.resolve(name));
    System.out.println(
        name
            + ": "
            + files(folder.resolve(name)).size()
            + " files, "
            + differences.size()
            + " differ");
    differences.forEach(d -> System.out.println("  " + d));
    return differences.isEmpty();
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
      final Path ended = folder.resolve("ended");
      Files.deleteIfExists(ended);
      Files.writeString(
          ending,
          Files.readString(macro)
              + "File.saveString(\"all\", \"%s\");\nrun(\"Quit\");\n".formatted(ended));
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
      final boolean end = Files.exists(ended);
      System.out.println(
          name + ": exit status " + status + (end ? ", all lines ran" : ", ENDED EARLY"));
      same &= end & isSame(name);
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

  /** Without dates, and the seconds and megabytes of a comparison. */
  private static String content(final Path file) throws IOException {
    final String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (!file.toString().matches(".*\\.(json|html|csv)")) {
      return text;
    }
    String same = text.replaceAll("\\d{4}-\\d\\d-\\d\\d(T| )\\d\\d:\\d\\d(:[0-9.]+)?Z?", "DATE");
    if (file.getFileName().toString().startsWith("compare.")) {
      for (final double cost : costs(file.getParent().resolve("../../models").normalize())) {
        same =
            same.replace(Double.toString(cost), "COST")
                .replace(
                    ">" + (cost < 10 ? "%.2f" : "%.0f").formatted(cost) + "</td>", ">COST</td>");
      }
    }
    return same;
  }

  private static List<Double> costs(final Path models) throws IOException {
    final List<Double> costs = new ArrayList<>();
    try (Stream<Path> all = Files.walk(models)) {
      for (final Path file : all.filter(f -> f.endsWith("cost.csv")).sorted().toList()) {
        final String[] cells = Files.readString(file).split("[,\\s]+");
        for (final String cell : cells) {
          if (cell.matches("[0-9.]+(E-?\\d+)?")) {
            costs.add(Double.valueOf(cell));
          }
        }
      }
    }
    return costs;
  }
}
