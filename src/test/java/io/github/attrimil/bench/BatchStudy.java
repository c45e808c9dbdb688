package io.github.attrimil.bench;

import io.github.attrimil.command.Shell;
import io.github.attrimil.core.Job;
import io.github.attrimil.demo.SyntheticCohort;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The macro Batch_Folder.ijm over 30 slides in a real Fiji without a display: three slides are
 * broken, Fiji is killed (SIGKILL) once in the midst and started again. Afterwards each of the 27
 * others must have been done once, by the times of its files, and the three must be reported by
 * name with a reason; a further start must do nothing but try the three again.
 *
 * <pre>java -cp ... -Dfiji=/path/to/Fiji.app -Dfolder=target/batch -Dkillafter=9
 *     io.github.attrimil.bench.BatchStudy</pre>
 *
 * Fiji is killed as soon as {@code killafter} slides have the file that {@code -Dkillat} names:
 * features (default) or maps. The plugin must be installed in that Fiji.
 */
public final class BatchStudy {

  private static final int SLIDES = 30;
  private static final int PIXELS = 1024;
  private static final List<String> BROKEN = List.of("demo_007", "demo_015", "demo_028");

  private final Path fiji = Path.of(System.getProperty("fiji"));
  private final Path folder = Path.of(System.getProperty("folder", "target/batch"));
  private final int killAfter = Integer.getInteger("killafter", 9);
  private final boolean killAtMaps = System.getProperty("killat", "features").equals("maps");
  private final Project project = new Project(folder.resolve("project").toAbsolutePath());
  private final Path slides = folder.resolve("new").toAbsolutePath();
  private int faults;

  private BatchStudy() {}

  /**
   * Runs the study; ends with status 1 where anything is not as it must be.
   *
   * @param args none
   * @throws Exception when files or Fiji cannot be used
   */
  public static void main(final String[] args) throws Exception {
    System.exit(new BatchStudy().run());
  }

  private int run() throws Exception {
    prepare();
    final Path first = folder.resolve("1-killed.log");
    final Process killed = start(first);
    while (killed.isAlive() && done().size() < killAfter) {
      Thread.sleep(20);
    }
    check(killed.isAlive(), "Fiji ended before it could be killed; see " + first);
    killed.destroyForcibly().waitFor();
    final Map<Path, FileTime> before = times();
    System.out.println(
        "killed with " + done().size() + " slides at that stage, " + before.size() + " files");

    final Path second = folder.resolve("2-resumed.log");
    final int status = start(second).waitFor();
    final Map<Path, FileTime> after = times();
    int kept = 0;
    for (final Map.Entry<Path, FileTime> file : before.entrySet()) {
      final boolean same = file.getValue().equals(after.get(file.getKey()));
      kept += same ? 1 : 0;
      check(same || isOfRun(file.getKey()), "made twice: " + file.getKey());
    }
    System.out.println(kept + " of " + before.size() + " files kept, status " + status);
    report(second);

    final Path third = folder.resolve("3-again.log");
    final long begun = System.nanoTime();
    start(third).waitFor();
    final Map<Path, FileTime> last = times();
    after.forEach(
        (file, time) -> check(isOfRun(file) || time.equals(last.get(file)), "made again: " + file));
    System.out.printf("third start: %.0f s%n", (System.nanoTime() - begun) / 1e9);
    report(third);
    System.out.println(faults == 0 ? "as it must be" : faults + " fault(s)");
    return faults == 0 ? 0 : 1;
  }

  private void check(final boolean good, final String fault) {
    if (!good) {
      faults++;
      System.out.println("FAULT: " + fault);
    }
  }

  /** A project with a trained model, and a folder of other slides, three of them broken. */
  private void prepare() throws IOException {
    if (!Files.exists(project.model("attrimil").resolve("model.json"))) {
      final int status =
          Shell.run(
              "demo",
              "project=" + project.root(),
              "count=16",
              "pixels=1024",
              "patchsize=128",
              "folds=1",
              "epochs=5",
              "device=cpu");
      check(status == 0, "the demo ended with status " + status);
    }
    final Path painted = folder.resolve("painted");
    SyntheticCohort.write(painted, SLIDES, PIXELS, 7, Job.silent());
    Files.createDirectories(slides);
    for (int i = 1; i <= SLIDES; i++) {
      final String id = "demo_%03d".formatted(i);
      final byte[] whole = Files.readAllBytes(painted.resolve("slides/" + id + ".ome.tif"));
      // Other names than the project's own slides.
      final Path slide = slides.resolve(id.replace("demo", "new") + ".ome.tif");
      if (Files.exists(slide)) {
        continue;
      }
      switch (BROKEN.indexOf(id)) {
        case 0 -> Files.write(slide, Arrays.copyOf(whole, whole.length / 3));
        case 1 -> Files.writeString(slide, "This is a letter, not a slide.\n");
        case 2 -> Files.write(slide, new byte[0]);
        default -> Files.write(slide, whole);
      }
    }
  }

