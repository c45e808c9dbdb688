package io.github.attrimil.anonymous;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder with other files under other names: symbolic links, hard links where a system does not
 * allow those, and copies where it allows neither.
 */
final class LinkFolder {

  private final Path folder;
  private final Set<String> kept = new HashSet<>();

  LinkFolder(final Path folder) {
    this.folder = folder;
  }

  /**
   * @param name the name here
   * @param file the file; one that does not exist is left out
   * @throws AttriMilException when there is no way to have it here
   */
  void add(final String name, final Path file) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    final Path here = folder.resolve(name);
    kept.add(name);
    try {
      if (isCurrent(here, file)) {
        return;
      }
      Files.createDirectories(folder);
      Files.deleteIfExists(here);
      link(here, file);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot write " + here + ": " + e.getMessage(), e);
    }
  }

  private static boolean isCurrent(final Path here, final Path file) throws IOException {
    return Files.exists(here)
        && (Files.isSameFile(here, file)
            || !Files.isSymbolicLink(here)
                && Files.size(here) == Files.size(file)
                && Files.getLastModifiedTime(here).equals(Files.getLastModifiedTime(file)));
  }

  private static void link(final Path here, final Path file) throws IOException {
    try {
      // Relative, so that the project may be moved.
      Files.createSymbolicLink(here, here.getParent().relativize(file));
      if (Files.exists(here)) {
        return;
      }
      // A folder above is itself a link, so that the way up leads elsewhere.
      Files.delete(here);
      Files.createSymbolicLink(here, file);
    } catch (final IOException | UnsupportedOperationException | IllegalArgumentException e) {
      try {
        Files.createLink(here, file);
      } catch (final IOException | UnsupportedOperationException f) {
        Files.copy(file, here, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /**
   * @param name a file that is written here by others
   */
  void keep(final String name) {
    kept.add(name);
  }

  /**
   * Removes what was neither added nor is to be kept.
   *
   * @throws AttriMilException when it cannot be removed
   */
  void removeOthers() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (final Path file : (Iterable<Path>) files::iterator) {
        if (!kept.contains(file.getFileName().toString())
            && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(file);
        }
      }
    } catch (final IOException e) {
      throw new AttriMilException("Cannot tidy up " + folder + ": " + e.getMessage(), e);
    }
  }
}
