package io.github.attrimil.command;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.EvaluateStage;
import io.github.attrimil.evaluate.EvaluationSummary;
import io.github.attrimil.evaluate.localize.Lesions;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.localize.LocalizationStage;
import io.github.attrimil.evaluate.localize.MapFolder;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.ModelReport;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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

  private static final String VALIDATION = "validation";

  @Parameter(
      label = "Model",
      description = "A model's name, or a .pt or .safetensors file.",
      required = false,
      persist = false)
  private String model = "attrimil";

  @Parameter(
      label = "Annotations",
      description =
          "A folder with a file a slide, named as the slide, to compare maps with: .geojson, .xml"
              + " (ASAP), .zip or .roi (Fiji), or an image of labels .png or .tif. Left out: maps are"
              + " not compared.",
      style = "directory",
      required = false,
      persist = false)
  private File annotations;

  @Parameter(
      label = "Maps (empty: the model's)",
      description =
          "A folder of maps made elsewhere to compare with the annotations in place of the model's:"
              + " SLIDE/scores.csv, SLIDE.csv with probability,x,y, or SLIDE.tif.",
      style = "directory",
      required = false,
      persist = false)
  private File maps;

  @Parameter(
      label = "Class of lesions (empty: last)",
      description = "The class whose lesions are annotated. With maps=: its number, 1 if left out.",
      required = false,
      persist = false)
  private String label = "";

  @Parameter(
      label = "Lesion from score",
      description =
          "From which score on a patch is called lesion, for Dice. validation: the best on"
              + " annotated validation slides.",
      required = false,
      persist = false)
  private String threshold = VALIDATION;

  @Parameter(
      label = "Widening of lesions (µm)",
      description =
          "Annotations are widened by this, so that pieces closer than twice it are one lesion"
              + " (Camelyon16: 37.5). 0: taken as they are.",
      min = "0",
      max = "1000",
      required = false,
      persist = false)
  private double dilation = Lesions.Rule.DILATION;

  @Parameter(
      label = "Isolated cells below (µm)",
      description =
          "Lesions with a shorter major axis count neither when found nor when missed (Camelyon16:"
              + " 275). 0: all count.",
      min = "0",
      max = "10000",
      required = false,
      persist = false)
  private double isolated = Lesions.Rule.ISOLATED;

  @Parameter(
      label = "Pixels of images (0: by width)",
      description =
          "Level-0 pixels per pixel of images of labels, and of maps that do not tell. 0: the"
              + " slide's width divided by the image's.",
      min = "0",
      max = "100000",
      required = false,
      persist = false)
  private double downsample = 0;

  @Parameter(
      label = "Slide pixel size (µm, 0: from file)",
      description = "Micrometres per level-0 pixel of slides that do not tell. 0: not given.",
      min = "0",
      max = "1000",
      stepSize = "0.0001",
      required = false,
      persist = false)
  private double slidempp;

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
    final Optional<Path> with = path(annotations);
    if (path(maps).isPresent()) {
      final LocalizationStage.Request request =
          request(
              with.orElseThrow(
                  () -> new AttriMilException("maps= needs annotations= to compare them with")));
      final MapFolder folder = new MapFolder(path(maps).get(), label.strip(), downsample);
      LocalizationStage.run(project, folder, request, job);
      return project.results(folder.name()).resolve("localization.csv");
    }
    final EvaluationSummary summary = EvaluateStage.run(project, model, device, redo, job);
    final Optional<Localization> found =
        with.map(
            folder -> LocalizationStage.run(project, model, request(folder), device, redo, job));
    return ModelReport.write(project, model, summary, found, Map.of(), job);
  }

  private LocalizationStage.Request request(final Path folder) {
    return new LocalizationStage.Request(
        folder,
        path(maps).isPresent() ? "" : label.strip(),
        new Lesions.Rule(dilation, isolated),
        fixed(),
        downsample,
        slidempp > 0 ? Optional.of(slidempp) : Optional.empty());
  }

  private OptionalDouble fixed() {
    if (threshold.isBlank() || threshold.strip().equals(VALIDATION)) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(threshold.strip()));
    } catch (final NumberFormatException e) {
      throw new AttriMilException(
          "threshold=" + threshold + " is neither a number nor " + VALIDATION, e);
    }
  }
}
