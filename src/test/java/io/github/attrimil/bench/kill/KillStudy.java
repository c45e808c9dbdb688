package io.github.attrimil.bench.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Disturbs a command at a random moment, runs it again, and compares its project with that of an
 * unbroken run: the same files with the same bytes, nothing besides.
 *
 * <pre>
 * java -cp ... -Dkills=200 -Dseed=1 -Dfolder=target/kills io.github.attrimil.bench.kill.KillStudy
 * </pre>
 *
 * <p>Without arguments all {@link Cases} are taken in turn; with {@code -Donly=REGEX} those whose
 * name matches. With arguments it is the command they make, PROJECT standing for its folder, which
 * is empty at first or, with {@code -Dtemplate=FOLDER}, a copy of that one.
 *
 * <p>Half of the moments are uniform over the time from the first file to the end, the others are
 * that of a random temporary file's coming, or its renaming. After three of four kills the next run
 * is killed, too. {@code -Dtrouble=} is
 *
 * <ul>
 *   <li>kill (SIGKILL);
 *   <li>stop: nine moments of each run are kept by {@link Stops} instead, and the next run starts
 *       from each; with {@code -Dcut=true}, up to three files are emptied before;
 *   <li>cut: SIGKILL, and up to three files of that run are emptied, as if names had reached the
 *       disk and bytes had not;
 *   <li>full: the disk is full from that moment on, and has space again before the next start;
 *   <li>readonly: the disk turns read-only, and is repaired and mounted before the next start;
 *   <li>power: SIGKILL, and what was not forced to the disk is lost;
 *   <li>term, int: SIGTERM, SIGINT. A shell's background jobs ignore SIGINT, and so do the
 *       processes they start: begin with {@code env --default-signal=INT java ...} there.
 * </ul>
 *
 * <p>Runs that are disturbed are processes of their own, except on a full disk; all others are made
 * in this process, which saves most of the time. full, readonly and power need {@code
 * -Ddisk=MEGABYTES} (Linux, root): an ext4 file system of its own for the project. The table of all
 * moments is {@code FOLDER/TROUBLE.csv}.
 */
public final class KillStudy {

  private static final int STOPS = 9;

  /** How much longer a run takes in a new process. */
  private static final int COLD = 2;

  private enum Trouble {
    KILL,
    STOP,
    CUT,
    FULL,
    READONLY,
    POWER,
    TERM,
    INT
  }

  /** An unbroken run. */
  private record Unbroken(Map<String, Path> files, long millis, int events) {}

  /** What a disturbed run was doing, and how it ended. */
  private record Moment(long millis, String file, String ending) {}

  private final Path folder;
  private final Path project;
  private final Cases cases;
  private final Disk disk;
  private final Child child;
  private final Trouble trouble;
  private final Random random;
  private boolean allSame = true;
  private final Map<String, Unbroken> unbroken = new TreeMap<>();

  private KillStudy(final Path folder, final Trouble trouble) throws IOException {
    this.folder = folder;
    this.project = folder.resolve("work").resolve("project");
    this.cases = new Cases(folder);
    this.disk = new Disk(project.getParent(), Integer.getInteger("disk", 0));
    this.child = new Child(folder);
    this.trouble = trouble;
    this.random = new Random(Long.getLong("seed", 1));
  }

  /**
   * @param args a command of the shell with PROJECT for its folder, or nothing
   * @throws IOException when a folder cannot be written
   * @throws InterruptedException when the study is stopped
   */
  public static void main(final String[] args) throws IOException, InterruptedException {
    final Path folder =
        Files.createDirectories(Path.of(System.getProperty("folder", "target/kills")))
            .toAbsolutePath();
    final KillStudy study =
        new KillStudy(
            folder,
            Trouble.valueOf(System.getProperty("trouble", "kill").toUpperCase(Locale.ROOT)));
    final List<Cases.Case> chosen =
        args.length > 0
            ? List.of(new Cases.Case(args[0], "", List.of(args)))
            : Cases.all().stream()
                .filter(c -> c.name().matches(System.getProperty("only", ".*")))
                .toList();
    study.disk.open();
    final boolean same;
    try {
      if (args.length == 0) {
        study.cases.prepare();
      }
      same = study.run(chosen, Integer.getInteger("kills", 20));
    } finally {
      study.disk.close();
    }
    System.exit(same ? 0 : 1);
  }

