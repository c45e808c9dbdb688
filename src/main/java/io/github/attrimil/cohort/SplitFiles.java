package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The split files of a project, or of a folder of published ones. */
public final class SplitFiles {

  private static final Pattern NAME = Pattern.compile("splits_(\\d{1,4})\\.csv");

  private SplitFiles() {}

  /**
   * Reads all splits; an id that is not in slides.csv is taken for the slide it most likely means.
   *
   * @param project the project
   * @return a split a fold
   * @throws AttriMilException when there are none, or a fold between others is missing
   */
  public static List<Split> read(final Project project) {
    final List<Path> files = list(project.split(0).getParent());
    if (files.isEmpty()) {
      throw new AttriMilException(project.split(0) + " does not exist; run `split` first");
    }
    final SplitIds ids = ids(project);
    return files.stream().map(file -> Split.read(file, ids)).toList();
  }

  /**
   * Reads one split of a project, wherever its file lies.
   *
   * @param project the project
   * @param csv the split file
   * @return the split
   */
  public static Split read(final Project project, final Path csv) {
    return Split.read(csv, ids(project));
  }

  private static SplitIds ids(final Project project) {
    return new SplitIds(
        SlideTable.of(project).rows().stream().map(SlideTable.Row::slideId).toList());
  }

  /**
   * @param folder a folder of split files
   * @return splits_0.csv, splits_1.csv and so on; none where the folder is missing
   * @throws AttriMilException when one between others is missing
   */
  static List<Path> list(final Path folder) {
    final TreeSet<Integer> numbers = new TreeSet<>();
    try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      files.forEach(
          f -> {
            final Matcher matcher = NAME.matcher(f.getFileName().toString());
            if (matcher.matches()) {
              numbers.add(Integer.parseInt(matcher.group(1)));
            }
          });
    } catch (final IOException e) {
      throw FileFailure.of("list", folder, e);
    }
    final List<Path> found = new ArrayList<>();
    for (int k = 0; k < numbers.size(); k++) {
      final Path file = folder.resolve("splits_" + k + ".csv");
      if (!numbers.contains(k)) {
        throw new AttriMilException(
            file
                + " is missing, but splits_"
                + numbers.last()
                + ".csv is there; add it, or number the files from 0 without gaps");
      }
      found.add(file);
    }
    return found;
  }
}
