package io.github.attrimil.slide.tiff;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.tiff.TiffBounds;
import io.github.attrimil.format.tiff.TiffDirectory;
import io.github.attrimil.format.tiff.TiffEntry;
import io.github.attrimil.format.tiff.TiffFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that the directories of a TIFF file end, and that no entry, strip or tile states more than
 * the file and the memory have. Bio-Formats follows a circle of directories until the memory is
 * full, and reserves what is stated.
 */
public final class TiffChain {

  private static final int SUB_DIRECTORIES = 330;

  /** Stacks have a directory for each plane. */
  private static final int MOST_DIRECTORIES = 1_000_000;

  private final TiffFile file;

  private TiffChain(final TiffFile file) {
    this.file = file;
  }

  /**
   * @param path any file; one that is no TIFF passes, and so does one that ends within a directory
   * @throws AttriMilException when its directories do not end, or state more than there can be
   */
  public static void check(final Path path) {
    try {
      final Optional<TiffFile> opened = TiffFile.open(path);
      if (opened.isPresent()) {
        try (TiffFile file = opened.get()) {
          new TiffChain(file).follow();
        }
      }
    } catch (final EOFException e) {
      // It was cut off, which is noticed by what misses its pixels.
      return;
    } catch (final IOException e) {
      throw new AttriMilException(
          path + " is damaged: " + e.getMessage() + "; copy or save it again", e);
    }
  }

  private void follow() throws IOException {
    // Whether all that follows a directory was looked at. Pyramids list a level under the first
    // directory, and lead to it from the level before it, too: that is no circle.
    final Map<Long, Boolean> seen = new HashMap<>();
    final Deque<Long> left = new ArrayDeque<>();
    left.push(file.first());
    while (!left.isEmpty()) {
      final long at = left.peek();
      if (at == 0 || seen.containsKey(at)) {
        seen.put(left.pop(), true);
        continue;
      }
      seen.put(at, false);
      final TiffDirectory directory = file.directory(at);
      for (final long next : following(directory)) {
        if (seen.getOrDefault(next, true)) {
          left.push(next);
        } else {
          throw new IOException("its directories go in a circle");
        }
      }
      if (seen.size() > MOST_DIRECTORIES) {
        throw endless();
      }
      TiffBounds.check(file, directory);
    }
  }

  /** Returns where those under it are, and the next one, 0 for none. */
  private List<Long> following(final TiffDirectory directory) throws IOException {
    final List<Long> following = new ArrayList<>();
    for (final TiffEntry entry : directory.entries()) {
      if (entry.tag() == SUB_DIRECTORIES && entry.bytes() >= Integer.BYTES) {
        if (entry.count() > MOST_DIRECTORIES) {
          throw endless();
        }
        file.values(entry, following::add);
      }
    }
    following.add(directory.next());
    return following;
  }

  private static IOException endless() {
    return new IOException("its directories do not end");
  }
}
