package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All leaks of a model or its splits. A model keeps those that were let through: model.json has
 * them, and evaluation and report state them first.
 *
 * @param found each of them, by fold
 */
public record Leaks(List<Leak> found) {

  /** There are none. */
  public static final Leaks NONE = new Leaks(List.of());

  /** Keeps a copy. */
  public Leaks {
    found = found == null ? List.of() : List.copyOf(found);
  }

  /**
   * @return whether there are none
   */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * @return one sentence for the head of a report; empty where there are no leaks
   */
  public String headline() {
    return found.isEmpty()
        ? ""
        : "Test data leaked into training; the results are optimistic. " + sentences();
  }

  /**
   * @return what leaked and whom it concerns, in sentences
   */
  public String sentences() {
    return found.stream().map(Leak::text).collect(Collectors.joining(" "));
  }

  /**
   * Refuses leaks, or shows and records them.
   *
   * @param policy which
   * @param job warned of leaks that are let through
   * @throws AttriMilException naming whom, when there are any and they are not allowed
   */
  public void judge(final LeakPolicy policy, final Job job) {
    judge(policy, NONE, job);
  }

  /**
   * Refuses leaks that are not known yet, or shows and records them.
   *
   * @param policy which
   * @param known leaks that were let through before, when the model was trained
   * @param job warned of leaks that are let through
   * @throws AttriMilException naming whom, when there are others and they are not allowed
   */
  public void judge(final LeakPolicy policy, final Leaks known, final Job job) {
    if (isEmpty()) {
      return;
    }
    if (policy == LeakPolicy.REFUSE && !known.found().containsAll(found)) {
      throw new AttriMilException(
          "Test data would leak into training. "
              + sentences()
              + " Correct splits/, or run `split` with redo=true; leaks=allow accepts a published"
              + " split as it is, and every report then states it");
    }
    final String warning = headline();
    if (!job.record().warnings().contains(warning)) {
      job.warn(warning);
    }
  }
}
