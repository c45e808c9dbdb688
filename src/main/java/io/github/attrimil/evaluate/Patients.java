package io.github.attrimil.evaluate;

import java.util.List;
import java.util.Map;

/**
 * Whose slides are whose. Slides of one patient are not independent, so intervals are over
 * patients.
 *
 * @param bySlide patient by slide id; a slide that is missing is a patient of its own
 */
public record Patients(Map<String, String> bySlide) {

  /** Keeps a copy. */
  public Patients {
    bySlide = Map.copyOf(bySlide);
  }

  /**
   * @return every slide is a patient of its own
   */
  public static Patients unknown() {
    return new Patients(Map.of());
  }

  /**
   * @param slide a slide's id
   * @return its patient
   */
  public String of(final String slide) {
    return bySlide.getOrDefault(slide, "slide " + slide);
  }

  /**
   * @param predictions some slides
   * @return how many patients they are of
   */
  public int count(final Predictions predictions) {
    final List<String> all =
        predictions.rows().stream().map(r -> of(r.slideId())).distinct().toList();
    return all.size();
  }

  /**
   * @param predictions some slides
   * @return whether no two are of one patient
   */
  public boolean distinct(final Predictions predictions) {
    return count(predictions) == predictions.rows().size();
  }
}
