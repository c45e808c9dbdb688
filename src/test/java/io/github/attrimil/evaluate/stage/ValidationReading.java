package io.github.attrimil.evaluate.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads tables of an evaluation, for fuzzing. */
public final class ValidationReading {

  private ValidationReading() {}

  /**
   * @param file FOLDER/validation_0.csv
   */
  public static void read(final Path file) {
    final Validation all = Validation.read(file.getParent(), List.of(0));
    all.folds();
    Validation.read(file.getParent(), Map.of(0, file));
  }
}
