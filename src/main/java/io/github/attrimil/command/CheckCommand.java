package io.github.attrimil.command;

import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.ColumnOptions;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.command.options.SplitOptions;
import io.github.attrimil.command.options.TrainOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.pipeline.CheckStage;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Looks for what is wrong with a cohort before hours are spent. */
@Plugin(
    type = Command.class,
    name = "check",
    description =
        "Checks a cohort: classes, patients, slides, features, splits, duplicates, and columns that"
            + " are associated with the label.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Check Slide Cohort...", weight = 5.8)
    })
public final class CheckCommand extends ProjectCommand {

  private static final Option<Path> LABELS =
      Option.path(
          "labels",
          "Labels",
          "Table of slides, patients and labels, which becomes slides.csv of the project. Empty:"
              + " slides.csv of the project.",
          Values.Files.TABLE);

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        LABELS,
        ColumnOptions.LIST,
        SlideOptions.LIST,
        SplitOptions.SITE,
        SplitOptions.FOLDS,
        TrainOptions.CLASSES);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        SlideOptions.SLIDES,
        LABELS,
        CommonOptions.PROJECT,
        ColumnOptions.CASE,
        ColumnOptions.SLIDE,
        ColumnOptions.LABEL,
        SplitOptions.SITE);
  }

  @Override
  protected boolean makesProject() {
    return true;
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    return CheckStage.run(
        project(given),
        new CheckStage.Request(
            SlideOptions.wanted(given),
            given.given(LABELS),
            ColumnOptions.columns(given),
            CommonOptions.names(given.get(TrainOptions.CLASSES)),
            given.get(SplitOptions.SITE),
            SplitOptions.usual(given.get(SplitOptions.FOLDS))),
        job);
  }
}
