package io.github.attrimil.command;

import io.github.attrimil.core.Job;
import io.github.attrimil.pipeline.Pipeline;
import java.io.File;
import java.nio.file.Path;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
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
public final class PipelineCommand extends PipelineOptions {

  @Parameter(
      label = "Labels",
      description =
          "A table (.csv) with the columns case_id, slide_id, label, and optionally path and mpp."
              + " Left out: slides.csv of the project.",
      style = "open",
      required = false,
      persist = false)
  private File labels;

  @Override
  protected Path execute(final Job job) {
    final Pipeline.Result result = Pipeline.run(project(), request(path(labels)), job);
    job.info("Report: " + result.report());
    return result.report();
  }
}
