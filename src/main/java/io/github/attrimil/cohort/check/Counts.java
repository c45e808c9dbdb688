package io.github.attrimil.cohort.check;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.check.CheckResult.Count;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts slides and patients of each class and part. */
final class Counts {

  private final Study study;
  private final Map<String, String> labels = new HashMap<>();
  private final List<Count> counts = new ArrayList<>();

  private Counts(final Study study) {
    this.study = study;
    study.cohort().labeled().forEach(s -> labels.put(s.slideId(), s.label()));
  }

  static List<Count> of(final Study study, final List<Split> splits) {
    final Counts counts = new Counts(study);
    counts.add(-1, "all", study.cohort().labeled().stream().map(LabeledSlide::slideId).toList());
    for (int k = 0; k < splits.size(); k++) {
      counts.add(k, "train", splits.get(k).train());
      counts.add(k, "val", splits.get(k).val());
      counts.add(k, "test", splits.get(k).test());
    }
    return counts.counts;
  }

  private void add(final int fold, final String part, final Collection<String> slides) {
    final Map<String, List<String>> byClass = new HashMap<>();
    for (final String slide : slides) {
      if (labels.containsKey(slide)) {
        byClass.computeIfAbsent(labels.get(slide), l -> new ArrayList<>()).add(slide);
      }
    }
    for (final String label : study.classes()) {
      final List<String> own = byClass.getOrDefault(label, List.of());
      counts.add(new Count(fold, part, label, own.size(), study.patientsOf(own).size()));
    }
  }
}
