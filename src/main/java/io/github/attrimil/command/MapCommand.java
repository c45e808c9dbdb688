package io.github.attrimil.command;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.explain.map.MapStage;
import io.github.attrimil.fiji.FijiMap;
import io.github.attrimil.fiji.OpenImages;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  @Parameter(type = ItemIO.OUTPUT, label = "Overview with map")
  private ImagePlus overlay;

  @Parameter(type = ItemIO.OUTPUT, label = "Scores")
  private ImagePlus scoremap;

  @Parameter(type = ItemIO.OUTPUT, label = "Patches")
  private ResultsTable table;

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        CommonOptions.MODEL,
        CommonOptions.SLIDE,
        SlideOptions.SLIDES,
        MapOptions.LIST,
        CommonOptions.DEVICE,
        CommonOptions.REDO);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Project project = existing(given);
    final List<SlideSource> wanted = wanted(project, given);
    final MapStage.Request request = MapOptions.request(given);
    if (request.dense().isPresent() && wanted.size() > 1) {
      throw new AttriMilException(
          "roi= is a place on one slide, and there are " + wanted.size() + "; give slide=");
    }
    final AtomicReference<MapStage.Result> drawn = new AtomicReference<>();
    final boolean one = wanted.size() == 1;
    final List<String> done =
        MapStage.run(project, wanted, request, job, one ? drawn::set : several -> {});
    if (!one) {
      final Path folder = MapStage.folder(project, request.model(), done.get(0));
      return done.size() == 1 ? folder : folder.getParent();
    }
    final Path folder = MapStage.folder(project, request, wanted.get(0));
    if (drawn.get() == null) { // Finished before.
      if (request.dense().isPresent() && !inFiji()) {
        return folder; // Encoding a region takes long, and the shell shows nothing.
      }
      drawn.set(MapStage.compute(project, wanted.get(0), request, job));
    }
    final FijiMap map = FijiMap.of(drawn.get(), given.get(MapOptions.LABEL), request.drawing());
    overlay = map.overlay();
    scoremap = map.scores();
    table = map.table();
    if (inFiji()) {
      map.show(wanted.get(0), folder);
    }
    return folder;
  }

  private List<SlideSource> wanted(final Project project, final Options given) {
    final List<SlideSource> all = OpenImages.slides(project, SlideOptions.files(given));
    final List<String> ids = CommonOptions.names(given.get(CommonOptions.SLIDE));
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
