package io.github.attrimil.script;

import io.github.attrimil.core.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds folders by what they hold. */
final class Folders {

  private Folders() {}

  /** The names of folders in a folder that hold a file; none where the folder is missing. */
  static List<String> with(final Path parent, final String file) {
    try (Stream<Path> folders = Files.isDirectory(parent) ? Files.list(parent) : Stream.empty()) {
      return folders
          .filter(f -> Files.exists(f.resolve(file)))
          .map(f -> f.getFileName().toString())
          .sorted()
          .toList();
    } catch (final IOException e) {
      throw FileFailure.of("list", parent, e);
    }
  }
}
