package io.github.attrimil.command;

import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.ColumnOptions;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.SplitOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.project.SlideColumns;
import io.github.attrimil.project.SlideTable;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Splits the labeled slides into folds. */
@Plugin(
    type = Command.class,
    name = "split",
    description = "Splits the labeled slides into folds, by patient and by class.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Split Slide Cohort...", weight = 6)
    })
public final class SplitCommand extends ProjectCommand {

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        SplitOptions.LIST,
        ColumnOptions.LIST,
        CommonOptions.LEAKS,
        CommonOptions.SEED,
        CommonOptions.REDO);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        CommonOptions.PROJECT,
        SplitOptions.FOLDS,
        SplitOptions.VALIDATION,
        SplitOptions.SCHEME,
        SplitOptions.TESTED,
        CommonOptions.SEED,
        CommonOptions.REDO);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final SlideColumns columns = ColumnOptions.columns(given);
    if (!columns.names().isEmpty()) {
      SlideTable.readAndNote(existing(given), columns);
    }
    SplitStage.run(
        existing(given),
        SplitOptions.splitter(given),
        given.get(CommonOptions.LEAKS),
        given.get(CommonOptions.REDO),
        job);
    return existing(given).split(0);
  }
}
