package io.github.attrimil.command;

import io.github.attrimil.adapt.AdaptRequest;
import io.github.attrimil.adapt.AdaptStage;
import io.github.attrimil.adapt.Method;
import io.github.attrimil.core.Job;
import io.github.attrimil.fiji.OpenImages;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.tensor.Precision;
import java.io.File;
import java.nio.file.Path;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Trains an encoder on the patches of a project. */
@Plugin(
    type = Command.class,
    name = "adapt",
    description = "Adapts an encoder to the patches of a project, or trains one from nothing.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Adapt Encoder...", weight = 5)
    })
public final class AdaptCommand extends ProjectCommand {

  @Parameter(
      label = "Slides",
      description =
          "A slide file or a folder of slides. Left out: as `patch` found them, else the column path"
              + " of slides.csv, else the folder slides of the project, else the image open in Fiji.",
      style = "both",
      required = false,
      persist = false)
  private File slides;

  @Parameter(
      label = "Method",
      description =
          "staged keeps the weights and trains an adapter after each stage from slide labels; simclr"
              + " trains all weights on patches without labels.",
      choices = {"staged", "simclr"},
      required = false,
      persist = false)
  private String method = "staged";

  @Parameter(
      label = "Start from",
      description =
          "A known encoder (resnet18, resnet50), a file of ResNet weights, an encoder of the project"
              + " by its name, or random-resnet18 or random-resnet50 for weights that have learned"
              + " nothing.",
      required = false,
      persist = false)
  private String encoder = "resnet18";

  @Parameter(
      label = "Name",
      description = "The new encoder's name; it becomes a folder under encoders.",
      required = false,
      persist = false)
  private String name = "adapted";

  @Parameter(
      label = "Fold",
      description =
          "Where there are splits: the fold whose val and test slides are not learned from.",
      min = "0",
      max = "99",
      required = false,
      persist = false)
  private int fold = 0;

  @Parameter(
      label = "Input size (px, 0: as the start)",
      description =
          "Patches are shrunk to this width and height. 0: as the encoder it starts from, 96 for a"
              + " random one. Smaller is faster and sees less.",
      min = "0",
      max = "4096",
      required = false,
      persist = false)
  private int size = 0;

  @Parameter(
      label = "Patches a slide (0: as method)",
      description =
          "At most so many patches of a slide are used, drawn at random. 0: 256 for staged, 1000 for"
              + " simclr.",
      min = "0",
      max = "1000000",
      required = false,
      persist = false)
  private int patches = 0;

  @Parameter(
      label = "Epochs (0: as method)",
      description = "How often each slide is seen in each stage, or each patch by simclr.",
      min = "0",
      max = "100000",
      required = false,
      persist = false)
  private int epochs = 0;

  @Parameter(
      label = "Batch (0: by device)",
      description = "simclr: how many patches are told from each other in a step.",
      min = "0",
      max = "8192",
      required = false,
      persist = false)
  private int batch = 0;

  @Parameter(
      label = "Learning rate (0: as method)",
      description = "Step of the optimiser. 0: as the method.",
      min = "0",
      max = "10",
      stepSize = "0.000001",
      required = false,
      persist = false)
  private double rate = 0;

  @Parameter(
      label = "Precision",
      description =
          "simclr: numbers between the layers. auto takes float16 on a GPU and float32 otherwise.",
      choices = {"auto", "float32", "float16"},
      required = false,
      persist = false)
  private String precision = "auto";

  @Parameter(
      label = "Device",
      description = "Where the network computes: auto takes a GPU where PyTorch sees one.",
      choices = {"auto", "cpu", "gpu"},
      required = false,
      persist = false)
  private String device = "auto";

  @Parameter(
      label = "Seed",
      description = "The same seed gives the same encoder.",
      required = false,
      persist = false)
  private long seed = 1;

  @Parameter(
      label = "Train again",
      description = "Whether a finished, matching encoder is trained again.",
      required = false,
      persist = false)
  private boolean redo = false;

  @Override
  protected Path execute(final Job job) {
    return AdaptStage.run(
        existingProject(),
        OpenImages.slides(existingProject(), SlideList.Wanted.of(path(slides))),
        new AdaptRequest(
            name,
            encoder,
            Method.of(method),
            fold,
            new AdaptRequest.Hyperparameters(
                size, patches, epochs, batch, rate, Precision.of(precision)),
            new AdaptRequest.Run(device, seed, redo)),
        job);
  }
}
