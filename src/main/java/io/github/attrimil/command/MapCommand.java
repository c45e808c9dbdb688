package io.github.attrimil.command;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.map.DenseMap;
import io.github.attrimil.explain.map.MapStage;
import io.github.attrimil.fiji.FijiMap;
import io.github.attrimil.fiji.OpenImages;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Draws what each patch of a slide says for and against each class. */
@Plugin(
    type = Command.class,
    name = "map",
    description = "Draws what each patch of a slide says for and against each class.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Map Attribute Scores...", weight = 10)
    })
public final class MapCommand extends ProjectCommand {

  @Parameter(
      label = "Model",
      description = "A model's name, or a .pt or .safetensors file.",
      required = false,
      persist = false)
  private String model = "attrimil";

  @Parameter(
      label = "Slide ids (empty: all)",
      description = "Ids separated by commas. Left out: all slides that have features.",
      required = false,
      persist = false)
  private String slide = "";

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
      label = "Class shown (empty: predicted)",
      description = "The class whose map is shown in Fiji. Left out: the class predicted.",
      required = false,
      persist = false)
  private String label = "";

  @Parameter(
      label = "Fold (-1: held out)",
      description = "Whose network draws. -1: the fold that holds the slide out, else the first.",
      min = "-1",
      max = "1000",
      required = false,
      persist = false)
  private int fold = -1;

  @Parameter(
      label = "Strongest patches",
      description = "How many of the strongest patches of each class are written as pictures.",
      min = "0",
      max = "1000",
      required = false,
      persist = false)
  private int top = 8;

  @Parameter(
      label = "Values",
      description =
          "score: as the model gave them. percentile: ranks among the slide's patches. share:"
              + " softmax share of attention. Others than score are written besides, by their name.",
      choices = {"score", "percentile", "share"},
      required = false,
      persist = false)
  private String display = "score";

  @Parameter(
      label = "Smoothing (steps)",
      description =
          "Standard deviation of a Gaussian, in steps from patch to patch. 0: none. Smoothed maps"
              + " are written besides, and say so in name, legend and file.",
      min = "0",
      max = "20",
      stepSize = "0.5",
      required = false,
      persist = false)
  private double smooth = 0;

  @Parameter(
      label = "Regions above",
      description = "A class's score above which neighbouring patches make a region.",
      stepSize = "0.1",
      required = false,
      persist = false)
  private double threshold = 0;

  @Parameter(
      label = "Region of interest",
      description =
          "Maps only this region, at a finer step: x,y,width,height in level-0 pixels, or a file of"
              + " regions (.geojson, .xml, .roi, .zip). Needs the slide and the model's encoder.",
      required = false,
      persist = false)
  private String roi = "";

  @Parameter(
      label = "Step in the region",
      description =
          "From patch to patch in the region of interest, in pixels of a patch. 0: a quarter of it.",
      min = "0",
      max = "100000",
      required = false,
      persist = false)
  private int step = 0;

  @Parameter(
      label = "Encoder for the region",
      description =
          "The model's encoder, as for Extract Patch Features. Left out: the one the model names.",
      required = false,
      persist = false)
  private String encoder = "";

  @Parameter(
      label = "Device",
      description = "Where the network computes: auto takes a GPU where PyTorch sees one.",
      choices = {"auto", "cpu", "gpu"},
      required = false,
      persist = false)
  private String device = "auto";

  @Parameter(
      label = "Draw again",
      description = "Whether finished, matching maps are drawn again.",
      required = false,
      persist = false)
  private boolean redo = false;

  @Parameter(type = ItemIO.OUTPUT, label = "Overview with map")
  private ImagePlus overlay;

  @Parameter(type = ItemIO.OUTPUT, label = "Scores")
  private ImagePlus scoremap;

  @Parameter(type = ItemIO.OUTPUT, label = "Patches")
  private ResultsTable table;

  @Override
  protected Path execute(final Job job) {
    final Project project = existingProject();
    final List<SlideSource> wanted = wanted(project);
    final MapStage.Request request =
        new MapStage.Request(
            model,
            fold,
            top,
            device,
            redo,
            Drawing.of(display, smooth),
            threshold,
            roi.isBlank()
                ? Optional.empty()
                : Optional.of(new DenseMap.Request(roi.strip(), step, encoder.strip())));
    if (request.dense().isPresent() && wanted.size() > 1) {
      throw new AttriMilException(
          "roi= is a place on one slide, and there are " + wanted.size() + "; give slide=");
    }
    final AtomicReference<MapStage.Result> drawn = new AtomicReference<>();
    final boolean one = wanted.size() == 1;
    final List<String> done =
        MapStage.run(project, wanted, request, job, one ? drawn::set : several -> {});
    if (!one) {
      final Path folder = MapStage.folder(project, model, done.get(0));
      return done.size() == 1 ? folder : folder.getParent();
    }
    final Path folder = MapStage.folder(project, request, wanted.get(0));
    if (drawn.get() == null) { // Finished before.
      if (request.dense().isPresent() && !inFiji()) {
        return folder; // Encoding a region takes long, and the shell shows nothing.
      }
      drawn.set(MapStage.compute(project, wanted.get(0), request, job));
    }
    final FijiMap map = FijiMap.of(drawn.get(), label, request.drawing());
    overlay = map.overlay();
    scoremap = map.scores();
    table = map.table();
    if (inFiji()) {
      map.show(wanted.get(0), folder);
    }
    return folder;
  }

  private List<SlideSource> wanted(final Project project) {
    final List<SlideSource> all = OpenImages.slides(project, SlideList.Wanted.of(path(slides)));
    final List<String> ids = names(slide);
    for (final String id : ids) {
      if (all.stream().noneMatch(s -> s.id().equals(id))) {
        throw new AttriMilException(
            "slide=" + id + " is not among the project's slides; give slides= with its file");
      }
    }
    final List<SlideSource> wanted =
        all.stream()
            .filter(
                s -> ids.isEmpty() ? Files.exists(project.features(s.id())) : ids.contains(s.id()))
            .toList();
    if (wanted.isEmpty()) {
      throw new AttriMilException("No slide of the project has features; run `features` first");
    }
    return wanted;
  }
}
