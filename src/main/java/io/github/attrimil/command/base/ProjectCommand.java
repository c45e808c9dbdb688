package io.github.attrimil.command.base;

import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.ProjectLock;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A command that works in a project folder: one of its options is {@link CommonOptions#PROJECT}.
 */
public abstract class ProjectCommand extends AttriCommand {

  private static volatile File latest;

  /**
   * @param given values of the options
   * @return the project, whose folder may not exist yet
   */
  protected final Project project(final Options given) {
    return new Project(given.get(CommonOptions.PROJECT));
  }

  /**
   * @param given values of the options
   * @return the project, whose folder must exist
   * @throws AttriMilException when there is none, or nothing in it
   */
  protected final Project existing(final Options given) {
    return notEmpty(Project.existing(given.get(CommonOptions.PROJECT)));
  }

  private static Project notEmpty(final Project project) {
    // While it runs, it holds the lock.
    if (!Files.exists(project.slidesCsv()) && ProjectLock.isAlone(project)) {
      throw new AttriMilException(
          "project="
              + project.root()
              + " is an empty folder; give the folder of a project, or start one with `open` or"
              + " `pipeline`");
    }
    return project;
  }

  @Override
  protected final List<List<String>> failures(final List<String> failed) {
    final Optional<ProcessList> list =
        place().filter(Files::isDirectory).map(Project::new).map(ProcessList::new);
    return failed.stream()
        .map(
            slide ->
                list.flatMap(l -> l.failure(slide))
                    .map(f -> List.of(slide, f.stage(), f.reason()))
                    .orElse(List.of(slide, "", "")))
        .toList();
  }

  /**
   * Stages follow each other in one project; its folder is typed once, and its settings stay what
   * they were.
   */
  @Override
  public final void suggest() {
    if (folder() == null) {
      setInput(CommonOptions.PROJECT.name(), latest);
    }
  }

  /** Runs with the settings of the project's last run, without a dialog. */
  public final void startAsBefore() {
    settings().ifPresent(s -> s.take(this));
    startFromWorkbench();
  }

  /**
   * @param project the folder that dialogs start with
   */
  public static void startWith(final File project) {
    latest = project;
  }

  @Override
  protected final Optional<Path> place() {
    return Optional.ofNullable(folder()).filter(f -> !f.getPath().isBlank()).map(File::toPath);
  }

  @Override
  protected final void confirm(final Options given, final Predicate<String> question) {
    final Optional<String> cost = settings().flatMap(s -> s.cost(given));
    if (cost.isPresent() && !question.test(cost.get())) {
      throw new CanceledException();
    }
  }

  private Optional<ProjectSettings> settings() {
    return place()
        .filter(Files::isDirectory)
        .map(f -> new ProjectSettings(new Project(f), getInfo().getName()));
  }

  @Override
  protected final Optional<Project> recordIn() {
    final File folder = folder();
    latest = folder;
    // A mistyped path must not leave a folder behind that holds nothing but the record of a
    // mistake.
    return Optional.ofNullable(folder)
        .filter(f -> !helps() && !f.getPath().isBlank())
        .map(File::toPath)
        .filter(Files::isDirectory)
        .map(Project::new);
  }

  /**
   * @return whether the command may start a project in a folder that does not exist yet
   */
  protected boolean makesProject() {
    return false;
  }

  @Override
  public final boolean startsProject() {
    return makesProject();
  }

  /** Two runs in one project would write over each other's process list. */
  @Override
  protected final Held begin(final Job job) {
    final File folder = folder();
    if (folder == null
        || helps()
        || folder.getPath().isBlank()
        || !makesProject() && !Files.isDirectory(folder.toPath())) {
      return super.begin(job);
    }
    return ProjectLock.take(new Project(folder.toPath()), getInfo().getName(), job)::close;
  }

  private File folder() {
    final Object given = getInput(CommonOptions.PROJECT.name());
    return given == null || given instanceof File ? (File) given : new File(given.toString());
  }
}
