package io.github.attrimil.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small cohort with a broken slide on Spark gives what one machine gives, also when machines or
 * the driver are killed.
 */
class ClusterTest {

  private static final Path JAR =
      Path.of(System.getProperty("attrimil.jar", "../../target/attrimil.jar")).toAbsolutePath();
  private static final String[] SETTINGS = {"folds=2", "epochs=3", "size=128", "top=1"};
  // Records of runs tell of each run; stamps hold the times of files.
  private static final Pattern NOT_COMPARED = Pattern.compile("(runs|\\.attrimil)/.*");
  private static final Pattern OWN_TO_A_RUN =
      Pattern.compile("urn:uuid:[0-9a-f-]{36}|\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
  private static final int PARTLY = 3;

  @TempDir static Path folder;

  private static Path painted;
  private static TreeMap<String, String> expected;

  private record Ended(int status, String text) {}

  @BeforeAll
  static void onOneMachine() throws IOException, InterruptedException {
    final Path demo = folder.resolve("demo");
    final Ended made =
        run(shell(), "demo", "project=" + demo, "count=12", "pixels=1024", "folds=2", "epochs=1");
    assertEquals(0, made.status(), made.text());
    painted = Files.createDirectory(folder.resolve("painted"));
    copy(demo.resolve("slides"), painted.resolve("slides"));
    Files.writeString(
        painted.resolve("slides.csv"),
        Files.readString(demo.resolve("slides.csv")) + "p_broken,broken,tumor,\n");
    Files.write(painted.resolve("slides/broken.tif"), new byte[] {'I', 'I', 42, 0, 9, 9});
    final Path one = project("one");
    final Ended ended = run(shell(), pipeline(one));
    assertEquals(PARTLY, ended.status(), ended.text());
    expected = files(one);
  }

  @Test
  void localModeGivesTheSame() throws IOException, InterruptedException {
    final Path project = project("local");
    final Ended ended = run(driver("local[2,3]"), pipeline(project));
    assertEquals(PARTLY, ended.status(), ended.text());
    assertSame(project);
  }

  @Test
  void machinesThatAreKilledLoseNothing() throws IOException, InterruptedException {
    final Path project = project("killed");
    try (SparkHome cluster = new SparkHome(Files.createDirectory(folder.resolve("k")), 2)) {
      final Process driver = start(driver(cluster.master()), pipeline(project));
      final List<String> killed = new ArrayList<>();
      for (final String place :
          List.of("features/h5_files", "models/attrimil/unfinished", "maps/attrimil")) {
        await(driver, () -> count(project.resolve(place)) > 0);
        cluster.executors().stream()
            .findFirst()
            .filter(ProcessHandle::destroyForcibly)
            .ifPresent(e -> killed.add(place));
      }
      assertTrue(driver.waitFor(10, TimeUnit.MINUTES), "It ends");
      assertEquals(PARTLY, driver.exitValue(), log());
      assertEquals(3, killed.size(), killed + log());
    }
    assertSame(project);
  }

  @Test
  void aDriverThatIsKilledGoesOnWithWhatIsLeft() throws IOException, InterruptedException {
    final Path project = project("driver");
    try (SparkHome cluster = new SparkHome(Files.createDirectory(folder.resolve("d")), 2)) {
      final Process driver = start(driver(cluster.master()), pipeline(project));
      await(driver, () -> count(project.resolve("features/h5_files")) > 2);
      driver.destroyForcibly().waitFor();
      // Its executors see that it is gone, and end.
      final long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!cluster.executors().isEmpty() && System.nanoTime() < until) {
        Thread.sleep(100);
      }
      final int finished = count(project.resolve("features/h5_files"));
      final Ended ended = run(driver(cluster.master()), pipeline(project));
      assertEquals(PARTLY, ended.status(), ended.text());
      assertTrue(
          Pattern.compile("features: %d done, %d already".formatted(12 - finished, finished))
              .matcher(ended.text())
              .find(),
          finished + " were finished\n" + ended.text());
    }
    assertSame(project);
  }

  // -- Projects --

  private static Path project(final String name) throws IOException {
    final Path project = folder.resolve(name).resolve("project");
    copy(painted, project);
    return project;
  }

  private static String[] pipeline(final Path project) {
    return Stream.concat(
            Stream.of("pipeline", "project=" + project, "slides=" + project.resolve("slides")),
            Arrays.stream(SETTINGS))
        .toArray(String[]::new);
  }

  private static void copy(final Path from, final Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (final Path path : walk.sorted().toList()) {
        final Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  private static int count(final Path place) {
    try (Stream<Path> files = Files.exists(place) ? Files.list(place) : Stream.empty()) {
      return (int) files.filter(f -> !f.getFileName().toString().startsWith(".")).count();
    } catch (final IOException e) {
      return 0;
    }
  }

  /** What the files hold, without what differs between any two runs. */
  private static TreeMap<String, String> files(final Path project) throws IOException {
    final TreeMap<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(project)) {
      for (final Path file : walk.filter(Files::isRegularFile).toList()) {
        final String name = project.relativize(file).toString();
        if (!NOT_COMPARED.matcher(name).matches()) {
          final String text =
              new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                  .replace(project.getParent().toString(), "");
          files.put(name, OWN_TO_A_RUN.matcher(text).replaceAll(""));
        }
      }
    }
    return files;
  }

  private static void assertSame(final Path project) throws IOException {
    final TreeMap<String, String> found = files(project);
    assertEquals(expected.keySet(), found.keySet());
    assertEquals(
        "",
        expected.keySet().stream()
            .filter(n -> !expected.get(n).equals(found.get(n)))
            .collect(Collectors.joining(" ")));
  }

  // -- Processes --

  private static List<String> shell() {
    return new ArrayList<>(
        SparkHome.java("-Dai.djl.pytorch.num_threads=1", "-jar", JAR.toString()));
  }

  private static List<String> driver(final String master) {
    final String classes = classPath();
    final List<String> line =
        SparkHome.java(
            "-Dai.djl.pytorch.num_threads=1",
            "-Dspark.master=" + master,
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.executor.memory=1500m",
            "-Dspark.executor.cores=1",
            "-Dspark.executor.extraClassPath=" + classes,
            "-Dspark.executor.extraJavaOptions=-Dai.djl.pytorch.num_threads=1",
            "-cp",
            SparkHome.sparkJars().stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator))
                + File.pathSeparator
                + classes,
            Main.class.getName());
    return new ArrayList<>(line);
  }

  private static String classPath() {
    final String own =
        Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    return own + File.pathSeparator + JAR;
  }

  private static Path logFile() {
    return folder.resolve("log.txt");
  }

  private static String log() {
    try {
      return Files.readString(logFile());
    } catch (final IOException e) {
      return e.toString();
    }
  }

  private static Process start(final List<String> java, final String... args) throws IOException {
    java.addAll(List.of(args));
    Files.deleteIfExists(logFile());
    return new ProcessBuilder(java)
        .redirectErrorStream(true)
        .redirectOutput(logFile().toFile())
        .start();
  }

  private static Ended run(final List<String> java, final String... args)
      throws IOException, InterruptedException {
    final int status = start(java, args).waitFor();
    return new Ended(status, log());
  }

  private static void await(final Process process, final BooleanSupplier sign)
      throws InterruptedException {
    while (!sign.getAsBoolean()) {
      assertTrue(process.isAlive(), () -> "It has ended too early: " + log());
      Thread.sleep(20);
    }
  }
}
