package io.github.attrimil.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.attrimil.project.Project;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import javax.script.ScriptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the example scripts: those for Groovy and Jython where their engine is on the class path,
 * that for JPype where there is a Python with it, named by -Dattrimil.python or on the path.
 */
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("src", "site", "examples");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"groovy, score_a_bag.groovy", "jython, score_a_bag_jython.py"})
  void script(final String name, final String file) throws IOException, ScriptException {
    final ScriptEngine engine = new ScriptEngineManager().getEngineByName(name);
    assumeTrue(engine != null, "no engine for " + name);
    final Project project = SmallProject.write(folder.resolve("project"), 18);
    engine.put("folder", project.root().toString());
    final StringWriter printed = new StringWriter();
    engine.getContext().setWriter(printed);
    // SciJava reads such lines and fills the variable, and no engine sees them.
    engine.eval(Files.readString(EXAMPLES.resolve(file)).replaceAll("(?m)^#@.*$", ""));
    check(printed.toString());
  }

  @Test
  void jpype() throws Exception {
    final Optional<String> python = python("import jpype");
    assumeTrue(python.isPresent(), "no Python with JPype1");
    final Project project = SmallProject.write(folder.resolve("project"), 18);
    final Path log = folder.resolve("log.txt");
    final Process process =
        new ProcessBuilder(
                List.of(
                    python.get(),
                    EXAMPLES.resolve("score_a_bag.py").toString(),
                    System.getProperty("java.class.path"),
                    project.root().toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    final String printed = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), printed);
    check(printed);
    assertTrue(printed.lines().count() < 20, printed);
  }

  private static void check(final String printed) {
    assertTrue(printed.contains("train: done"), printed);
    assertTrue(printed.contains("predicted: "), printed);
    assertTrue(printed.toLowerCase().contains("add up to the logit: true"), printed);
    assertFalse(printed.contains("io.jhdf"), printed);
  }

  /** A Python that runs a statement. */
  private static Optional<String> python(final String statement) {
    for (final String name :
        List.of(System.getProperty("attrimil.python", "python3"), "python3", "python")) {
      try {
        final Process process =
            new ProcessBuilder(name, "-c", statement)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0) {
          return Optional.of(name);
        }
      } catch (final IOException e) {
        // No Python of that name.
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Optional.empty();
  }
}
