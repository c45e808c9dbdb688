package io.github.attrimil.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * A file or folder that cannot be read or written: what is wrong with it and what to do. Reasons
 * are looked up on the disk, because Java gives little more than the path, and systems speak the
 * user's language.
 */
public final class FileFailure {

  /** Megabytes; less than this on a disk is none. */
  private static final double NO_SPACE = 1;

  private static final Set<String> READING = Set.of("read", "open", "list", "look for");
  private static final String KEPT = "then run again: what is finished is kept";

  private FileFailure() {}

  /**
   * @param verb what was tried, such as "read", "list", "write" or "remove"
   * @param file the file or folder
   * @param e what was thrown
   * @return an exception with one line: what cannot be done, why, and the remedy. It ends the run
   *     ({@link DiskException}) where the disk is full or read-only, which the next slide would
   *     meet, too
   */
  public static AttriMilException of(final String verb, final Path file, final Exception e) {
    final Exception cause = e instanceof UncheckedIOException u ? u.getCause() : e;
    final String what = "Cannot " + verb + " " + file + ": ";
    if (READING.contains(verb)) {
      return new AttriMilException(what + whyNotRead(file, cause), e);
    }
    final Path folder = existing(file);
    if (isReadOnly(folder, cause)) {
      return new DiskException(
          what
              + "the disk is read-only. Make it writable, or copy the project to another disk, "
              + KEPT,
          e);
    }
    if (isFull(folder, cause)) {
      return new DiskException(
          what
              + String.format(
                  Locale.ROOT, "the disk is full (%.1f MB left). Free some space, ", left(folder))
              + KEPT,
          e);
    }
    return new AttriMilException(what + whyNotWritten(file, folder, cause), e);
  }

  private static String whyNotRead(final Path file, final Exception e) {
    if (e instanceof NoSuchFileException) {
      return "it does not exist"
          + (Files.exists(existing(file)) ? "" : ", and neither does its folder")
          + ". If it was moved, renamed or deleted, put it back, and run again";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission for " + user() + ". Change its permissions, and run again";
    }
    if (e instanceof NotDirectoryException) {
      return "it is a file, and a folder is expected. Move it away, and run again";
    }
    if (Files.isDirectory(file)) {
      return "it is a folder, and a file is expected. Move it away, and run again";
    }
    if (e instanceof MalformedInputException) {
      return "it is not text in UTF-8";
    }
    return text(e);
  }

  private static String whyNotWritten(final Path file, final Path folder, final Exception e) {
    if (folder != null && !Files.isDirectory(folder)) {
      return folder + " is a file, and a folder is expected. Move it away, " + KEPT;
    }
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return "a folder of that name is in its place. Move it away, " + KEPT;
    }
    if (e instanceof AccessDeniedException || folder != null && !Files.isWritable(folder)) {
      return "no permission for "
          + user()
          + " in "
          + folder
          + ". Change its permissions or close programs that have the file open, "
          + KEPT;
    }
    if (e instanceof NoSuchFileException) {
      return "its folder was moved, renamed or deleted meanwhile. Run again";
    }
    return text(e) + ". Run again: what is finished is kept";
  }

  /** The file or the innermost folder of it that is there. */
  private static Path existing(final Path file) {
    Path folder = file.toAbsolutePath().getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static boolean isReadOnly(final Path folder, final Exception e) {
    try {
      final FileStore store = folder == null ? null : Files.getFileStore(folder);
      return store != null && store.isReadOnly() || text(e).contains("Read-only file system");
    } catch (final IOException | SecurityException other) {
      return false;
    }
  }

  private static boolean isFull(final Path folder, final Exception e) {
    return text(e).contains("No space left")
        || text(e).contains("quota exceeded")
        || !(e instanceof AccessDeniedException || e instanceof NoSuchFileException)
            && left(folder) < NO_SPACE;
  }

  /** Megabytes. */
  private static double left(final Path folder) {
    try {
      return folder == null ? 0 : Files.getFileStore(folder).getUsableSpace() / (double) (1 << 20);
    } catch (final IOException | SecurityException e) {
      return Double.MAX_VALUE;
    }
  }

  private static String user() {
    return "user " + System.getProperty("user.name");
  }

  /** What the system says, without the path, which is shown already. */
  private static String text(final Exception e) {
    if (e instanceof FileAlreadyExistsException) {
      return "something of that name is in its place";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return AttriMilException.oneLine(e);
  }
}
