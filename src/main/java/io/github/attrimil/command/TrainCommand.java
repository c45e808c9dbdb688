package io.github.attrimil.command;

import io.github.attrimil.core.Job;
import io.github.attrimil.train.Preset;
import io.github.attrimil.train.TrainStage;
import java.nio.file.Path;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Trains AttriMIL on every fold. */
@Plugin(
    type = Command.class,
    name = "train",
    description = "Trains AttriMIL on the features of every fold.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Train MIL Model...", weight = 7)
    })
public final class TrainCommand extends ProjectCommand {

  @Parameter(
      label = "Model",
      description = "The model's name; it becomes a folder under models.",
      required = false,
      persist = false)
  private String model = "attrimil";

  @Parameter(
      label = "Classes (empty: from labels)",
      description =
          "Class names in order, separated by commas, the one without disease first. Left out:"
              + " labels that are numbers as they are, others by name.",
      required = false,
      persist = false)
  private String classes = "";

  @Parameter(
      label = "Preset",
      description =
          "default learns well; official repeats the authors' code, paper its publication, and both"
              + " often silence a branch.",
      choices = {"default", "official", "paper"},
      required = false,
      persist = false)
  private String preset = "default";

  @Parameter(
      label = "Epochs (0: as preset)",
      description = "How often each bag is seen on average. 0: as the preset.",
      min = "0",
      max = "100000",
      required = false,
      persist = false)
  private int epochs = 0;

  @Parameter(
      label = "Learning rate (0: as preset)",
      description = "Step of the optimiser. 0: as the preset.",
      min = "0",
      max = "10",
      stepSize = "0.000001",
      required = false,
      persist = false)
  private double rate = 0;

  @Parameter(
      label = "Other numbers",
      description =
          "Any number of the preset as NAME=VALUE, separated by spaces: epochs, bags, start (even, random),"
              + " optimizer (sgd, adam, adamw), rate, schedule (constant, cosine), clip, momentum,"
              + " decay, noise, spatial, spatialform (strongest, geary), rank, rankform (signs, hinge), warmup, patience, patiencefrom.",
      required = false,
      persist = false)
  private String numbers = "";

  @Parameter(
      label = "Device",
      description = "Where the network computes: auto takes a GPU where PyTorch sees one.",
      choices = {"auto", "cpu", "gpu"},
      required = false,
      persist = false)
  private String device = "auto";

  @Parameter(
      label = "Seed",
      description = "The same seed gives the same model.",
      required = false,
      persist = false)
  private long seed = 1;

  @Parameter(
      label = "Train again",
      description = "Whether a finished, matching model is trained again.",
      required = false,
      persist = false)
  private boolean redo = false;

  @Override
  protected Path execute(final Job job) {
    return TrainStage.run(
        existingProject(),
        new TrainStage.Request(
            model,
            names(classes),
            Preset.of(preset).with(numbers).with(epochs, rate),
            device,
            seed,
            redo),
        job);
  }
}
