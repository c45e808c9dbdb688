package io.github.attrimil.cohort.check;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.cohort.check.Finding.Level;
import io.github.attrimil.cohort.check.Finding.Topic;
import io.github.attrimil.metrics.Ranking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes together with the label, so that a model could learn it instead of the disease: site,
 * scanner, pixel size, any other column of slides.csv, and the amount of tissue.
 */
final class ConfoundingChecks {

  /** Associations below are weak by any convention. */
  private static final double MODERATE = 0.3;

  private static final double STRONG = 0.5;
  private static final double CHANCE = 0.01;
  private static final int MOST_GROUPS = 100;
  private static final int FEWEST_PATIENTS = 10;
  private static final double TELLING_AUC = 0.8;

  private static final Pattern TECHNICAL =
      Pattern.compile(
          "(?iu).*(site|cent(er|re)|zentrum|hospital|klinik|clinic|institut|lab\\b|labor|scanner"
              + "|device|vendor|stain|batch|magnif|mpp|pixel|source|origin|country|year|file"
              + "|dir|folder|path).*");

  /** The tissue source site in a barcode of TCGA. */
  private static final Pattern TCGA =
      Pattern.compile("TCGA-([A-Z0-9]{2})-[A-Z0-9]{4}(?![A-Za-z0-9]).*");

  private static final String PIXEL = "pixel size";
  private static final String TCGA_SITE = "TCGA source site";
  private static final Set<String> DERIVED = Set.of(PIXEL, TCGA_SITE);

  private final Study study;
  private final Map<String, Double> mpp;

  /**
   * @param study the cohort
   * @param mpp micrometers per level-0 pixel of slides whose files state it
   */
  ConfoundingChecks(final Study study, final Map<String, Double> mpp) {
    this.study = study;
    this.mpp = mpp;
  }

  /**
   * @param site a column that the user calls one of sites, or empty
   * @param patches how many patches each slide has
   * @return what goes together with the label
   */
  List<Finding> find(final String site, final Map<String, Long> patches) {
    final List<Finding> found = new ArrayList<>();
    columns()
        .forEach(
            (column, values) ->
                found.addAll(
                    column(
                        column,
                        values,
                        column.equals(site) || TECHNICAL.matcher(column).matches())));
    found.addAll(amount(patches));
    return found;
  }

  /** The values of each column by slide. */
  private Map<String, Map<String, String>> columns() {
    final Map<String, Map<String, String>> columns = new LinkedHashMap<>();
    for (final LabeledSlide slide : study.cohort().labeled()) {
      final String id = slide.slideId();
      slide.more().forEach((c, v) -> put(columns, c, id, v));
      slide
          .mpp()
          .or(() -> java.util.Optional.ofNullable(mpp.get(id)))
          .ifPresent(m -> put(columns, PIXEL, id, String.format(Locale.ROOT, "%.2f µm", m)));
      final Matcher matcher = TCGA.matcher(id);
      if (matcher.matches()) {
        put(columns, TCGA_SITE, id, matcher.group(1));
      }
    }
    return columns;
  }

  private static void put(
      final Map<String, Map<String, String>> columns,
      final String column,
      final String slide,
      final String value) {
    columns.computeIfAbsent(column, c -> new LinkedHashMap<>()).put(slide, value);
  }

