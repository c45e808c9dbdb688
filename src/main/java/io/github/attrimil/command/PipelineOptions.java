package io.github.attrimil.command;

import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.pipeline.Pipeline;
import io.github.attrimil.train.Preset;
import io.github.attrimil.train.TrainStage;
import java.nio.file.Path;
import java.util.Optional;
import org.scijava.plugin.Parameter;

/** The parameters of a whole run, from slides to report. */
public abstract class PipelineOptions extends PatchOptions {

  @Parameter(
      label = "Encoder",
      description =
          "\"baseline\" needs no weights and is a baseline; resnet18 or resnet50; an encoder of the"
              + " project by its name; a file of ResNet weights; or a TorchScript file with its card"
              + " (.json) beside it. TorchScript is a program: take only files you trust.",
      required = false,
      persist = false)
  private String encoder = "baseline";

  @Parameter(
      label = "Folds",
      description = "How many folds; each patient is held out once. 1 holds out a fifth.",
      min = "1",
      max = "100",
      required = false,
      persist = false)
  private int folds = 5;

  @Parameter(
      label = "Share for validation",
      description = "The share of the other patients that chooses the checkpoint.",
      min = "0.01",
      max = "0.89",
      required = false,
      persist = false)
  private double validation = 0.25;

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
      label = "Strongest patches",
      description = "How many of the strongest patches of each class are written as pictures.",
      min = "0",
      max = "1000",
      required = false,
      persist = false)
  private int top = 8;

  @Parameter(
      label = "Device",
      description = "Where networks compute: auto takes a GPU where PyTorch sees one.",
      choices = {"auto", "cpu", "gpu"},
      required = false,
      persist = false)
  private String device = "auto";

  @Parameter(
      label = "Seed",
      description = "The same seed gives the same result.",
      required = false,
      persist = false)
  private long seed = 1;

  @Parameter(
      label = "Do everything again",
      description = "Whether finished, matching outputs are made again.",
      required = false,
      persist = false)
  private boolean redo = false;

  /**
   * @return same seed, same result
   */
  protected final long seed() {
    return seed;
  }

  /**
   * @param labels a table as slides.csv, if given
   * @return what to do
   */
  protected final Pipeline.Request request(final Optional<Path> labels) {
    return new Pipeline.Request(
        slides(),
        labels,
        settings(),
        encoder,
        new Splitter(folds, validation, seed),
        new TrainStage.Request(
            model,
            names(classes),
            Preset.of(preset).with(numbers).with(epochs, rate),
            device,
            seed,
            redo),
        top);
  }
}
