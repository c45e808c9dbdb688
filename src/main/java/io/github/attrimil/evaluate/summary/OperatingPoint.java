package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Temperature;
import io.github.attrimil.evaluate.Threshold;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the validation slides of a fold decided about its network. It is used on test slides and on
 * other cohorts as it is, never chosen again there.
 *
 * @param fold the fold's number
 * @param temperature that calibrates probabilities; nothing where none could be fitted
 * @param threshold from which p_1 a slide is of class 1; nothing for more classes, or where
 *     validation has one class only
 * @param bagThreshold below which the largest bag score of a slide is that of none of the known
 *     classes; nothing where bag scores of validation slides are not known
 * @param slides how many validation slides there were; 0 where there were none
 * @param patients of how many patients
 * @param where in words: the slides that these were chosen on
 */
public record OperatingPoint(
    int fold,
    Optional<Temperature> temperature,
    Optional<Threshold> threshold,
    OptionalDouble bagThreshold,
    int slides,
    int patients,
    String where) {

  /**
   * Chooses all of it.
   *
   * @param fold the fold's number
   * @param validation its network's predictions of its validation slides
   * @param bagThreshold chosen on the same slides, if their bag scores are known
   * @param patients whose they are
   * @return the temperature with the best likelihood, and the threshold with the largest
   *     sensitivity + specificity
   */
  public static OperatingPoint choose(
      final int fold,
      final Predictions validation,
      final OptionalDouble bagThreshold,
      final Patients patients) {
    final int slides = validation.rows().size();
    return new OperatingPoint(
        fold,
        Temperature.fit(validation),
        validation.classes() == 2 ? Threshold.youden(validation) : Optional.empty(),
        bagThreshold,
        slides,
        patients.count(validation),
        "validation slides of fold " + fold);
  }

  /**
   * @param fold a fold's number
   * @return that of a fold without validation slides
   */
  public static OperatingPoint none(final int fold) {
    return new OperatingPoint(
        fold,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        0,
        0,
        "no validation slides");
  }
}
