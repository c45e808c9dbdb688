package io.github.attrimil.script;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.QuietLibraries;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A project from a program or script: runs its stages and reads their tables.
 *
 * <pre>{@code
 * MilProject study = MilProject.create("study");
 * study.run("pipeline", "slides=/data/slides", "labels=/data/labels.csv");
 * for (Map<String, Object> row : study.heldOut("attrimil")) { ... }
 * }</pre>
 */
public final class MilProject {

  static {
    QuietLibraries.apply();
  }

  private final Project project;
  private Consumer<String> show = line -> {};

  private MilProject(final Project project) {
    this.project = project;
  }

  /**
   * @param folder a project's folder, which must exist
   * @return the project
   * @throws AttriMilException when there is no such folder
   */
  public static MilProject open(final String folder) {
    return new MilProject(Project.existing(Path.of(folder)));
  }

  /**
   * @param folder a project's folder; the first command creates it where it is missing
   * @return the project
   */
  public static MilProject create(final String folder) {
    return new MilProject(new Project(Path.of(folder)));
  }

  /**
   * @return its folder
   */
  public String folder() {
    return project.root().toString();
  }

  /**
   * @param line takes each line that the shell would print, also progress, while a command runs
   * @return this project
   */
  public MilProject show(final Consumer<String> line) {
    show = line;
    return this;
  }

  // -- Stages --

  /**
   * Runs a command in this project and waits for it. What is finished and up to date is skipped.
   *
   * @param command its shell name, for example "train"
   * @param parameters by name; "project" is this one
   * @return how it ended
   * @throws AttriMilException when it failed or was called wrongly, saying what to do
   */
  public CommandRun run(final String command, final Map<String, ?> parameters) {
    final Map<String, Object> all = new LinkedHashMap<>(parameters);
    if (all.put("project", folder()) != null) {
      throw new AttriMilException(
          "project= is given twice; open another project by MilProject.open(\"FOLDER\")");
    }
    return MilCommands.run(command, all, show);
  }

  /**
   * Runs a command in this project and waits for it.
   *
   * @param command its shell name
   * @param parameters each as in the shell, for example "epochs=5"
   * @return how it ended
   * @throws AttriMilException when it failed or was called wrongly, saying what to do
   */
  public CommandRun run(final String command, final String... parameters) {
    return run(command, MilCommands.map(parameters));
  }

  // -- What it holds --

  /**
   * @return the ids of all slides with features, sorted
   */
  public List<String> slides() {
    return project.slidesWithFeatures();
  }

  /**
   * @return the names of all trained models, sorted
   */
  public List<String> models() {
    return Folders.with(project.root().resolve("models"), "model.json");
  }

  /**
   * @param slide a slide's id
   * @return its features, N patches x D
   * @throws AttriMilException when it has none
   */
  public float[][] features(final String slide) {
    final Path file = existing(project.features(slide), "features");
    final FeatureFile features = FeatureFile.read(file);
    return Rows.of(features.features(), features.dimension());
  }

  /**
   * The predictions of `predict`: a row for each slide with slide_id, class, Y_hat, p_0, ...,
   * logit_0, ...
   *
   * @param model a model's name
   * @return the rows; numbers are Doubles, empty cells null, all else texts
   * @throws AttriMilException when nothing was predicted yet
   */
  public List<Map<String, Object>> predictions(final String model) {
    return Rows.of(existing(project.results(model).resolve("predictions.csv"), "predict"));
  }

  /**
   * The predictions of `evaluate` for held-out slides, fold by fold: slide_id, Y, Y_hat, p_0, ...,
   * and the number of the fold.
   *
   * @param model a model's name
   * @return the rows; numbers are Doubles, empty cells null, all else texts
   * @throws AttriMilException when nothing was evaluated yet
   */
  public List<Map<String, Object>> heldOut(final String model) {
    final Path folder = project.results(model);
    final List<Map<String, Object>> rows = new ArrayList<>();
    Path csv = existing(folder.resolve("fold_0.csv"), "evaluate");
    for (int k = 0; Files.exists(csv); csv = folder.resolve("fold_" + ++k + ".csv")) {
      for (final Map<String, Object> row : Rows.of(csv)) {
        row.put("fold", (double) k);
        rows.add(row);
      }
    }
    return rows;
  }

  /**
   * The summary of `evaluate`: a row for each fold with its AUC, accuracy and more.
   *
   * @param model a model's name
   * @return the rows; numbers are Doubles, empty cells null, all else texts
   * @throws AttriMilException when nothing was evaluated yet
   */
  public List<Map<String, Object>> summary(final String model) {
    return Rows.of(existing(project.results(model).resolve("summary.csv"), "evaluate"));
  }

  /**
   * The table of patches of `map`: place, score, attention and contribution of each.
   *
   * @param model a model's name
   * @param slide a slide's id
   * @return the rows; numbers are Doubles, empty cells null, all else texts
   * @throws AttriMilException when the slide has no map yet
   */
  public List<Map<String, Object>> scores(final String model, final String slide) {
    return Rows.of(existing(project.maps(model, slide).resolve("scores.csv"), "map"));
  }

  /**
   * Opens a model to score bags with.
   *
   * @param model a model's name, or a .pt or .safetensors file
   * @return the model, which the caller must close
   * @throws AttriMilException when there is none
   */
  public MilScorer model(final String model) {
    return MilScorer.open(project, model);
  }

  private static Path existing(final Path file, final String stage) {
    if (!Files.exists(file)) {
      throw new AttriMilException("There is no " + file + "; run `" + stage + "` first");
    }
    return file;
  }
}
