package io.github.attrimil.format.tensors;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that src/test/python/make_pt_fixtures.py made. */
final class GoldenPt {

  private GoldenPt() {}

  static Path file(final String name) {
    try {
      return Path.of(GoldenPt.class.getResource("/golden/pt/" + name).toURI());
    } catch (final URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(file("contiguous.pt").getParent())) {
      return files.sorted().toList();
    }
  }
}
