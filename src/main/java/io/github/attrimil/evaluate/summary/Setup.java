package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Patients;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation is of, besides predictions.
 *
 * @param name the name of the results: their folder is results/NAME; empty where they have none
 * @param tested what kind of slides
 * @param patients whose slides they are
 * @param points what validation decided about each fold's network, one a fold
 * @param columns columns of slides.csv to make subgroups by: values by slide id, by column
 * @param warnings what a reader of the results should know, each one line
 * @param seed of bootstraps
 */
public record Setup(
    String name,
    Tested tested,
    Patients patients,
    List<OperatingPoint> points,
    Map<String, Map<String, String>> columns,
    List<String> warnings,
    long seed) {

  /** Keeps copies. */
  public Setup {
    points = List.copyOf(points);
    warnings = List.copyOf(warnings);
  }
}