  private boolean run(final List<Cases.Case> chosen, final int kills)
      throws IOException, InterruptedException {
    int done = 0;
    int rounds = 0;
    int different = 0;
    while (done < kills) {
      final Cases.Case next = chosen.get(rounds % chosen.size());
      if (trouble == Trouble.STOP) {
        final int before = done;
        done += stopped(next, kills - done);
        rounds++;
        System.out.printf(
            Locale.ROOT, "%d moments of %s, %d in all%n", done - before, next.name(), done);
        continue;
      }
      if (!unbroken.containsKey(next.name())) {
        unbroken.put(next.name(), unbroken(next));
      }
      final List<String> differences = new ArrayList<>();
      final List<Moment> moments = round(next, kills - done, differences);
      done += moments.size();
      rounds++;
      different += differences.isEmpty() ? 0 : 1;
      report(next, moments, differences);
      System.out.printf(
          Locale.ROOT,
          "%d times %s, %d runs to the end, %d of them different%n",
          done,
          trouble,
          rounds,
          different);
    }
    System.out.println("Temporary files outside of the project: " + child.temporaryFiles());
    return different == 0 && allSame;
  }

  private void report(
      final Cases.Case which, final List<Moment> moments, final List<String> differences)
      throws IOException {
    for (final Moment moment : moments) {
      final String row =
          String.format(
              Locale.ROOT,
              "\"%s\",%d,%d,\"%s\",\"%s\",\"%s\"%n",
              which.name(),
              moment.millis(),
              unbroken.get(which.name()).millis(),
              moment.file(),
              moment.ending().replace('"', '\''),
              differences.isEmpty() ? "same" : String.join("; ", differences));
      System.out.print(row);
      Files.writeString(
          folder.resolve(trouble.name().toLowerCase(Locale.ROOT) + ".csv"),
          row,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private int stopped(final Cases.Case which, final int most)
      throws IOException, InterruptedException {
    begin(which);
    final long since = System.currentTimeMillis();
    final Running process = start(which);
    final List<Stops.Stop> stops;
    final long begin = System.nanoTime();
    try (FileWatch watch = new FileWatch(project.getParent())) {
      final Path copies = folder.resolve("stops");
      stops =
          new Stops(process.process(), project, copies, random).take(Math.min(most, STOPS), watch);
    }
    if (process.status() != 0) {
      throw new IOException(which.name() + " failed without trouble: " + process.lastError());
    }
    final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    unbroken.put(which.name(), new Unbroken(kept(which), millis, 0));
    for (final Stops.Stop stop : stops) {
      Folders.delete(project);
      if (Files.exists(stop.copy())) {
        Folders.copy(stop.copy(), project);
      }
      final String ending =
          Boolean.getBoolean("cut") ? "emptied " + Disk.cut(project, since, random) : "stopped";
      final List<String> differences = new ArrayList<>();
      next(which).ifPresent(differences::add);
      differences.addAll(compared(which));
      Folders.delete(stop.copy());
      report(which, List.of(new Moment(stop.millis(), stop.file(), ending)), differences);
      allSame &= differences.isEmpty();
    }
    return stops.size();
  }

  // -- Runs --

  private void begin(final Cases.Case which) throws IOException, InterruptedException {
    Folders.delete(project);
    Files.createDirectories(project.getParent());
    final String template = System.getProperty("template");
    final Path from = template == null ? cases.template(which.template()) : Path.of(template);
    if (!which.template().isEmpty() && Files.exists(from) || template != null) {
      Folders.copy(from, project);
    }
    disk.sync();
  }

  /** In this process where it need not be killed, and no disk is unmounted after it. */
  private Running start(final Cases.Case which) throws IOException {
    return trouble == Trouble.FULL
        ? Running.inside(words(which))
        : Running.outside(child, words(which));
  }

  private List<String> words(final Cases.Case which) {
    return which.command().stream()
        .map(w -> w.replace("PROJECT", project.toString()))
        .map(w -> w.replace("OUTSIDE", cases.outside().toString()))
        .toList();
  }

  private Unbroken unbroken(final Cases.Case which) throws IOException, InterruptedException {
    begin(which);
    final Running run = Running.inside(words(which));
    try (FileWatch watch = new FileWatch(project.getParent())) {
      while (run.isAlive() && watch.events() == 0) {
        watch.await(50);
      }
      final long begin = System.nanoTime();
      while (run.isAlive()) {
        watch.await(5);
      }
      if (run.status() != 0) {
        throw new IOException(which.name() + " failed without trouble: " + run.lastError());
      }
      final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      return new Unbroken(kept(which), COLD * millis, watch.events());
    }
  }

  private Map<String, Path> kept(final Cases.Case which) throws IOException {
    final Path kept = folder.resolve("unbroken").resolve(which.name().replaceAll("\\W+", "-"));
    Folders.delete(kept);
    Folders.copy(project, kept);
    return ProjectFiles.of(kept);
  }

  /** The run after the trouble; says why it failed, if it did. */
  private Optional<String> next(final Cases.Case which) {
    final Running run = Running.inside(words(which));
    return run.status() == 0
        ? Optional.empty()
        : Optional.of("the next run failed: " + run.lastError());
  }

  /** Disturbs one command once or more, runs it to the end and compares. */
  private List<Moment> round(final Cases.Case which, final int most, final List<String> differences)
      throws IOException, InterruptedException {
    begin(which);
    final List<Moment> moments = new ArrayList<>();
    do {
      final long since = System.currentTimeMillis();
      final Moment moment = disturbed(which, since);
      if (moment == null) {
        break;
      }
      moments.add(moment);
    } while (moments.size() < most && random.nextInt(4) > 0);
    next(which).ifPresent(differences::add);
    differences.addAll(compared(which));
    return moments;
  }

  /** What differs from the unbroken run; a project that does is kept. */
  private List<String> compared(final Cases.Case which) throws IOException {
    final List<String> differences =
        ProjectFiles.differences(unbroken.get(which.name()).files(), ProjectFiles.of(project));
    if (!differences.isEmpty()) {
      Folders.copy(
          project, folder.resolve("different").resolve(Long.toString(System.currentTimeMillis())));
    }
    return differences;
  }

  /** Nothing where the command ended before its moment came. */
  private Moment disturbed(final Cases.Case which, final long since)
      throws IOException, InterruptedException {
    final Unbroken whole = unbroken.get(which.name());
    final boolean timed = random.nextBoolean();
    final long millis = random.nextLong(Math.max(1, whole.millis()));
    final int event = 1 + random.nextInt(Math.max(1, whole.events()));
    final Running process = start(which);
    try (FileWatch watch = new FileWatch(project.getParent())) {
      while (process.isAlive() && watch.events() == 0) {
        watch.await(50);
      }
      final long begin = System.nanoTime();
      while (process.isAlive()) {
        final long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        if (timed ? now >= millis : watch.events() >= event) {
          final String ending = trouble(process, since);
          return new Moment(now, watch.last(), ending);
        }
        watch.await(timed ? Math.min(millis - now, 20) : 20);
      }
    }
    if (process.status() != 0) {
      throw new IOException(which.name() + " failed without trouble: " + process.lastError());
    }
    return null;
  }

  private String trouble(final Running process, final long since)
      throws IOException, InterruptedException {
    switch (trouble) {
      case FULL -> {
        disk.fill();
        final String ending = ending(process);
        disk.empty();
        return ending;
      }
      case READONLY -> {
        disk.stop();
        final String ending = ending(process);
        disk.restart();
        return ending;
      }
      case POWER -> {
        disk.stop();
        process.kill();
        disk.restart();
        return "killed";
      }
      case TERM, INT -> {
        process.signal(trouble.name());
        return ending(process);
      }
      default -> {
        process.kill();
        return trouble == Trouble.CUT ? "emptied " + Disk.cut(project, since, random) : "killed";
      }
    }
  }

  private static String ending(final Running process) {
    final int status = process.status();
    return "exit status " + status + (status == 0 ? "" : ": " + process.lastError());
  }
}
