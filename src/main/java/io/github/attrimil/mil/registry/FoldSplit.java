package io.github.attrimil.mil.registry;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.Sha256;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The split that a fold was trained with, as model.json records it.
 *
 * @param sha256 checksum of the split file, in hexadecimal
 * @param train slides the weights were learned from
 * @param val slides that chose the checkpoint
 * @param test slides held out
 */
public record FoldSplit(String sha256, List<String> train, List<String> val, List<String> test) {

  /** Keeps copies. */
  public FoldSplit {
    Objects.requireNonNull(sha256);
    train = List.copyOf(train);
    val = List.copyOf(val);
    test = List.copyOf(test);
  }

  /**
   * @param csv a split file
   * @param split what it says of the project's slides
   * @return its record
   */
  public static FoldSplit of(final Path csv, final Split split) {
    return new FoldSplit(Sha256.of(csv), split.train(), split.val(), split.test());
  }

  /**
   * @return the lists
   */
  public Split split() {
    return new Split(train, val, test);
  }

  /**
   * @param csv a split file
   * @return whether the fold was trained by this very file
   */
  boolean isOf(final Path csv) {
    return Sha256.of(csv).equals(sha256);
  }

  /**
   * Whether a split file holds out what this fold held out.
   *
   * @param other the record of a split file
   * @return nothing when it has the same slides in the same parts, else what is wrong with testing
   *     by it: first of all a slide that the fold was trained on
   */
  Optional<String> difference(final FoldSplit other) {
    return slide(other.test, train, "was trained on")
        .or(() -> slide(other.test, val, "used to choose its checkpoint"))
        .or(() -> changed(other));
  }

  private static Optional<String> slide(
      final List<String> tested, final List<String> known, final String use) {
    return tested.stream()
        .filter(known::contains)
        .findFirst()
        .map(id -> "it tests the slide \"" + id + "\", which this fold " + use);
  }

  private Optional<String> changed(final FoldSplit other) {
    for (final List<List<String>> part :
        List.of(List.of(train, other.train), List.of(val, other.val), List.of(test, other.test))) {
      for (final String id : part.get(0)) {
        if (!part.get(1).contains(id)) {
          return Optional.of("the slide \"" + id + "\" is in another part, or missing");
        }
      }
      for (final String id : part.get(1)) {
        if (!part.get(0).contains(id)) {
          return Optional.of("the slide \"" + id + "\" is in another part, or new");
        }
      }
    }
    // The same slides in another order.
    return Optional.empty();
  }
}