  private List<Finding> column(
      final String column, final Map<String, String> values, final boolean technical) {
    final List<String> labels = new ArrayList<>();
    final List<String> groups = new ArrayList<>();
    final Set<String> seen = new HashSet<>();
    for (final LabeledSlide slide : study.cohort().labeled()) {
      final String value = values.get(slide.slideId());
      // Slides of a patient are no further evidence.
      if (value != null
          && seen.add(
              study.patients().get(slide.slideId()) + "\n" + value + "\n" + slide.label())) {
        labels.add(slide.label());
        groups.add(value);
      }
    }
    final int distinct = new HashSet<>(groups).size();
    if (distinct < 2
        || distinct > MOST_GROUPS
        || distinct > groups.size() / 2
        || groups.size() < FEWEST_PATIENTS
        || new HashSet<>(labels).size() < 2) {
      return List.of();
    }
    final Association association = Association.of(labels, groups, MODERATE);
    if (association.strength() < MODERATE || association.chance() > CHANCE) {
      return List.of();
    }
    final boolean strong = association.strength() >= STRONG;
    return List.of(
        new Finding(
            technical ? Level.WARNING : Level.NOTE,
            Topic.CONFOUNDING,
            "The label is "
                + (strong ? "strongly " : "")
                + "associated with the "
                + (DERIVED.contains(column) ? column : "column \"" + column + "\"")
                + String.format(
                    Locale.ROOT,
                    " (Cramér's V %.2f over %d patients, p = %.3f by shuffling): ",
                    association.strength(),
                    association.count(),
                    association.chance())
                + extreme(labels, groups)
                + ".",
            technical
                ? "A model may learn it instead of the disease. Add slides so that every group has"
                    + " every class, keep groups together with `split` sitecolumn=, and compare"
                    + " results by group."
                : "If the column is not part of the diagnosis, compare results by its values.",
            List.of()));
  }

  /** The group whose share differs most between a class and the others. */
  private static String extreme(final List<String> labels, final List<String> groups) {
    final Map<String, Integer> ofLabel = new HashMap<>();
    final Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
    final Map<String, Integer> ofGroup = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      ofLabel.merge(labels.get(i), 1, Integer::sum);
      ofGroup.merge(groups.get(i), 1, Integer::sum);
      counts
          .computeIfAbsent(labels.get(i), l -> new LinkedHashMap<>())
          .merge(groups.get(i), 1, Integer::sum);
    }
    String text = "";
    double most = -1;
    for (final String label : counts.keySet()) {
      for (final Map.Entry<String, Integer> group : counts.get(label).entrySet()) {
        final int inside = ofLabel.get(label);
        final int outside = labels.size() - inside;
        final int others = ofGroup.get(group.getKey()) - group.getValue();
        final double difference = (double) group.getValue() / inside - (double) others / outside;
        if (difference > most) {
          most = difference;
          text =
              group.getValue()
                  + " of "
                  + inside
                  + " patients of class \""
                  + label
                  + "\" are \""
                  + group.getKey()
                  + "\", "
                  + others
                  + " of "
                  + outside
                  + " of the others";
        }
      }
    }
    return text;
  }

  /** Where the number of patches alone tells the class, so does any model that sums. */
  private List<Finding> amount(final Map<String, Long> patches) {
    final List<Finding> found = new ArrayList<>();
    final List<LabeledSlide> slides =
        study.cohort().labeled().stream().filter(s -> patches.containsKey(s.slideId())).toList();
    if (slides.size() < 2 * FEWEST_PATIENTS || study.classes().isEmpty()) {
      return found;
    }
    // Of two classes the second one's AUC says all.
    final List<String> asked =
        study.classes().size() == 2 ? study.classes().subList(1, 2) : study.classes();
    for (final String label : asked) {
      final boolean[] positive = new boolean[slides.size()];
      final double[] score = new double[slides.size()];
      for (int i = 0; i < positive.length; i++) {
        positive[i] = slides.get(i).label().equals(label);
        score[i] = patches.get(slides.get(i).slideId());
      }
      final OptionalDouble auc = Ranking.of(positive, score).auc();
      if (auc.isPresent() && Math.max(auc.getAsDouble(), 1 - auc.getAsDouble()) >= TELLING_AUC) {
        found.add(
            Finding.warning(
                Topic.CONFOUNDING,
                String.format(
                    Locale.ROOT,
                    "The number of patches alone separates slides of class \"%s\" from the others"
                        + " (AUC %.2f over %d slides).",
                    label,
                    auc.getAsDouble(),
                    slides.size()),
                "Biopsies and resections, or one scanner's margins, may be mixed. Compare with this"
                    + " AUC, and place patches on all slides with the same settings.",
                List.of()));
      }
    }
    return found;
  }
}
