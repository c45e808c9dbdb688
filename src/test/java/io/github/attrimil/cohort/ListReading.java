package io.github.attrimil.cohort;

import io.github.attrimil.core.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a list of test slides, for fuzzing. */
public final class ListReading {

  private static final Cohort COHORT = new Cohort(List.of(slide("s1"), slide("s2"), slide("s3")));

  private ListReading() {}

  private static Cohort.LabeledSlide slide(final String id) {
    return new Cohort.LabeledSlide(id, id, "tumor", Optional.empty(), Optional.empty());
  }

  /**
   * @param file the list
   */
  public static void read(final Path file) {
    TestList.read(file, COHORT, Job.silent());
  }
}
