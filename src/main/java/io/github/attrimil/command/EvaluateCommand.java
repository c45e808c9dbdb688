package io.github.attrimil.command;

import io.github.attrimil.evaluate.EvaluateStage;
import io.github.attrimil.evaluate.EvaluationSummary;
import io.github.attrimil.file.Project;
import io.github.attrimil.job.Job;
import java.nio.file.Path;
import java.util.Map;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Measures a model on the slides its folds hold out. */
@Plugin(
    type = Command.class,
    name = "evaluate",
    description = "Measures a model on the slides its folds hold out.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Evaluate MIL Model...", weight = 8)
    })
public final class EvaluateCommand extends ProjectCommand {

  @Parameter(
      label = "Model",
      description = "A model's name, or a .pt or .safetensors file.",
      required = false,
      persist = false)
  private String model = "attrimil";

  @Parameter(
      label = "Device",
      description = "Where the network computes: auto takes a GPU where PyTorch sees one.",
      choices = {"auto", "cpu", "gpu"},
      required = false,
      persist = false)
  private String device = "auto";

  @Parameter(
      label = "Measure again",
      description = "Whether finished, matching results are made again.",
      required = false,
      persist = false)
  private boolean redo = false;

  @Override
  protected Path execute(final Job job) {
    final Project project = existingProject();
    final EvaluationSummary summary = EvaluateStage.run(project, model, device, redo, job);
    return EvaluateStage.report(project, model, summary, Map.of(), job);
  }
}
