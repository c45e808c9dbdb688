package io.github.attrimil.evaluate.summary;

import java.util.List;
import java.util.Optional;

/**
 * Metrics of the slides with one value in a column of slides.csv.
 *
 * @param column the column
 * @param value the value, or a range of numbers; "(empty)" where the cell is
 * @param slides how many slides
 * @param patients of how many patients
 * @param classes how many slides of each class, C
 * @param figures their metrics
 */
public record Subgroup(
    String column,
    String value,
    int slides,
    int patients,
    List<Long> classes,
    List<Figure> figures) {

  /** Keeps copies. */
  public Subgroup {
    classes = List.copyOf(classes);
    figures = List.copyOf(figures);
  }

  /**
   * @param metric a metric of no class
   * @return it, if it was measured
   */
  public Optional<Figure> figure(final Metric metric) {
    return figures.stream().filter(f -> f.metric() == metric).findFirst();
  }
}
