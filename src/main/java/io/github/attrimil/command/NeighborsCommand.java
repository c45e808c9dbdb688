package io.github.attrimil.command;

import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.SlidesAtOnce;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.project.Project;
import io.github.attrimil.tissue.patches.NeighborStage;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Adds each patch's neighbors to the patches, and to features where there are some. */
@Plugin(
    type = Command.class,
    name = "neighbors",
    description = "Indexes the eight neighbors of each patch.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Index Patch Neighbors...", weight = 3)
    })
public final class NeighborsCommand extends ProjectCommand {

  @Override
  protected List<Option<?>> options() {
    return List.of(
        CommonOptions.PROJECT, CommonOptions.SLIDE, SlidesAtOnce.OPTION, CommonOptions.REDO);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Project project = existing(given);
    final List<String> ids =
        project.slidesWithPatches(CommonOptions.names(given.get(CommonOptions.SLIDE)));
    NeighborStage.run(project, ids, given.get(CommonOptions.REDO), job);
    return project.root().resolve("patches");
  }
}