  private Process start(final Path log) throws IOException {
    final String java = ProcessHandle.current().info().command().orElse("java");
    final String jars =
        String.join(
            File.pathSeparator, "jars/*", "jars/bio-formats/*", "jars/linux64/*", "plugins/*");
    final List<String> command = new ArrayList<>(List.of(java, "-Xmx2g"));
    for (final String opened :
        List.of("java.base/java.lang", "java.base/java.util", "java.desktop/java.awt")) {
      command.add("--add-opens=" + opened + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-Dplugins.dir=" + fiji,
            "-Dimagej.dir=" + fiji,
            "-cp",
            jars,
            "net.imagej.Main",
            "--headless",
            "-macro",
            Path.of("macros/Batch_Folder.ijm").toAbsolutePath().toString(),
            project.root() + "," + slides));
    return new ProcessBuilder(command)
        .directory(fiji.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** The slides that have the file after which Fiji is killed. */
  private List<Path> done() throws IOException {
    final Path where =
        killAtMaps
            ? project.maps("attrimil", "new_001").getParent()
            : project.features("new_001").getParent();
    if (!Files.isDirectory(where)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(where)) {
      return files.filter(f -> f.getFileName().toString().startsWith("new_")).toList();
    }
  }

  /** When each file of a new slide was written. */
  private Map<Path, FileTime> times() throws IOException {
    final Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(project.root())) {
      for (final Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (project.root().relativize(file).toString().contains("new_")) {
          times.put(project.root().relativize(file), Files.getLastModifiedTime(file));
        }
      }
    }
    return times;
  }

  /** What each run writes anew: stamps and records. */
  private static boolean isOfRun(final Path file) {
    return file.startsWith(".attrimil")
        || file.startsWith("runs")
        || file.getFileName().toString().startsWith(".part");
  }

  /** Checks that 27 are done and three named, in the output and in the process list. */
  private void report(final Path log) throws IOException {
    final CsvTable predicted =
        CsvTable.read(project.results("attrimil").resolve("predictions.csv"));
    final TreeSet<String> ids = new TreeSet<>();
    for (int row = 0; row < predicted.rows(); row++) {
      check(ids.add(predicted.get(row, "slide_id")), "predicted twice: " + row);
    }
    ids.removeIf(id -> !id.startsWith("new_"));
    check(ids.size() == SLIDES - BROKEN.size(), ids.size() + " predictions");
    int maps = 0;
    for (final String id : ids) {
      maps += Files.exists(project.maps("attrimil", id).resolve("scores.csv")) ? 1 : 0;
    }
    check(maps == ids.size(), maps + " maps");
    final CsvTable list = CsvTable.read(project.processList());
    int failed = 0;
    for (int row = 0; row < list.rows(); row++) {
      if (list.get(row, "status").equals("failed")) {
        failed++;
        System.out.println("  " + list.get(row, "slide_id") + ": " + list.get(row, "reason"));
        check(!list.get(row, "reason").isBlank(), "no reason for " + list.get(row, "slide_id"));
      }
    }
    check(failed == BROKEN.size(), failed + " failures in process_list.csv");
    final String text = Files.readString(log);
    for (final String id : BROKEN) {
      final String name = id.replace("demo", "new");
      check(text.contains("Failed: " + name + ", "), name + " is not named in " + log);
    }
    check(text.contains("AttriMIL: predict: partly"), "no marker in " + log);
    check(!text.contains("\tat "), "a stack trace in " + log);
    System.out.println(
        "  " + ids.size() + " predicted, " + maps + " mapped, " + failed + " failed");
    try (Stream<Path> all = Files.walk(project.root())) {
      all.filter(f -> f.getFileName().toString().startsWith(".part"))
          .forEach(f -> check(false, "left behind: " + f));
    }
  }
}
