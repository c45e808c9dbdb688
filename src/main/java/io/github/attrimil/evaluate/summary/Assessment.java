package io.github.attrimil.evaluate.summary;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.metrics.Confusion;
import java.util.List;
import java.util.Optional;

/**
 * All that was measured on one set of slides.
 *
 * @param scope "fold 0", or "pooled" for the slides of all folds, each once
 * @param predictions the slides, with the model's own probabilities
 * @param calibrated the same with probabilities after temperature scaling, where there was a
 *     temperature
 * @param decided the same, predicted by the threshold that was chosen on validation slides, where
 *     there was one
 * @param patients of how many patients the slides are
 * @param figures metrics with their intervals, in the order of {@link Metric}
 * @param curves their points
 */
public record Assessment(
    String scope,
    Predictions predictions,
    Optional<Predictions> calibrated,
    Optional<Predictions> decided,
    int patients,
    List<Figure> figures,
    List<Curve> curves) {

  /** Keeps copies. */
  public Assessment {
    figures = List.copyOf(figures);
    curves = List.copyOf(curves);
  }

  /**
   * @return how many slides
   */
  public int slides() {
    return predictions.rows().size();
  }

  /**
   * @return how often slides of each class were predicted as each
   */
  public Confusion confusion() {
    return predictions.confusion();
  }

  /**
   * @return the same at the threshold that was chosen on validation slides
   */
  public Optional<Confusion> confusionAtThreshold() {
    return decided.map(Predictions::confusion);
  }

  /**
   * @param metric a metric of no class
   * @return it, if it applies
   */
  public Optional<Figure> figure(final Metric metric) {
    return figure(metric, Figure.NO_CLASS);
  }

  /**
   * @param metric a metric
   * @param c the class it is of, or -1
   * @return it, if it applies
   */
  public Optional<Figure> figure(final Metric metric, final int c) {
    return figures.stream().filter(f -> f.metric() == metric && f.c() == c).findFirst();
  }

  /**
   * @param name a metric's name in tables
   * @return it
   * @throws AttriMilException when there is no such metric
   */
  public Figure figure(final String name) {
    return figures.stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new AttriMilException(
                    "There is no metric '"
                        + name
                        + "'; there are "
                        + String.join(", ", figures.stream().map(Figure::name).toList())));
  }

  /**
   * @param kind of curve
   * @return those of that kind, by class
   */
  public List<Curve> curves(final Curve.Kind kind) {
    return curves.stream().filter(c -> c.kind() == kind).toList();
  }
}
