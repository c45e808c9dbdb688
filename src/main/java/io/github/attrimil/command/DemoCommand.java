package io.github.attrimil.command;

import io.github.attrimil.core.Job;
import io.github.attrimil.demo.Demo;
import java.nio.file.Path;
import java.util.Optional;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Paints a synthetic cohort with planted lesions and runs the whole pipeline on it. */
@Plugin(
    type = Command.class,
    name = "demo",
    description = "Paints a synthetic cohort with planted lesions and runs the pipeline on it.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Run MIL Demo...", weight = 1)
    })
public final class DemoCommand extends PipelineOptions {

  @Parameter(
      label = "Slides to paint",
      description = "How many synthetic slides, about half of them with lesions.",
      min = "12",
      max = "999",
      required = false,
      persist = false)
  private int count = 40;

  @Parameter(
      label = "Size of a slide (px)",
      description = "Width and height of a synthetic slide, of 0.5 micrometres per pixel.",
      min = "1024",
      max = "16384",
      required = false,
      persist = false)
  private int pixels = 3072;

  @Override
  protected Path execute(final Job job) {
    return Demo.run(project(), count, pixels, seed(), request(Optional.empty()), job);
  }
}
