package io.github.attrimil.project;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One run at a time in a project: {@code .attrimil/lock} names the run at work. The operating
 * system holds the lock and releases it when the process ends, however it ends. A name that is
 * still there without a lock is that of a run that was killed; what it left half written is removed
 * then.
 */
public final class ProjectLock implements AutoCloseable {

  /** Longer texts are none of ours. */
  private static final int LONGEST = 500;

  private static final int DEPTH = 8;

  private final Path root;
  private final Path file;
  private final FileChannel channel;
  private final List<Path> made;

  private ProjectLock(
      final Path root, final Path file, final FileChannel channel, final List<Path> made) {
    this.root = root;
    this.file = file;
    this.channel = channel;
    this.made = made;
  }

  /**
   * Takes the lock of a project.
   *
   * @param project the project, whose folder is made if needed
   * @param command the command that runs, for others to read
   * @param job shown what a killed run left
   * @return the lock, to be closed; nothing is locked where the file system cannot
   * @throws AttriMilException when another run is at work
   */
  public static ProjectLock take(final Project project, final String command, final Job job) {
    final Path file = project.root().resolve(".attrimil").resolve("lock");
    final List<Path> made = missing(file.getParent());
    FileChannel channel = null;
    try {
      Files.createDirectories(file.getParent());
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        final String who = text(channel);
        channel.close();
        throw new AttriMilException(
            "Another run is at work in "
                + project.root()
                + (who.isEmpty() ? "" : " (" + who + ")")
                + "; wait until it ends, or cancel it");
      }
      final boolean killed = !text(channel).isEmpty();
      note(channel, command);
      if (!Files.exists(file)) {
        // The run that held it has just ended, and the file with it.
        channel.close();
        return take(project, command, job);
      }
      final ProjectLock lock = new ProjectLock(project.root(), file, channel, made);
      if (killed) {
        lock.sweep(job);
      }
      return lock;
    } catch (final IOException e) {
      // A read-only disk, or one without locks: what cannot be written will be reported by itself.
      close(channel);
      return new ProjectLock(project.root(), file, null, List.of());
    }
  }

  /**
   * @param project a project
   * @return whether there is nothing in its folder but what a lock needs
   */
  public static boolean isAlone(final Project project) {
    final Path folder = project.root().resolve(".attrimil");
    try (Stream<Path> files = Files.list(project.root());
        Stream<Path> own = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      return files.allMatch(folder::equals)
          && own.allMatch(f -> f.getFileName().toString().equals("lock"));
    } catch (final IOException e) {
      return false;
    }
  }

  /** The folder and those above it that are not there yet, the innermost first. */
  private static List<Path> missing(final Path folder) {
    final List<Path> missing = new ArrayList<>();
    for (Path f = folder; f != null && !Files.exists(f); f = f.getParent()) {
      missing.add(f);
    }
    return missing;
  }

  private static boolean locked(final FileChannel channel) throws IOException {
    try {
      final FileLock lock = channel.tryLock();
      return lock != null;
    } catch (final OverlappingFileLockException e) {
      // Held in this very process, such as by another window of Fiji.
      return false;
    }
  }

  private static String text(final FileChannel channel) throws IOException {
    final ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
  }

  private static void note(final FileChannel channel, final String command) throws IOException {
    final String who =
        String.format(
            Locale.ROOT,
            "`%s`, process %d, since %s",
            command,
            ProcessHandle.current().pid(),
            LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS));
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(who.getBytes(StandardCharsets.UTF_8)), 0);
  }

  /** Removes files of a killed run that nobody will finish. */
  private void sweep(final Job job) {
    int removed = 0;
    try (Stream<Path> all = Files.walk(root, DEPTH)) {
      for (final Path orphan : all.filter(ProjectLock::isOrphan).toList()) {
        removed += Files.deleteIfExists(orphan) ? 1 : 0;
      }
    } catch (final IOException | UncheckedIOException e) {
      job.warn(
          "Cannot look for what an interrupted run left in "
              + root
              + ": "
              + AttriMilException.oneLine(e));
    }
    if (removed > 0) {
      job.info("Removed " + removed + " unfinished file(s) of a run that was interrupted");
    }
  }

  private static boolean isOrphan(final Path path) {
    return path.getFileName().toString().startsWith(AtomicFile.PART);
  }

  /** Releases the lock; folders made for it are removed where nothing else came into them. */
  @Override
  public void close() {
    if (channel == null) {
      return;
    }
    try {
      // Emptied first: where an open file cannot be deleted, no name is left in it.
      channel.truncate(0);
      channel.close();
      Files.deleteIfExists(file);
      if (isAlone()) {
        for (final Path folder : made) {
          Files.delete(folder);
        }
      }
    } catch (final IOException e) {
      // The operating system releases it with the process; the next run looks for orphans in vain.
      close(channel);
    }
  }

  /** Whether there is nothing but each other in the folders made for the lock. */
  private boolean isAlone() throws IOException {
    for (int i = 0; i < made.size(); i++) {
      final List<Path> only = i == 0 ? List.of() : List.of(made.get(i - 1));
      try (Stream<Path> files = Files.list(made.get(i))) {
        if (!files.toList().equals(only)) {
          return false;
        }
      }
    }
    return true;
  }

  private static void close(final FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (final IOException e) {
      // Nothing more can be done about a lock file.
    }
  }
}
