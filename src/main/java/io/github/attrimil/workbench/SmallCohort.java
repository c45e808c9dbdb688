package io.github.attrimil.workbench;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.LastSettings;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a first study of a few slides needs: fewer folds than usual, where a class has fewer
 * patients than folds. A number that the user has chosen is left as it is while it works.
 */
public final class SmallCohort {

  private static final int USUAL = 5;
  private static final double VALIDATION = 0.25;

  private SmallCohort() {}

  /**
   * @param project a project
   * @return inputs for commands that split; none where the usual ones work, where the project is
   *     split already, or where no number of folds works
   */
  public static Map<String, String> inputs(final Project project) {
    if (Files.exists(project.split(0))) {
      return Map.of();
    }
    final String chosen =
        LastSettings.of(project, List.of("split", "pipeline", "demo"))
            .parameters()
            .getOrDefault("folds", "");
    try {
      final int folds = chosen.isEmpty() ? USUAL : Integer.parseInt(chosen);
      final Cohort cohort = ProjectSetup.cohort(project);
      cohort.classes(List.of());
      final OptionalInt most = new Splitter(folds, VALIDATION, 1).feasible(cohort);
      return most.isEmpty() || most.getAsInt() == folds
          ? Map.of()
          : Map.of("folds", Integer.toString(most.getAsInt()));
    } catch (final AttriMilException | NumberFormatException e) {
      return Map.of(); // The command reports what is wrong with the table.
    }
  }
}
