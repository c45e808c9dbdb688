package io.github.attrimil.command;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.project.Project;
import io.github.attrimil.workbench.OverviewReader;
import io.github.attrimil.workbench.ProjectOverview;
import io.github.attrimil.workbench.StageCount;
import io.github.attrimil.workbench.view.Workbench;
import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scijava.command.Command;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Opens the workbench; without a display it shows how far a project is. */
@Plugin(
    type = Command.class,
    name = "open",
    description = "Opens a project in one window: slides, stages, settings and maps.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Open MIL Project...", weight = 0)
    })
public final class OpenCommand extends AttriCommand {

  private static final Option<Path> PROJECT =
      Option.path(
          CommonOptions.PROJECT.name(),
          "Project folder",
          "Folder of the project. Empty: the window offers recent projects and a new one.",
          Values.Files.FOLDER);

  @Parameter private CommandService commands;
  @Parameter private ModuleService modules;

  @Override
  protected List<Option<?>> options() {
    return List.of(PROJECT);
  }

  /** The window has a better place to choose a project. */
  @Override
  protected boolean asks() {
    return false;
  }

  /** Recorded when a project is opened in the window: by {@link FijiMenu#opened}. */
  @Override
  public boolean isRecorded() {
    return false;
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Optional<Path> folder = given.given(PROJECT);
    if (!inFiji() || GraphicsEnvironment.isHeadless()) {
      print(folder, job);
      return null;
    }
    final Optional<Project> project = folder.map(Project::existing);
    Workbench.open(project.map(Project::root), new FijiMenu(commands, modules));
    return project.map(Project::root).orElse(null);
  }

  private static void print(final Optional<Path> folder, final Job job) {
    final Path root =
        folder.orElseThrow(
            () ->
                new AttriMilException(
                    "The workbench needs Fiji and a display; give project= to print the state of a"
                        + " project"));
    final ProjectOverview overview = OverviewReader.read(Project.existing(root), "");
    job.info(overview.root() + ": " + overview.summary());
    for (final StageCount count : overview.stages()) {
      job.info(String.format(Locale.ROOT, "%-9s %s", count.stage().title(), count.text()));
    }
    overview
        .failed()
        .forEach(s -> job.info("failed: " + s.id() + ": " + s.failure().get().reason()));
    overview.problems().forEach(job::warn);
    job.info("next: " + overview.next().text());
  }
}
