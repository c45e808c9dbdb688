package io.github.attrimil.project;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;

/** What a run that was killed left in a project: files half written, which nobody will finish. */
final class Leftovers {

  private static final int DEPTH = 8;

  private final Path root;
  private final String who;
  private int removed;

  /**
   * @param root the project's folder
   * @param who the run that was killed, empty where that is not known
   */
  Leftovers(final Path root, final String who) {
    this.root = root;
    this.who = who;
  }

  /**
   * Removes the files and says so. Projects that lie within this one are left alone, because a run
   * may be at work in them.
   *
   * @param job shown what is found
   */
  void remove(final Job job) {
    try {
      Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEPTH, walk());
    } catch (final IOException e) {
      job.warn(
          "Cannot remove what an interrupted run left in "
              + root
              + ": "
              + AttriMilException.oneLine(e));
    }
    job.info(
        "The last run here was interrupted"
            + (who.isEmpty() ? "" : " (" + who + ")")
            + "; what it finished is kept"
            + (removed == 0 ? "" : ", " + removed + " unfinished file(s) are removed"));
  }

  private SimpleFileVisitor<Path> walk() {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(final Path dir, final BasicFileAttributes about) {
        return !dir.equals(root) && Files.exists(dir.resolve(".attrimil"))
            ? FileVisitResult.SKIP_SUBTREE
            : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(final Path file, final BasicFileAttributes about)
          throws IOException {
        if (file.getFileName().toString().startsWith(AtomicFile.PART)) {
          removed += Files.deleteIfExists(file) ? 1 : 0;
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(final Path file, final IOException e) {
        // A folder that cannot be read holds nothing of ours.
        return FileVisitResult.CONTINUE;
      }
    };
  }
}
