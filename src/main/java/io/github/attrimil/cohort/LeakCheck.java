package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.features.AdaptedCard;
import io.github.attrimil.project.Project;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds how test slides reach the training of a model: through another slide of the same patient,
 * through the same slide under another name, or through the encoder. Validation slides count as
 * training, because they choose the checkpoint and the thresholds.
 */
public final class LeakCheck {

  private static final int NAMED = 5;

  private final Map<String, String> patients;
  private final List<List<String>> twins;
  private final Set<String> adapted;
  private final String encoder;

  private LeakCheck(
      final Map<String, String> patients,
      final List<List<String>> twins,
      final Set<String> adapted,
      final String encoder) {
    this.patients = patients;
    this.twins = twins;
    this.adapted = adapted;
    this.encoder = encoder;
  }

  /**
   * Checks splits with everything that is known of their slides.
   *
   * @param project whose features and encoders are looked at
   * @param cohort the patients
   * @param splits a split a fold
   * @return what leaks
   */
  public static Leaks of(final Project project, final Cohort cohort, final List<Split> splits) {
    final Set<String> slides = new LinkedHashSet<>();
    splits.forEach(s -> List.of(s.train(), s.val(), s.test()).forEach(part -> slides.addAll(part)));
    final String encoder = encoder(project, slides);
    return new LeakCheck(
            cohort.patients(),
            SameSlides.byFeatures(project, slides),
            new HashSet<>(AdaptedCard.slides(project, encoder)),
            encoder)
        .check(splits);
  }

  /**
   * Checks splits by their patients alone.
   *
   * @param cohort the patients
   * @param splits a split a fold
   * @return what leaks
   */
  public static Leaks ofPatients(final Cohort cohort, final List<Split> splits) {
    return new LeakCheck(cohort.patients(), List.of(), Set.of(), "").check(splits);
  }

  private static String encoder(final Project project, final Set<String> slides) {
    final Set<String> there = new HashSet<>(project.slidesWithFeatures());
    for (final String slide : slides) {
      if (!there.contains(slide)) {
        continue;
      }
      try {
        return BagSource.of(project).card(slide).encoder();
      } catch (final AttriMilException e) {
        // Missing or damaged features are reported by those who need them.
        continue;
      }
    }
    return "";
  }

  private Leaks check(final List<Split> splits) {
    final List<Leak> leaks = new ArrayList<>();
    for (int k = 0; k < splits.size(); k++) {
      patients(k, splits.get(k)).ifPresent(leaks::add);
      duplicates(k, splits.get(k)).ifPresent(leaks::add);
      encoder(k, splits.get(k)).ifPresent(leaks::add);
    }
    return new Leaks(leaks);
  }

  private Optional<Leak> patients(final int fold, final Split split) {
    final Map<String, String> learned = new TreeMap<>();
    split.val().forEach(s -> learned.put(patient(s), named(s, "val")));
    split.train().forEach(s -> learned.put(patient(s), named(s, "train")));
    final Map<String, String> both = new TreeMap<>();
    for (final String slide : split.test()) {
      if (learned.containsKey(patient(slide))) {
        both.putIfAbsent(
            patient(slide), learned.get(patient(slide)) + " and " + named(slide, "test"));
      }
    }
    return leak(
        Leak.Kind.PATIENT,
        fold,
        both,
        counted(both.size(), "patient has", "patients have")
            + " slides in the test part and in another part");
  }

  private String patient(final String slide) {
    return patients.getOrDefault(slide, slide);
  }

  private static String named(final String slide, final String part) {
    return "slide \"" + slide + "\" in " + part;
  }

  private Optional<Leak> duplicates(final int fold, final Split split) {
    final Set<String> test = new HashSet<>(split.test());
    final Set<String> learned = new HashSet<>(split.train());
    learned.addAll(split.val());
    final Map<String, String> found = new TreeMap<>();
    for (final List<String> same : twins) {
      final List<String> known = same.stream().filter(learned::contains).toList();
      for (final String slide : same) {
        if (test.contains(slide) && !known.isEmpty()) {
          found.put(
              slide,
              "the same features as \""
                  + known.get(0)
                  + "\" in "
                  + (split.train().contains(known.get(0)) ? "train" : "val"));
        }
      }
    }
    return leak(
        Leak.Kind.DUPLICATE,
        fold,
        found,
        counted(found.size(), "test slide is", "test slides are")
            + " in another part under another name");
  }

  private Optional<Leak> encoder(final int fold, final Split split) {
    final Set<String> seen = new TreeSet<>(split.test());
    seen.retainAll(adapted);
    final Map<String, String> who = new TreeMap<>();
    seen.forEach(s -> who.put(s, ""));
    return leak(
        Leak.Kind.ENCODER,
        fold,
        who,
        "the encoder \""
            + encoder
            + "\" was adapted on "
            + seen.size()
            + " of the "
            + split.test().size()
            + " test slides (`adapt` with fold="
            + fold
            + " holds them out)");
  }

  private static String counted(final int count, final String one, final String more) {
    return count + " " + (count == 1 ? one : more);
  }

  /** Names the first few; whoever needs all has the list. */
  private static Optional<Leak> leak(
      final Leak.Kind kind, final int fold, final Map<String, String> who, final String what) {
    if (who.isEmpty()) {
      return Optional.empty();
    }
    final String names =
        who.entrySet().stream()
            .limit(NAMED)
            .map(
                e ->
                    "\""
                        + e.getKey()
                        + "\""
                        + (e.getValue().isEmpty() ? "" : " (" + e.getValue() + ")"))
            .collect(Collectors.joining(", "));
    return Optional.of(
        new Leak(
            kind,
            fold,
            List.copyOf(who.keySet()),
            "Fold "
                + fold
                + ": "
                + what
                + ": "
                + names
                + (who.size() > NAMED ? " and " + (who.size() - NAMED) + " more" : "")
                + "."));
  }
}
