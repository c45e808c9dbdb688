package io.github.attrimil.cohort;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Divides patients into parts that are alike: each has its share of every class.
 *
 * @param byClass patients by the class they count for
 */
record Parts(Map<String, List<String>> byClass) {

  /**
   * Divides patient by patient.
   *
   * @param parts how many parts
   * @param random shuffles the patients of each class, in place
   * @return the part of each patient, from 0
   */
  Map<String, Integer> byPatient(final int parts, final Random random) {
    final Map<String, Integer> partOf = new HashMap<>();
    int next = 0;
    for (final List<String> patients : byClass.values()) {
      Collections.shuffle(patients, random);
      // The next class continues where this one ended, so that parts stay alike in size.
      for (final String patient : patients) {
        partOf.put(patient, next++ % parts);
      }
    }
    return partOf;
  }

  /**
   * Divides site by site: large sites first, each to where its classes are fewest.
   *
   * @param siteOf the site of each patient
   * @param parts how many parts
   * @param random orders sites of one size
   * @return the part of each patient, from 0
   * @throws AttriMilException when there are fewer sites than parts, or a class is at one site only
   */
  Map<String, Integer> bySite(
      final Map<String, String> siteOf, final int parts, final Random random) {
    final Map<String, Map<String, Integer>> sites = sites(siteOf);
    if (sites.size() < parts) {
      throw new AttriMilException(
          "There are "
              + sites.size()
              + " sites, too few for folds="
              + parts
              + (sites.size() < 2
                  ? "; at least two are needed to keep sites together"
                  : "; the largest that works is folds=" + sites.size()));
    }
    refuseLoneClasses(sites);
    final List<String> order = new ArrayList<>(sites.keySet());
    Collections.shuffle(order, random);
    order.sort((a, b) -> size(sites.get(b)) - size(sites.get(a)));
    final List<Map<String, Integer>> filled = new ArrayList<>();
    for (int p = 0; p < parts; p++) {
      filled.add(new HashMap<>());
    }
    final Map<String, Integer> partOfSite = new HashMap<>();
    for (int s = 0; s < order.size(); s++) {
      final Map<String, Integer> site = sites.get(order.get(s));
      final boolean rest = order.size() - s > emptyParts(filled);
      int best = -1;
      for (int p = 0; p < parts; p++) {
        final boolean may = rest || filled.get(p).isEmpty();
        if (may && (best < 0 || cost(filled.get(p), site) < cost(filled.get(best), site))) {
          best = p;
        }
      }
      partOfSite.put(order.get(s), best);
      final Map<String, Integer> part = filled.get(best);
      site.forEach((c, n) -> part.merge(c, n, Integer::sum));
    }
    final Map<String, Integer> partOf = new HashMap<>();
    siteOf.forEach((patient, site) -> partOf.put(patient, partOfSite.get(site)));
    return partOf;
  }

  private Map<String, Map<String, Integer>> sites(final Map<String, String> siteOf) {
    final Map<String, Map<String, Integer>> sites = new LinkedHashMap<>();
    byClass.forEach(
        (label, patients) ->
            patients.forEach(
                p ->
                    sites
                        .computeIfAbsent(siteOf.get(p), s -> new HashMap<>())
                        .merge(label, 1, Integer::sum)));
    return sites;
  }

  /** Nothing is left to learn from when the only site of a class is tested. */
  private void refuseLoneClasses(final Map<String, Map<String, Integer>> sites) {
    for (final String label : byClass.keySet()) {
      final List<String> at =
          sites.keySet().stream().filter(s -> sites.get(s).containsKey(label)).toList();
      if (at.size() < 2) {
        throw new AttriMilException(
            "All patients of the class \""
                + label
                + "\" are at the site \""
                + at.get(0)
                + "\"; when it is tested, there is none to learn from: add slides of another site,"
                + " or do not keep sites together");
      }
    }
  }

  private static int size(final Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static long emptyParts(final List<Map<String, Integer>> parts) {
    return parts.stream().filter(Map::isEmpty).count();
  }

  /** Sum of squares after the site was added, relative to how common each class is. */
  private double cost(final Map<String, Integer> part, final Map<String, Integer> site) {
    double cost = 0;
    for (final Map.Entry<String, List<String>> c : byClass.entrySet()) {
      final double before = (double) part.getOrDefault(c.getKey(), 0) / c.getValue().size();
      final double added = (double) site.getOrDefault(c.getKey(), 0) / c.getValue().size();
      cost += (before + added) * (before + added) - before * before;
    }
    return cost;
  }

  /**
   * @param cohort the labeled slides
   * @param cases the slides of each patient
   * @return patients by class; one with slides of several classes counts for the class that the
   *     fewest slides have
   */
  static Map<String, List<String>> byClass(
      final Cohort cohort, final Map<String, List<LabeledSlide>> cases) {
    final Map<String, Integer> slides = new HashMap<>();
    cohort.labeled().forEach(s -> slides.merge(s.label(), 1, Integer::sum));
    final Map<String, List<String>> byClass = new TreeMap<>();
    cases.forEach(
        (id, own) ->
            byClass
                .computeIfAbsent(
                    new HashSet<>(own.stream().map(LabeledSlide::label).toList())
                        .stream()
                            .min(
                                Comparator.<String>comparingInt(slides::get)
                                    .thenComparing(Comparator.naturalOrder()))
                            .orElseThrow(),
                    c -> new ArrayList<>())
                .add(id));
    return byClass;
  }

  /**
   * Where a class has fewer patients than parts, the one part that is tested may have none.
   *
   * @param byClass patients by class
   * @param partOf the part of each patient, changed
   */
  static void testOneOfEach(
      final Map<String, List<String>> byClass, final Map<String, Integer> partOf) {
    for (final List<String> patients : byClass.values()) {
      if (patients.stream().noneMatch(p -> partOf.get(p) == 0)) {
        partOf.put(patients.get(0), 0);
      }
    }
  }
}
