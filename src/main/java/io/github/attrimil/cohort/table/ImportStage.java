package io.github.attrimil.cohort.table;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stage from a table of features to a project: writes features/h5_files, a file for each bag
 * with patches that lie nowhere, and slides.csv. It fills a new project only: what a project
 * already has is never replaced.
 */
public final class ImportStage {

  private static final String STAGE = "import";

  private ImportStage() {}

  /**
   * Imports a table. One that was imported before, as a whole or until it was stopped, is
   * completed.
   *
   * @param project the project, whose folder may not exist yet
   * @param csv a table: a row for each instance, with bag, label and features
   * @param layout where bags and labels stand
   * @param job shows progress
   * @return slides.csv
   * @throws AttriMilException with line and column where the table has a mistake, and where the
   *     project has other slides or features
   */
  public static Path run(
      final Project project, final Path csv, final TableLayout layout, final Job job) {
    return new Stage(STAGE, project, false, job)
        .once(
            csv.getFileName().toString(),
            () -> {
              final FeatureTable table = FeatureTable.read(csv, layout, job);
              final List<Path> outputs = new ArrayList<>(List.of(project.slidesCsv()));
              table.bags().forEach(b -> outputs.add(project.features(b.id())));
              return Plan.of(
                      new Target(
                          STAGE,
                          new StampKey()
                              .with("header", layout.header())
                              .with("first", layout.first()),
                          List.of(csv.toAbsolutePath().normalize()),
                          outputs),
                      () -> write(project, table, job))
                  .whenFinished("the table is already imported", project::slidesCsv);
            });
  }

  private static Path write(final Project project, final FeatureTable table, final Job job) {
    refuseOthers(project, table);
    final Progress progress = job.progress(STAGE, "bags", table.bags().size());
    for (final FeatureTable.LabeledBag bag : table.bags()) {
      final Path file = project.features(bag.id());
      if (!AtomicFile.isWritten(file)) {
        new FeatureFile(bag.features(), table.dimension(), Map.of(), Optional.empty()).write(file);
      }
      progress.add(1);
    }
    // Last: where it is, all features are.
    table.slides().write(project.slidesCsv());
    job.record().stage(STAGE, "bags", table.bags().size());
    job.record().stage(STAGE, "instances", table.instances());
    job.info(
        "import: "
            + table.bags().size()
            + " bags with "
            + table.instances()
            + " instances of "
            + table.dimension()
            + " features; labels "
            + String.join(", ", table.labels()));
    return project.slidesCsv();
  }

  /** What is there must be what would be written: of a run that was stopped. */
  private static void refuseOthers(final Project project, final FeatureTable table) {
    final List<String> ids = table.bags().stream().map(FeatureTable.LabeledBag::id).toList();
    if (AtomicFile.isWritten(project.slidesCsv())
        && !CsvTable.read(project.slidesCsv()).hasRowsOf(table.slides())) {
      throw new AttriMilException(
          project.slidesCsv()
              + " exists and lists other slides; import into a new folder: project="
              + project.root()
              + " is left as it is");
    }
    for (final String id : project.slidesWithFeatures()) {
      if (!ids.contains(id)) {
        throw new AttriMilException(
            project.features(id)
                + " exists, and the table has no such bag; import into a new folder: project="
                + project.root()
                + " is left as it is");
      }
    }
    for (final FeatureTable.LabeledBag bag : table.bags()) {
      final Path file = project.features(bag.id());
      if (AtomicFile.isWritten(file)
          && !Arrays.equals(FeatureFile.read(file).features(), bag.features())) {
        throw new AttriMilException(
            file
                + " exists and has other features than the bag \""
                + bag.id()
                + "\" of the table; import into a new folder: project="
                + project.root()
                + " is left as it is");
      }
    }
  }
}
