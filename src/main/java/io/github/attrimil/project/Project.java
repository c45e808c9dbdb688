package io.github.attrimil.project;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.format.table.CsvTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The folder of a project and where everything lies in it.
 *
 * @param root the folder
 * @param shown the folder that results/ and maps/ are in: the same, but for a project whose slides
 *     have numbers in place of names
 */
public record Project(Path root, Path shown) {

  private static final String H5 = ".h5";

  /** TRIDENT names the coordinates of a slide so. */
  private static final String TRIDENT = "_patches.h5";

  /**
   * @param root the folder
   */
  public Project(final Path root) {
    this(root, root);
  }

  /** Makes the paths absolute. */
  public Project {
    root = root.toAbsolutePath().normalize();
    shown = shown.toAbsolutePath().normalize();
    FileNames.checkFolder("project", root);
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new AttriMilException("project=" + root + " is a file; give a folder");
    }
  }

  /**
   * Opens a project that must be there already.
   *
   * @param root the folder
   * @return the project
   */
  public static Project existing(final Path root) {
    final Project project = new Project(root);
    if (!Files.isDirectory(root)) {
      throw new AttriMilException(
          "project=" + root + " does not exist; check the path, or run `patch` first");
    }
    return project;
  }

  /**
   * Checks a name that becomes part of a path: a slide's id or a model's name.
   *
   * @param name a name from a table or a file
   * @return the same name
   * @throws AttriMilException when it could lead out of the project or is no file name everywhere
   */
  public static String checkName(final String name) {
    return FileNames.checkPlain(name);
  }

  /**
   * Checks a name in a table.
   *
   * @param table the table
   * @param row its row, from 0
   * @param column its column
   * @return the name there
   * @throws AttriMilException as {@link #checkName}, telling the place
   */
  public static String checkName(final CsvTable table, final int row, final String column) {
    try {
      return checkName(table.get(row, column));
    } catch (final AttriMilException e) {
      final String where = table.where(row, column);
      throw e.getMessage().startsWith(where)
          ? e
          : new AttriMilException(where + ": " + e.getMessage(), e);
    }
  }

  /**
   * @return whether there is nothing in its folder
   */
  public boolean isEmpty() {
    try (Stream<Path> files = Files.isDirectory(root) ? Files.list(root) : Stream.empty()) {
      return files.findAny().isEmpty();
    } catch (final IOException e) {
      throw FileFailure.of("list", root, e);
    }
  }

  /**
   * @return the table of slides: case_id, slide_id, label, and optionally path and mpp
   */
  public Path slidesCsv() {
    return root.resolve("slides.csv");
  }

  /**
   * @return each slide's status and parameters
   */
  public Path processList() {
    return root.resolve("process_list.csv");
  }

  /**
   * @param slide a slide's id
   * @return its patches
   */
  public Path patches(final String slide) {
    final Path folder = root.resolve("patches");
    final Path own = folder.resolve(checkName(slide) + H5);
    final Path trident = folder.resolve(slide + TRIDENT);
    return !Files.exists(own) && Files.exists(trident) ? trident : own;
  }

  /**
   * @param slide a slide's id
   * @return the folder of its patches' pictures
   */
  public Path patchImages(final String slide) {
    return root.resolve("patches").resolve("images").resolve(checkName(slide));
  }

  /**
   * @param slide a slide's id
   * @return its tissue mask
   */
  public Path mask(final String slide) {
    return root.resolve("masks").resolve(checkName(slide) + ".png");
  }

  /**
   * @param slide a slide's id
   * @return its tissue as polygons
   */
  public Path contours(final String slide) {
    return root.resolve("masks").resolve(checkName(slide) + ".geojson");
  }

  /**
   * @param slide a slide's id
   * @return the picture of its patches
   */
  public Path stitch(final String slide) {
    return root.resolve("stitches").resolve(checkName(slide) + ".png");
  }

  /**
   * @param slide a slide's id
   * @return its features, coordinates and neighbors
   */
  public Path features(final String slide) {
    return root.resolve("features").resolve("h5_files").resolve(checkName(slide) + ".h5");
  }

  /**
   * @param slide a slide's id
   * @return its features as a tensor for PyTorch
   */
  public Path featuresPt(final String slide) {
    return root.resolve("features").resolve("pt_files").resolve(checkName(slide) + ".pt");
  }

  /**
   * @param folder any folder
   * @return whether it has what a project has; false where it is empty or does not exist
   */
  public static boolean isOne(final Path folder) {
    return Stream.of("slides.csv", "process_list.csv", "runs", "patches", "features", "models")
        .anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  /**
   * @return the names of its own encoders, sorted
   */
  public List<String> encoders() {
    final File[] folders = root.resolve("encoders").toFile().listFiles(File::isDirectory);
    return folders == null
        ? List.of()
        : Arrays.stream(folders)
            .filter(f -> new File(f, f.getName() + ".pt").isFile())
            .map(File::getName)
            .sorted()
            .toList();
  }

  /**
   * @param name an encoder's name
   * @return its folder
   */
  public Path encoder(final String name) {
    return root.resolve("encoders").resolve(checkName(name));
  }

  /**
   * @param name an encoder's name
   * @return its weights
   */
  public Path encoderWeights(final String name) {
    return encoder(name).resolve(name + ".pt");
  }

  /**
   * @param name an encoder's name
   * @return its card; where it is, the encoder is finished
   */
  public Path encoderCard(final String name) {
    return encoder(name).resolve(name + ".json");
  }

  /**
   * @param fold a fold's number, from 0
   * @return its train, val and test slides
   */
  public Path split(final int fold) {
    return root.resolve("splits").resolve("splits_" + fold + ".csv");
  }

  /**
   * @param model a model's name
   * @return its folder
   */
  public Path model(final String model) {
    return root.resolve("models").resolve(checkName(model));
  }

  /**
   * @param model a model's name
   * @param fold a fold's number, from 0
   * @return the best checkpoint of the fold
   */
  public Path checkpoint(final String model, final int fold) {
    return model(model).resolve("s_" + fold + "_checkpoint.pt");
  }

  /**
   * @param model a model's name
   * @return the folder of its results
   */
  public Path results(final String model) {
    return shown.resolve("results").resolve(checkName(model));
  }

  /**
   * @param model a model's name
   * @param slide a slide's id
   * @return the folder of its score maps
   */
  public Path maps(final String model, final String slide) {
    return shown.resolve("maps").resolve(checkName(model)).resolve(checkName(slide));
  }

  /**
   * @param wanted slide ids, or empty for all
   * @return those wanted, else all slides with patches or features, sorted
   */
  public List<String> slidesWithPatches(final List<String> wanted) {
    for (final String id : wanted) {
      if (!Files.exists(patches(id)) && !Files.exists(features(id))) {
        throw new AttriMilException(
            "slide=" + id + " has neither patches nor features in " + root + "; run `patch` first");
      }
    }
    if (!wanted.isEmpty()) {
      return wanted;
    }
    final TreeSet<String> ids = new TreeSet<>(slidesWithPatches());
    ids.addAll(slidesWithFeatures());
    if (ids.isEmpty()) {
      throw new AttriMilException(root + " holds neither patches nor features; run `patch` first");
    }
    return List.copyOf(ids);
  }

  /**
   * @return all slides with patches, sorted
   */
  public List<String> slidesWithPatches() {
    final List<String> files = names(root.resolve("patches"));
    return files.stream()
        .map(f -> (f + H5).endsWith(TRIDENT) ? tridentId(f, files) : f)
        .distinct()
        .sorted()
        .toList();
  }

  /** The id in SLIDE_patches, unless there is a slide of either name. */
  private String tridentId(final String file, final List<String> files) {
    final String id = (file + H5).substring(0, file.length() + H5.length() - TRIDENT.length());
    return id.isEmpty() || files.contains(id) || Files.exists(features(file)) ? file : id;
  }

  /**
   * @return all slides with features, sorted
   */
  public List<String> slidesWithFeatures() {
    return names(features("x").getParent());
  }

  private static List<String> names(final Path folder) {
    try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(H5) && !f.startsWith("."))
          .map(f -> f.substring(0, f.length() - H5.length()))
          .sorted()
          .toList();
    } catch (final IOException e) {
      throw FileFailure.of("list", folder, e);
    }
  }

  /**
   * @return the folder of what the check of the cohort found
   */
  public Path check() {
    return root.resolve("check");
  }

  /**
   * @return the folder of run records
   */
  public Path runs() {
    return root.resolve("runs");
  }

  /**
   * @param model a model's name
   * @param fold from 0
   * @return the folder of the learning curves of a fold
   */
  public Path curves(final String model, final int fold) {
    return runs().resolve(checkName(model)).resolve("fold_" + fold);
  }

  /**
   * @param stage a stage
   * @param name the slide or model
   * @return whether it is noted what its output was made from; not where a run ended before
   */
  public boolean isNoted(final String stage, final String name) {
    return stamps().has(stage, name);
  }

  /**
   * @return the notes of what each output was made from
   */
  Stamps stamps() {
    return new Stamps(root);
  }
}
