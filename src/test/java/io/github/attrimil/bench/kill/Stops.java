package io.github.attrimil.bench.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Moments of a run that goes on to its end: the process is stopped (SIGSTOP) at random moments, and
 * the project is copied before it goes on (SIGCONT). A copy is what a kill at that moment would
 * have left. Needs Linux.
 */
final class Stops {

  private static final int TICK_MILLIS = 20;

  /**
   * One moment.
   *
   * @param millis since the first file
   * @param file that came or went last
   * @param copy of the project
   */
  record Stop(long millis, String file, Path copy) {}

  private final Process process;
  private final Path project;
  private final Path copies;
  private final Random random;
  private int made;

  /**
   * @param process works in the project
   * @param project its folder
   * @param copies takes copies of it
   * @param random draws moments
   */
  Stops(final Process process, final Path project, final Path copies, final Random random) {
    this.process = process;
    this.project = project;
    this.copies = copies;
    this.random = random;
  }

  /**
   * Each time that a file comes or goes, and each tick without, is as likely to be among the
   * moments as any other.
   *
   * @param most number of moments
   * @param watch sees the project's files
   * @return the moments, when the process has ended
   */
  List<Stop> take(final int most, final FileWatch watch) throws IOException, InterruptedException {
    final List<Stop> stops = new ArrayList<>();
    while (process.isAlive() && watch.events() == 0) {
      watch.await(TICK_MILLIS);
    }
    final long begin = System.nanoTime();
    for (int seen = 1; process.isAlive(); seen++) {
      final int place = random.nextInt(seen);
      if (place < most && process.isAlive()) {
        final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        final Stop stop = stop(millis, watch);
        if (stop != null && stops.size() < most) {
          stops.add(stop);
        } else if (stop != null) {
          Folders.delete(stops.set(place, stop).copy());
        }
      }
      watch.await(TICK_MILLIS);
    }
    return stops;
  }

  private Stop stop(final long millis, final FileWatch watch)
      throws IOException, InterruptedException {
    signal("-STOP");
    try {
      while (!isStopped()) {
        if (!process.isAlive()) {
          return null;
        }
        Thread.sleep(1);
      }
      final Path copy = copies.resolve(Integer.toString(made++));
      Folders.delete(copy);
      if (Files.exists(project)) {
        Folders.copy(project, copy);
      }
      return new Stop(millis, watch.last(), copy);
    } finally {
      signal("-CONT");
    }
  }

  private void signal(final String which) throws IOException, InterruptedException {
    new ProcessBuilder("kill", which, Long.toString(process.pid()))
        .redirectErrorStream(true)
        .start()
        .waitFor();
  }

  /** Whether every thread stands still. */
  private boolean isStopped() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", process.pid() + "", "task"))) {
      for (final Path thread : threads.toList()) {
        final String stat = Files.readString(thread.resolve("stat"));
        if (!stat.substring(stat.lastIndexOf(')')).startsWith(") T")) {
          return false;
        }
      }
      return true;
    } catch (final IOException e) {
      return false;
    }
  }
}
