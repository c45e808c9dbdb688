package io.github.attrimil.command;

import io.github.attrimil.cohort.table.ImportStage;
import io.github.attrimil.cohort.table.TableLayout;
import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Imports bags of features from a table into a new project. */
@Plugin(
    type = Command.class,
    name = "import",
    description = "Imports a table of bags, labels and features into a new project.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Import Feature Table...", weight = 5.5)
    })
public final class ImportCommand extends ProjectCommand {

  private static final Option<Path> TABLE =
      Option.path(
              "table",
              "Table of features",
              "Table (.csv) with a row for each instance: bag, label, then one column for each"
                  + " feature; or the label first.",
              Values.Files.TABLE)
          .mustBeGiven();

  private static final Option<TableLayout.Header> HEADER =
      Option.choice(
          "header",
          "First line has column names",
          "Whether the first line of the table names its columns. auto: where a cell after the"
              + " first two is not a number.",
          TableLayout.Header.AUTO);

  private static final Option<TableLayout.First> FIRST =
      Option.choice(
          "first",
          "First column",
          "What the first column holds; the second column holds the other. auto: the label where"
              + " the column is named label, else the bag.",
          TableLayout.First.AUTO);

  @Override
  protected List<Option<?>> options() {
    return List.of(CommonOptions.PROJECT, TABLE, HEADER, FIRST);
  }

  @Override
  protected boolean makesProject() {
    return true;
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    return ImportStage.run(
        project(given),
        given.get(TABLE),
        new TableLayout(given.get(HEADER), given.get(FIRST)),
        job);
  }
}
