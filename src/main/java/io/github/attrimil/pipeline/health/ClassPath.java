package io.github.attrimil.pipeline.health;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** Which jars Java has loaded classes from, and what it found twice. */
final class ClassPath {

  private static final ClassLoader LOADER = ClassPath.class.getClassLoader();

  private ClassPath() {}

  /** The version of a library that was built with Maven, where it is there. */
  static Optional<String> version(final String group, final String artifact) {
    final String file = "META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    return property(file, "version");
  }

  /** A library that states no version: the name of its jar. */
  static Finding library(final String what, final String file, final String remedy) {
    final URL there = LOADER.getResource(file);
    return there == null
        ? Finding.missing(what, "its jar is not installed", remedy)
        : twice(Finding.fine(what, jar(there)), file);
  }

  /** The jar with PyTorch's library and the platform it is for. */
  static Finding natives() {
    final String file = "native/lib/pytorch.properties";
    final String what = "PyTorch library file";
    final URL there = LOADER.getResource(file);
    if (there == null) {
      return Finding.fine(what, "none installed; DJL uses its cache or downloads one");
    }
    return twice(
        Finding.fine(
            what, jar(there) + ", for " + property(file, "classifier").orElse("this platform")),
        ofOnePlatform(jars(file)));
  }

  /** A Fiji for several platforms has a jar for each, which differ in more than the version. */
  static List<String> ofOnePlatform(final List<String> jars) {
    final Map<String, List<String>> platforms =
        jars.stream().collect(Collectors.groupingBy(j -> j.replaceFirst("-[0-9][0-9.]*", "")));
    return platforms.values().stream()
        .filter(j -> j.size() > 1)
        .findFirst()
        .orElseGet(() -> jars.subList(0, Math.min(1, jars.size())));
  }

  /**
   * @param found a finding
   * @param file a class or file that one library has
   * @return the finding, with a problem where several jars have the file
   */
  static Finding twice(final Finding found, final String file) {
    return twice(found, jars(file));
  }

  private static Finding twice(final Finding found, final List<String> jars) {
    return jars.size() < 2
        ? found
        : found.but(
            "it is installed " + jars.size() + " times: " + String.join(", ", jars),
            "Keep the newest, delete the others, and restart");
  }

  private static List<String> jars(final String file) {
    try {
      return Collections.list(LOADER.getResources(file)).stream()
          .map(ClassPath::jar)
          .distinct()
          .collect(Collectors.toList());
    } catch (final IOException e) {
      throw new AttriMilException("Cannot look for " + file + ": " + e.getMessage(), e);
    }
  }

  /** The name of the jar, or of the folder, that an address leads into. */
  private static String jar(final URL address) {
    final String text = address.toString().replaceFirst("!/.*$", "");
    return text.endsWith(".jar") ? text.substring(text.lastIndexOf('/') + 1) : text;
  }

  private static Optional<String> property(final String file, final String name) {
    try (InputStream in = LOADER.getResourceAsStream(file)) {
      final Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return Optional.ofNullable(properties.getProperty(name));
    } catch (final IOException e) {
      return Optional.empty();
    }
  }
}
