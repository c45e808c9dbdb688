package io.github.attrimil.tissue;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which areas of a slide may have patches, of those that look like tissue.
 *
 * @param penMarks whether pen marks are excluded, see {@link PenMarks}
 * @param blur whether areas out of focus are excluded, see {@link Focus}
 * @param include a file with regions, or a folder with one for each slide: only there patches are
 *     taken
 * @param exclude the same of where none are taken
 */
public record AreaChoice(
    boolean penMarks, boolean blur, Optional<Path> include, Optional<Path> exclude) {

  /**
   * @return all tissue
   */
  public static AreaChoice all() {
    return new AreaChoice(false, false, Optional.empty(), Optional.empty());
  }

  /**
   * @param folder a folder
   * @return the same with paths that are relative to it made whole
   */
  public AreaChoice resolvedIn(final Path folder) {
    return new AreaChoice(
        penMarks, blur, include.map(folder::resolve), exclude.map(folder::resolve));
  }
}
