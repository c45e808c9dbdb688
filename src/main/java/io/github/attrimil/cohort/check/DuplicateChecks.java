package io.github.attrimil.cohort.check;

import static io.github.attrimil.cohort.check.Study.named;

import io.github.attrimil.cohort.check.Finding.Level;
import io.github.attrimil.cohort.check.Finding.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One slide under several names, which would be learned from and tested on. */
final class DuplicateChecks {

  private final Study study;

  DuplicateChecks(final Study study) {
    this.study = study;
  }

  /**
   * @param groups slides that are one
   * @param what they share, such as "features"
   * @return what was found
   */
  List<Finding> find(final List<List<String>> groups, final String what) {
    final List<Finding> found = new ArrayList<>();
    for (final List<String> group : groups) {
      final Set<String> patients = study.patientsOf(group);
      final boolean several = patients.size() > 1;
      found.add(
          new Finding(
              several ? Level.PROBLEM : Level.WARNING,
              Topic.DUPLICATES,
              "The slides "
                  + named(group)
                  + " have the same "
                  + what
                  + ": one slide under "
                  + group.size()
                  + " names"
                  + (several ? ", of the patients " + named(patients) : "")
                  + ".",
              several
                  ? "Remove all but one from slides.csv, or give them one case_id: otherwise a"
                      + " model is tested on what it was trained on."
                  : "Remove all but one from slides.csv: it counts more than once.",
              group));
    }
    return found;
  }
}
