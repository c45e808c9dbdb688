package io.github.attrimil.bench.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Copies and deletes whole folders. */
final class Folders {

  private Folders() {}

  /** Copies with times, so that notes of what was made from what stay valid. */
  static void copy(final Path from, final Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (final Path path : walk.toList()) {
        final Path target = to.resolve(from.relativize(path).toString());
        Files.createDirectories(target.getParent());
        Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  static void delete(final Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> walk = Files.walk(folder)) {
        for (final Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
