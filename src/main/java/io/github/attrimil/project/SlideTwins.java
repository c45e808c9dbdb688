package io.github.attrimil.project;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.core.Job;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Slides whose files are one and the same on some disks: A and a, or an accent written in two ways.
 * Where the project's disk is one of those, they are refused, because outputs would overwrite each
 * other; elsewhere users are warned, because the project cannot be moved to one.
 */
final class SlideTwins {

  private SlideTwins() {}

  /**
   * @param project the project
   * @param slides slide ids
   * @param job warned, once a run
   * @throws AttriMilException when two slides would share their files
   */
  static void check(final Project project, final List<String> slides, final Job job) {
    final Map<String, String> first = new HashMap<>();
    for (final String slide : slides) {
      final String before = first.putIfAbsent(FileNames.folded(slide), slide);
      if (before == null || before.equals(slide)) {
        continue;
      }
      final String what =
          "The slides \""
              + before
              + "\" and \""
              + slide
              + "\" differ only in upper and lower case, or in how accents are stored";
      if (FileNames.ignoresCase(project.root())) {
        throw new AttriMilException(
            what + ", and this disk takes them for the same file; rename one");
      }
      final String warning =
          what + "; on Windows and macOS their files would overwrite each other, so rename one";
      if (!job.record().warnings().contains(warning)) {
        job.warn(warning);
      }
    }
  }
}
