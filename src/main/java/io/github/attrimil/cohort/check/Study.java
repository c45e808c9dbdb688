package io.github.attrimil.cohort.check;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.project.Project;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What all checks look at.
 *
 * @param project the project
 * @param cohort its table
 * @param patients the patient of each slide
 * @param classes class names in order, empty where the labels make no classes
 */
record Study(Project project, Cohort cohort, Map<String, String> patients, List<String> classes) {

  private static final int NAMED = 5;

  /**
   * @param slides some slides
   * @return their patients
   */
  Set<String> patientsOf(final Collection<String> slides) {
    return slides.stream()
        .map(s -> patients.getOrDefault(s, s))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * @return the ids of all slides
   */
  List<String> slides() {
    return cohort.slides().stream().map(LabeledSlide::slideId).toList();
  }

  /**
   * @param names some names
   * @return the first few of them, quoted, and how many more there are
   */
  static String named(final Collection<String> names) {
    return names.stream().limit(NAMED).map(n -> "\"" + n + "\"").collect(Collectors.joining(", "))
        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
  }

  /**
   * @param count how many
   * @param one the word for one
   * @return the count with the word, in the plural where it is not 1
   */
  static String counted(final long count, final String one) {
    return count
        + " "
        + (count == 1 ? one : one.endsWith("s") ? one + "es" : one.replaceFirst("y$", "ie") + "s");
  }
}
