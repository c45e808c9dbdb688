package io.github.attrimil.command;

import io.github.attrimil.core.Job;
import io.github.attrimil.pipeline.Prediction;
import java.nio.file.Path;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Predicts slides without labels. */
@Plugin(
    type = Command.class,
    name = "predict",
    description = "Predicts slides with a model, no labels needed.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Predict Slides...", weight = 9)
    })
public final class PredictCommand extends PatchOptions {

  @Parameter(
      label = "Model",
      description = "A model's name, or a .pt or .safetensors file.",
      required = false,
      persist = false)
  private String model = "attrimil";

  @Parameter(
      label = "Encoder",
      description = "For slides without features. Left out: the model's own.",
      required = false,
      persist = false)
  private String encoder = "";

  @Parameter(
      label = "Device",
      description = "Where networks compute: auto takes a GPU where PyTorch sees one.",
      choices = {"auto", "cpu", "gpu"},
      required = false,
      persist = false)
  private String device = "auto";

  @Parameter(
      label = "Make features again",
      description = "Whether patches and features of the given slides are made again.",
      required = false,
      persist = false)
  private boolean redo = false;

  @Override
  protected Path execute(final Job job) {
    return Prediction.run(project(), model, slides(), settings(), encoder, device, redo, job);
  }
}
