package io.github.attrimil.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What documents name besides our commands exists: classes, tests and benches, files of the
 * repository, macros, and profiles of the build.
 */
class NamesInDocumentsTest {

  private static final Pattern CLASS =
      Pattern.compile("\\bio\\.github\\.attrimil(?:\\.[a-z]+)+\\.([A-Z]\\w+)");
  private static final Pattern TEST =
      Pattern.compile("`([A-Z]\\w+(?:Test|Bench|Study|Tiff|Pictures))\\b");
  private static final Pattern OF_MAVEN = Pattern.compile("-Dtest=([A-Z]\\w+)");
  private static final Pattern PROFILE = Pattern.compile("mvn (?:-\\S+ )*-P(\\w+)");
  private static final Pattern FILE =
      Pattern.compile("(?<![\\w/.])((?:src|macros|update-site)/[\\w/.-]*\\w)");

  private static Set<String> classes() throws IOException {
    final Set<String> classes = new HashSet<>();
    try (Stream<Path> found = Files.walk(Path.of("src"))) {
      found
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".java"))
          .forEach(n -> classes.add(n.substring(0, n.length() - 5)));
    }
    return classes;
  }

  @Test
  void exist() throws IOException {
    final Set<String> classes = classes();
    final String build = Files.readString(Path.of("pom.xml"));
    final List<String> wrong = new ArrayList<>();
    int names = 0;
    for (final Path document : UserTexts.documents()) {
      final String text = Files.readString(document);
      for (final Pattern pattern : List.of(CLASS, TEST, OF_MAVEN, PROFILE, FILE)) {
        final Matcher name = pattern.matcher(text);
        while (name.find()) {
          names++;
          final String what = name.group(1);
          if (what.contains("...")) {
            continue; // Shortened; its class is looked for by its name.
          }
          final boolean there =
              pattern == FILE
                  ? Files.exists(Path.of(what))
                  : pattern == PROFILE
                      ? build.contains("<id>" + what + "</id>")
                      : classes.contains(what);
          if (!there) {
            wrong.add(document + ": " + what + " does not exist");
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(names > 50, names + " names");
  }
}
