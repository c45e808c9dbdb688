package io.github.attrimil.command;

import io.github.attrimil.project.Project;
import java.io.File;
import java.nio.file.Files;
import java.util.Optional;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;

/** A command that works in a project folder. */
public abstract class ProjectCommand extends AttriCommand {

  private static volatile File latest;

  @Parameter(
      label = "Project folder",
      description = "The folder of the project, where all outputs go; made if it is missing.",
      style = "directory",
      required = false,
      persist = false,
      attrs = @Attr(name = NEEDED))
  private File project;

  /**
   * @return the project's folder, which may not exist yet
   */
  protected final Project project() {
    return new Project(project.toPath());
  }

  /**
   * @return the project's folder, which must be there
   */
  protected final Project existingProject() {
    return Project.existing(project.toPath());
  }

  /** Stages follow each other in one project; its folder is typed once. */
  @Override
  final void suggest() {
    if (project == null) {
      project = latest;
    }
  }

  @Override
  protected final Optional<Project> recordIn() {
    latest = project;
    // A mistyped path must not leave a folder behind that holds nothing but the record of a
    // mistake.
    return path(project).filter(Files::isDirectory).map(Project::new);
  }
}
