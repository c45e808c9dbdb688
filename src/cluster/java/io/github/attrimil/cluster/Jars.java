package io.github.attrimil.cluster;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The jars that machines need: a jar names those beside it in its manifest. */
final class Jars {

  private Jars() {}

  /**
   * @param type a class
   * @return the jar it is in and all that this names, and so on; nothing for classes in a folder
   */
  static Set<Path> beside(final Class<?> type) {
    final Set<Path> jars = new LinkedHashSet<>();
    try {
      add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()), jars);
    } catch (final URISyntaxException | IOException e) {
      throw new AttriMilException("Cannot find the jars for the cluster: " + e.getMessage(), e);
    }
    return jars;
  }

  private static void add(final Path jar, final Set<Path> jars) throws IOException {
    if (!Files.isRegularFile(jar) || !jars.add(jar)) {
      return;
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      final Manifest manifest = file.getManifest();
      final String names =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (names != null) {
        for (final String name : names.split(" +")) {
          add(jar.resolveSibling(name).normalize(), jars);
        }
      }
    }
  }
}
