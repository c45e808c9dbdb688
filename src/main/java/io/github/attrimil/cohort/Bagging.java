package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What a bag is: the patches that are seen together and share a label. */
public enum Bagging {
  /** Those of a slide. */
  SLIDE,
  /** Those of all slides of a patient. */
  PATIENT;

  /**
   * One bag, before it is read.
   *
   * @param id the slide or the patient
   * @param slides whose patches it has, in order
   */
  public record Unit(String id, List<String> slides) {

    /** Keeps a copy. */
    public Unit {
      slides = List.copyOf(slides);
    }
  }

  /**
   * @param cohort whose patients are known
   * @param slides some slides, such as a part of a split
   * @return their bags, in the order of their first slides; the slides of a bag are in the cohort's
   *     order, and a slide that the cohort lacks is a patient of its own
   */
  public List<Unit> units(final Cohort cohort, final Collection<String> slides) {
    if (this == SLIDE) {
      return slides.stream().map(s -> new Unit(s, List.of(s))).toList();
    }
    final Map<String, String> patients = new HashMap<>();
    final Map<String, Integer> order = new HashMap<>();
    for (final Cohort.LabeledSlide slide : cohort.slides()) {
      patients.put(slide.slideId(), slide.caseId());
      order.put(slide.slideId(), order.size());
    }
    final Map<String, List<String>> slidesOf = new LinkedHashMap<>();
    for (final String slide : slides) {
      slidesOf
          .computeIfAbsent(patients.getOrDefault(slide, slide), p -> new ArrayList<>())
          .add(slide);
    }
    slidesOf
        .values()
        .forEach(own -> own.sort(Comparator.comparing(s -> order.getOrDefault(s, order.size()))));
    final List<Unit> units = new ArrayList<>();
    slidesOf.forEach((patient, own) -> units.add(new Unit(patient, own)));
    return units;
  }

  /**
   * @param unit a bag
   * @param labels each labeled slide's label
   * @param <L> how a label is written
   * @return the label of all its slides; null where none has one
   * @throws AttriMilException when two of its slides have different labels
   */
  public static <L> L label(final Unit unit, final Map<String, L> labels) {
    final String first = unit.slides().get(0);
    for (final String slide : unit.slides()) {
      if (!Objects.equals(labels.get(first), labels.get(slide))) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "The patient \"%s\" has slides with different labels: \"%s\" has %s, \"%s\" has %s."
                    + " With bag=patient a patient has one label; correct slides.csv, or use"
                    + " bag=slide",
                unit.id(),
                first,
                labels.get(first),
                slide,
                labels.get(slide)));
      }
    }
    return labels.get(first);
  }
}
