package io.github.attrimil.project;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import java.io.IOException;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * One run at a time in a project: {@code .attrimil/lock} names the run at work. The operating
 * system holds the lock and releases it when the process ends, however it ends. A file that is
 * still there without a lock is that of a run that was killed; what it left half written is removed
 * then.
 */
public final class ProjectLock implements AutoCloseable {

  /** Longer texts are none of ours. */
  private static final int LONGEST = 500;

  /**
   * The byte that is locked lies behind the text, because Windows lets nobody read what is locked.
   */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  /**
   * Runs of this very process, such as of other windows of Fiji, by their folder. They never open
   * the file of another one: where locks are POSIX's, closing it would release the other's lock.
   */
  private static final Map<Path, String> HERE = new ConcurrentHashMap<>();

  private final Path file;
  private final Path key;
  private final List<Path> made;
  private final List<FileChannel> channels = new ArrayList<>();

  private ProjectLock(final Path file, final Path key, final List<Path> made) {
    this.file = file;
    this.key = key;
    this.made = made;
  }

  /**
   * Takes the lock of a project.
   *
   * @param project the project, whose folder is made if needed
   * @param command the command that runs, for others to read
   * @param job shown what a killed run left
   * @return the lock, to be closed; only other runs of this process are kept away where the file
   *     system cannot lock
   * @throws AttriMilException when another run is at work
   */
  public static ProjectLock take(final Project project, final String command, final Job job) {
    final Path file = project.root().resolve(".attrimil").resolve("lock");
    final List<Path> made = missing(file.getParent());
    final ProjectLock lock = new ProjectLock(file, key(file.getParent()), made);
    final String who = name(command);
    final String here = HERE.putIfAbsent(lock.key, who);
    if (here != null) {
      throw busy(project, here);
    }
    try {
      boolean taken = false;
      while (!taken) {
        final boolean left = Files.exists(file);
        final FileChannel channel = lock.open();
        if (!isLocked(channel)) {
          throw busy(project, text(channel));
        }
        final String before = text(channel);
        note(channel, who);
        // Kept open as well: closing it would release the lock.
        taken = text(lock.open()).equals(who);
        if (taken && left) {
          new Leftovers(project.root(), before).remove(job);
        } else if (!taken) {
          // The run that held the file has just ended, and the file with it.
          lock.closeChannels();
        }
      }
    } catch (final IOException e) {
      // A read-only or full disk: what cannot be written will be reported by itself.
      if (!lock.channels.isEmpty()) {
        job.warn(
            "Cannot lock "
                + project.root()
                + " ("
                + AttriMilException.oneLine(e)
                + "); make sure that no other run is active in it");
      }
    } catch (final RuntimeException | Error e) {
      lock.closeChannels();
      HERE.remove(lock.key);
      throw e;
    }
    return lock;
  }

  private static AttriMilException busy(final Project project, final String who) {
    return new AttriMilException(
        "Another run is active in "
            + project.root()
            + (who.isEmpty() ? "" : " (" + who + ")")
            + "; wait until it ends, or cancel it");
  }

  /** Makes the folder; its name without links, where it can be made. */
  private static Path key(final Path folder) {
    try {
      return Files.createDirectories(folder).toRealPath();
    } catch (final IOException e) {
      return folder.toAbsolutePath().normalize();
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

  private FileChannel open() throws IOException {
    final FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channels.add(channel);
    return channel;
  }

  private static boolean isLocked(final FileChannel channel) throws IOException {
    try {
      final FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      return lock != null;
    } catch (final OverlappingFileLockException e) {
      // Held in this process, by classes that were loaded a second time.
      return false;
    }
  }

  private static String text(final FileChannel channel) throws IOException {
    final ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
  }

  private static String name(final String command) {
    return String.format(
        Locale.ROOT,
        "`%s`, process %d of %s, since %s",
        command,
        ProcessHandle.current().pid(),
        System.getProperty("user.name"),
        LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static void note(final FileChannel channel, final String who) throws IOException {
    final byte[] bytes = who.getBytes(StandardCharsets.UTF_8);
    channel.write(ByteBuffer.wrap(bytes), 0);
    channel.truncate(bytes.length);
  }

  /** Releases the lock; folders made for it are removed where nothing else came into them. */
  @Override
  public void close() {
    try {
      if (!channels.isEmpty()) {
        // Emptied first: where an open file cannot be deleted, no name is left in it.
        channels.get(0).truncate(0);
        Files.deleteIfExists(file);
      }
    } catch (final IOException e) {
      // The operating system releases it with the process; the next run looks for orphans in vain.
    } finally {
      closeChannels();
      removeFolders();
      HERE.remove(key);
    }
  }

  private void removeFolders() {
    try {
      if (isAlone()) {
        for (final Path folder : made) {
          Files.delete(folder);
        }
      }
    } catch (final IOException e) {
      // They stay, empty.
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

  private void closeChannels() {
    for (final FileChannel channel : channels) {
      try {
        channel.close();
      } catch (final IOException e) {
        // Nothing more can be done about a lock file.
      }
    }
    channels.clear();
  }
}
