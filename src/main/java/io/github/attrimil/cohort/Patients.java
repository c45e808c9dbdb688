package io.github.attrimil.cohort;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose slides are whose: see {@link Cohort#patients}. */
final class Patients {

  /** The participant in a barcode of TCGA: project, tissue source site, participant. */
  private static final Pattern TCGA =
      Pattern.compile("(TCGA-[A-Z0-9]{2}-[A-Z0-9]{4})(?![A-Za-z0-9]).*");

  private Patients() {}

  static Map<String, String> of(final List<LabeledSlide> slides) {
    final Groups patients = new Groups();
    final Map<String, String> participants = new HashMap<>();
    for (final LabeledSlide slide : slides) {
      participant(slide.slideId())
          .map(p -> participants.putIfAbsent(p, slide.caseId()))
          .ifPresent(before -> patients.join(before, slide.caseId()));
    }
    final Map<String, String> of = new LinkedHashMap<>();
    slides.forEach(s -> of.put(s.slideId(), patients.of(s.caseId())));
    return of;
  }

  /**
   * @param slide a slide's id
   * @return the participant that a barcode of TCGA names
   */
  static Optional<String> participant(final String slide) {
    final Matcher matcher = TCGA.matcher(slide);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
