package io.github.attrimil.command;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import io.github.attrimil.anonymous.AnonymousProject;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.MapOptions;
import io.github.attrimil.command.options.ModelOptions;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.command.options.SlidesAtOnce;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.explain.map.MapStage;
import io.github.attrimil.explain.map.MapTarget;
import io.github.attrimil.fiji.FijiMap;
import io.github.attrimil.fiji.OpenImages;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideList;
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

/** Draws maps of patches: scores for and against each class, or attention. */
@Plugin(
    type = Command.class,
    name = "map",
    description = "Draws maps of patches: scores for and against each class, or attention.",
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
        ModelOptions.LIST,
        CommonOptions.SLIDE,
        SlideOptions.SLIDES,
        MapOptions.LIST,
        CommonOptions.ANONYMOUS,
        CommonOptions.DEVICE,
        SlidesAtOnce.OPTION,
        CommonOptions.REDO);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        CommonOptions.PROJECT,
        CommonOptions.MODEL,
        CommonOptions.SLIDE,
        SlideOptions.SLIDES,
        MapOptions.LABEL,
        MapOptions.DISPLAY,
        MapOptions.TOP);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Project own = existing(given);
    final List<MapTarget> named = wanted(own, given);
    if (!given.get(CommonOptions.ANONYMOUS)) {
      return map(own, named, given, job);
    }
    AnonymousProject.requireName(own, ModelOptions.model(given));
    final AnonymousProject twin = AnonymousProject.of(own, job);
    return map(
        twin.project(),
        named.stream().map(t -> t.named(twin.key().slide(t.id()))).toList(),
        given,
        job);
  }

  private Path map(
      final Project project, final List<MapTarget> wanted, final Options given, final Job job) {
    final MapStage.Request request = MapOptions.request(given);
    if (request.dense().isPresent() && wanted.size() > 1) {
      throw new AttriMilException(
          "roi= is a region of one slide, and there are " + wanted.size() + "; give slide=");
    }
    final AtomicReference<MapStage.Result> drawn = new AtomicReference<>();
    final boolean one = wanted.size() == 1;
    final List<String> done =
        MapStage.run(project, wanted, request, job, one ? drawn::set : several -> {});
    if (!one) {
      final Path folder = MapStage.folder(project, request, done.get(0));
      return done.size() == 1 ? folder : folder.getParent();
    }
    final Path folder = MapStage.folder(project, request, wanted.get(0).id());
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
      map.show(wanted.get(0), folder, truth(project, wanted.get(0).id()));
    }
    return folder;
  }

  private static Optional<String> truth(final Project project, final String slide) {
    return Files.exists(project.slidesCsv())
        ? Cohort.read(project.slidesCsv())
            .find(slide)
            .map(Cohort.LabeledSlide::label)
            .filter(label -> !label.isEmpty())
        : Optional.empty();
  }

  private List<MapTarget> wanted(final Project project, final Options given) {
    final SlideList.Wanted files = SlideOptions.files(given);
    return MapTarget.find(
        project,
        CommonOptions.names(given.get(CommonOptions.SLIDE)),
        OpenImages.slidesIfAny(project, files),
        files.slides().isPresent());
  }
}
