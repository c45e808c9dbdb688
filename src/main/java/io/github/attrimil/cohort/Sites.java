package io.github.attrimil.cohort;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.core.AttriMilException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which patients are of one site, where sites are kept together. */
final class Sites {

  private Sites() {}

  /**
   * @param cohort the slides
   * @param cases the labeled slides of each patient
   * @param column the column of sites
   * @return the site of each patient; sites that share a patient are one
   * @throws AttriMilException when there is no such column, or a labeled slide has no site
   */
  static Map<String, String> of(
      final Cohort cohort, final Map<String, List<LabeledSlide>> cases, final String column) {
    final TreeSet<String> columns = new TreeSet<>();
    cohort.slides().forEach(s -> columns.addAll(s.more().keySet()));
    final Optional<String> named =
        columns.contains(column)
            ? Optional.of(column)
            : columns.stream().filter(c -> c.equalsIgnoreCase(column)).findFirst();
    if (named.isEmpty()) {
      throw new AttriMilException(
          "sitecolumn="
              + column
              + " is not a column of slides.csv with values"
              + (columns.isEmpty() ? "; add it" : "; choose one of " + String.join(", ", columns)));
    }
    final Groups groups = new Groups();
    final Map<String, String> first = new HashMap<>();
    cases.forEach(
        (patient, slides) ->
            slides.forEach(
                s -> {
                  final String site = site(s, named.get());
                  Optional.ofNullable(first.putIfAbsent(patient, site))
                      .ifPresent(other -> groups.join(other, site));
                }));
    final Map<String, String> of = new HashMap<>();
    first.forEach((patient, site) -> of.put(patient, groups.of(site)));
    return of;
  }

  private static String site(final LabeledSlide slide, final String column) {
    return Optional.ofNullable(slide.more().get(column))
        .orElseThrow(
            () ->
                new AttriMilException(
                    "The slide \""
                        + slide.slideId()
                        + "\" has no value in the column "
                        + column
                        + " of slides.csv, by which slides are kept together; fill it in"));
  }
}
