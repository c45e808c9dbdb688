package io.github.attrimil.bench;

import io.github.attrimil.command.Shell;
import io.github.attrimil.format.events.Events;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kills a command at random moments (SIGKILL), starts it again until it ends, and compares its
 * project with that of an unbroken run: the same files with the same bytes, nothing besides.
 *
 * <pre>java -cp ... -Dkills=200 -Dseed=1 -Dfolder=target/kills io.github.attrimil.bench.KillStudy
 *     demo project=PROJECT count=6 pixels=1024 folds=2 epochs=3</pre>
 *
 * PROJECT stands for a folder, which is empty at first or, with {@code -Dtemplate=FOLDER}, a copy
 * of that one. Learning curves are compared by their steps and numbers. With {@code -Dtrouble=cut},
 * up to three of the youngest files are cut to no bytes after each kill, as a power cut may leave
 * them. With {@code -Dtrouble=full} the disk is filled at a random moment instead of the kill, for
 * a folder on a small file system of its own (mount -t tmpfs -o size=300m), and emptied before the
 * next start.
 */
public final class KillStudy {

  // Records of runs tell of each run; stamps hold the times of files.
  private static final Pattern NOT_COMPARED = Pattern.compile("(runs/[^/]*|\\.attrimil/.*)");
  private static final String CURVES = "events.out.tfevents";
  private static final Pattern ORPHAN = Pattern.compile("(.*/)?\\.(part|pyramid|ballast)-.*");
  private static final Pattern OWN_TO_A_RUN =
      Pattern.compile("urn:uuid:[0-9a-f-]{36}|\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
  private static final int CUT_FILES = 3;

  private enum Trouble {
    KILL,
    CUT,
    FULL
  }

  private final Path folder;
  private final List<String> command;
  private final Trouble trouble;
  private final Random random;
  private int starts;

  private KillStudy(
      final Path folder, final List<String> command, final Trouble trouble, final long seed) {
    this.folder = folder;
    this.command = command;
    this.trouble = trouble;
    this.random = new Random(seed);
  }

  /**
   * @param args a command of the shell, with PROJECT for its folder
   * @throws IOException when a folder cannot be written
   * @throws InterruptedException when the study is stopped
   */
  public static void main(final String[] args) throws IOException, InterruptedException {
    final KillStudy study =
        new KillStudy(
            Files.createDirectories(Path.of(System.getProperty("folder", "target/kills")))
                .toAbsolutePath(),
            List.of(args),
            Trouble.valueOf(System.getProperty("trouble", "kill").toUpperCase(Locale.ROOT)),
            Long.getLong("seed", 1));
    System.exit(study.run(Integer.getInteger("kills", 20)) ? 0 : 1);
  }

  private boolean run(final int kills) throws IOException, InterruptedException {
    final Path whole = folder.resolve("whole").resolve("project");
    final boolean missing = !Files.exists(whole);
    if (missing) {
      copyTemplate(whole);
    }
    final long begin = System.nanoTime();
    if (missing && start(whole).waitFor() != 0) {
      throw new IOException("The unbroken run failed: see " + log());
    }
    final long millis =
        Long.getLong("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    final Map<String, Path> expected = files(whole);
    int done = 0;
    int rounds = 0;
    boolean same = true;
    while (done < kills) {
      final Path broken = folder.resolve("broken").resolve("project");
      delete(broken);
      copyTemplate(broken);
      boolean ended = false;
      while (!ended) {
        ended = done >= kills ? end(broken) : !interrupted(broken, random.nextLong(millis));
        done += ended ? 0 : 1;
      }
      rounds++;
      same &= same(expected, files(broken));
      System.out.printf(
          Locale.ROOT, "%d kills, %d runs to the end, same: %b%n", done, rounds, same);
    }
    return same;
  }

  private boolean end(final Path project) throws IOException, InterruptedException {
    if (start(project).waitFor() != 0) {
      throw new IOException("The last run failed: see " + log());
    }
    return true;
  }

  /** Returns false when the command ended before the trouble came. */
  private boolean interrupted(final Path project, final long millis)
      throws IOException, InterruptedException {
    final Process process = start(project);
    if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      if (process.exitValue() != 0) {
        throw new IOException("A run failed without trouble: see " + log());
      }
      return false;
    }
    if (trouble == Trouble.FULL) {
      final Path ballast = folder.resolve(".ballast-1");
      fill(ballast);
      final int exit = process.waitFor();
      Files.delete(ballast);
      System.out.printf("disk full after %d ms: exit status %d%n", millis, exit);
      return true;
    }
    process.destroyForcibly().waitFor();
    System.out.printf("killed after %d ms%n", millis);
    if (trouble == Trouble.CUT) {
      cut(project);
    }
    return true;
  }

  private Path log() {
    return folder.resolve("log.txt");
  }

  private Process start(final Path project) throws IOException {
    starts++;
    final List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (final String property :
        List.of("ai.djl.pytorch.num_threads", "logback.configurationFile", "ai.djl.offline")) {
      if (System.getProperty(property) != null) {
        line.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    line.addAll(
        List.of(
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("java.class.path"),
            Shell.class.getName()));
    command.forEach(word -> line.add(word.replace("PROJECT", project.toString())));
    Files.writeString(
        log(), "start " + starts + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private static void fill(final Path ballast) throws IOException {
    final byte[] block = new byte[1 << 16];
    try (var out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(block);
      }
    } catch (final IOException e) {
      // Full now.
      if (!Files.exists(ballast)) {
        throw e;
      }
    }
  }

  private void cut(final Path project) throws IOException {
    final List<Path> youngest =
        files(project).values().stream()
            .sorted(Comparator.comparing(KillStudy::age).reversed())
            .limit(CUT_FILES)
            .toList();
    for (final Path file : youngest.subList(0, random.nextInt(youngest.size() + 1))) {
      Files.write(file, new byte[0]);
    }
  }

  private static long age(final Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Path> files(final Path project) throws IOException {
    final Map<String, Path> all = new TreeMap<>();
    if (Files.exists(project)) {
      try (Stream<Path> walk = Files.walk(project)) {
        walk.filter(Files::isRegularFile)
            .forEach(f -> all.put(project.relativize(f).toString().replace('\\', '/'), f));
      }
    }
    all.keySet().removeIf(n -> NOT_COMPARED.matcher(n).matches() && !ORPHAN.matcher(n).matches());
    return all;
  }

  private static boolean same(final Map<String, Path> expected, final Map<String, Path> found)
      throws IOException {
    boolean same = true;
    for (final Map.Entry<String, Path> file : expected.entrySet()) {
      final Path other = found.get(file.getKey());
      if (other == null || !Arrays.equals(bytes(file.getValue()), bytes(other))) {
        System.out.println((other == null ? "missing: " : "differs: ") + file.getKey());
        same = false;
      }
    }
    for (final String name : found.keySet()) {
      if (!expected.containsKey(name) || ORPHAN.matcher(name).matches()) {
        System.out.println("left over: " + name);
        same = false;
      }
    }
    return same;
  }

  private static byte[] bytes(final Path file) throws IOException {
    if (file.endsWith(CURVES)) {
      final StringBuilder steps = new StringBuilder();
      Events.read(file.getParent()).forEach(s -> steps.append(s.step()).append(s.scalars()));
      return steps.toString().getBytes(StandardCharsets.UTF_8);
    }
    final byte[] bytes = Files.readAllBytes(file);
    if (!file.toString().matches(".*\\.(ome\\.tif|html)")) {
      return bytes;
    }
    return OWN_TO_A_RUN
        .matcher(new String(bytes, StandardCharsets.ISO_8859_1))
        .replaceAll("")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void copyTemplate(final Path project) throws IOException {
    final String template = System.getProperty("template");
    if (template == null) {
      return;
    }
    try (Stream<Path> walk = Files.walk(Path.of(template))) {
      for (final Path path : walk.toList()) {
        final Path copy = project.resolve(Path.of(template).relativize(path).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void delete(final Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> walk = Files.walk(folder)) {
        for (final Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
