package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.line.RunArgument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.startup.StartupService;

/** Fiji's command line; how a failure ends Fiji, only a real one shows. */
class RunArgumentTest {

  @TempDir Path folder;

  @Test
  void runsOneOfOurCommandsByItsLabel() throws Exception {
    final Path project = DemoProject.finished(folder);
    try (Context context = new Context(CommandService.class, StartupService.class)) {
      final RunArgument argument = new RunArgument();
      context.inject(argument);
      assertFalse(argument.supports(line("--run", "Train Something Else...")));
      assertFalse(argument.supports(line("--ij2", "Split Slide Cohort...")));
      assertTrue(argument.supports(line("--run", "Split Slide Cohort")));
      final LinkedList<String> line =
          line("--run", "Split Slide Cohort...", "project=" + project + ",folds=3", "--more");
      argument.handle(line);
      assertEquals(List.of("--more"), line);
      assertFalse(Files.exists(project.resolve("splits/splits_2.csv")));
      context.getService(StartupService.class).executeOperations();
      assertTrue(Files.exists(project.resolve("splits/splits_2.csv")));
    }
  }

  private static LinkedList<String> line(final String... words) {
    return new LinkedList<>(List.of(words));
  }
}
