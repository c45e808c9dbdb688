package io.github.attrimil.command;

import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.features.FeatureStage;
import io.github.attrimil.fiji.OpenImages;
import io.github.attrimil.slide.find.SlideList;
import java.io.File;
import java.nio.file.Path;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Encodes patches as features. */
@Plugin(
    type = Command.class,
    name = "features",
    description = "Encodes the patches of slides as features.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Extract Patch Features...", weight = 4)
    })
public final class FeaturesCommand extends ProjectCommand {

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
      label = "Encoder",
      description =
          "\"baseline\" needs no weights and is a baseline; resnet18 or resnet50; an encoder of the"
              + " project by its name; a file of ResNet weights; or a TorchScript file with its card"
              + " (.json) beside it. TorchScript is a program: take only files you trust.",
      required = false,
      persist = false)
  private String encoder = "baseline";

  @Parameter(
      label = "Device",
      description = "Where networks compute: auto takes a GPU where PyTorch sees one.",
      choices = {"auto", "cpu", "gpu"},
      required = false,
      persist = false)
  private String device = "auto";

  @Parameter(
      label = "Precision",
      description =
          "Numbers between the layers of a ResNet. float16 is meant for a GPU: it needs half the memory"
              + " and changes features in about the third digit.",
      choices = {"float32", "float16"},
      required = false,
      persist = false)
  private String precision = "float32";

  @Parameter(
      label = "Do finished slides again",
      description = "Whether finished, matching outputs are made again.",
      required = false,
      persist = false)
  private boolean redo = false;

  @Override
  protected Path execute(final Job job) {
    FeatureStage.run(
        existingProject(),
        OpenImages.slides(existingProject(), SlideList.Wanted.of(path(slides))),
        encoder,
        device,
        precision,
        redo,
        job);
    return existingProject().root().resolve("features");
  }
}
