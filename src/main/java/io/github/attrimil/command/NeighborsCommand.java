package io.github.attrimil.command;

import io.github.attrimil.core.Job;
import io.github.attrimil.tissue.patches.NeighborStage;
import java.nio.file.Path;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Adds each patch's neighbours to the patches, and to the features where they are there. */
@Plugin(
    type = Command.class,
    name = "neighbors",
    description = "Indexes the eight neighbours of each patch, at any step.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Index Patch Neighbors...", weight = 3)
    })
public final class NeighborsCommand extends ProjectCommand {

  @Parameter(
      label = "Slide ids (empty: all)",
      description = "Ids separated by commas. Left out: all slides with patches or features.",
      required = false,
      persist = false)
  private String slide = "";

  @Parameter(
      label = "Write finished tables again",
      description = "Whether neighbour tables that are right already are written again.",
      required = false,
      persist = false)
  private boolean redo = false;

  @Override
  protected Path execute(final Job job) {
    final var project = existingProject();
    NeighborStage.run(project, project.slidesWithPatches(names(slide)), redo, job);
    return project.root().resolve("patches");
  }
}
