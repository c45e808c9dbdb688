package io.github.attrimil.command;

import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.FeatureOptions;
import io.github.attrimil.command.options.PatchOptions;
import io.github.attrimil.command.options.PipelineOptions;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.command.options.SplitOptions;
import io.github.attrimil.command.options.TrainOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Runs all stages, from a folder of slides and a table of labels to a report. */
@Plugin(
    type = Command.class,
    name = "pipeline",
    description = "Runs all stages, from a folder of slides and a table of labels to a report.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Run MIL Pipeline...", weight = 11)
    })
public final class PipelineCommand extends ProjectCommand {

  private static final Option<Path> LABELS =
      Option.path(
          "labels",
          "Labels",
          "Table (.csv) with the columns case_id, slide_id, label, and optionally path and mpp."
              + " Empty: slides.csv of the project.",
          Values.Files.TABLE);

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT, SlideOptions.LIST, LABELS, PipelineOptions.LIST);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        SlideOptions.SLIDES,
        LABELS,
        CommonOptions.PROJECT,
        FeatureOptions.ENCODER,
        PatchOptions.MPP,
        TrainOptions.KIND,
        SplitOptions.FOLDS);
  }

  @Override
  protected boolean makesProject() {
    return true;
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Pipeline.Request request = PipelineOptions.request(given, given.given(LABELS));
    final Pipeline.Result result = Pipeline.run(project(given), request, job);
    job.info("Report: " + result.report());
    return result.report();
  }
}
