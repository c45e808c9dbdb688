package io.github.attrimil.format.tiff;

import java.util.List;
import java.util.Optional;

/**
 * A directory of a TIFF file: what it states of one picture.
 *
 * @param entries as they are stored
 * @param next where the next one is in the file, 0 for none
 */
public record TiffDirectory(List<TiffEntry> entries, long next) {

  /** Keeps a copy. */
  public TiffDirectory {
    entries = List.copyOf(entries);
  }

  /**
   * @param tag what an entry states
   * @return the first entry that states it
   */
  public Optional<TiffEntry> find(final int tag) {
    return entries.stream().filter(e -> e.tag() == tag).findFirst();
  }

  /**
   * @param tag what an entry states
   * @param otherwise used where there is none
   * @return its first value, of a type of whole numbers that fit into the entry
   */
  long number(final int tag, final long otherwise) {
    return find(tag).map(TiffEntry::first).orElse(otherwise);
  }
}
