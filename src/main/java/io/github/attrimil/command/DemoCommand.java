package io.github.attrimil.command;

import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.PipelineOptions;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.command.options.SplitOptions;
import io.github.attrimil.command.options.TrainOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.demo.Demo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Paints a synthetic cohort with planted lesions and runs the whole pipeline on it. */
@Plugin(
    type = Command.class,
    name = "demo",
    description = "Creates a synthetic cohort with planted lesions and runs the pipeline on it.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Run MIL Demo...", weight = 1)
    })
public final class DemoCommand extends ProjectCommand {

  private static final Option<Integer> COUNT =
      Option.integer(
          "count",
          "Number of slides",
          "Number of synthetic slides, about half of them with lesions.",
          40,
          12,
          999);

  private static final Option<Integer> PIXELS =
      Option.integer(
          "pixels",
          "Size of a slide (px)",
          "Width and height of a synthetic slide, at 0.5 micrometers per pixel.",
          3072,
          1024,
          16_384);

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT, COUNT, PIXELS, SlideOptions.LIST, PipelineOptions.LIST);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        CommonOptions.PROJECT,
        COUNT,
        PIXELS,
        TrainOptions.KIND,
        SplitOptions.FOLDS,
        CommonOptions.DEVICE);
  }

  @Override
  protected boolean makesProject() {
    return true;
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    return Demo.run(
        project(given),
        new Demo.Cohort(given.get(COUNT), given.get(PIXELS), given.get(CommonOptions.SEED)),
        PipelineOptions.request(given, Optional.empty()),
        job);
  }
}
