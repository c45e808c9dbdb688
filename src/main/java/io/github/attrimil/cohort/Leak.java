package io.github.attrimil.cohort;

import java.util.List;
import java.util.Objects;

/**
 * One way by which test data reach the training of a model.
 *
 * @param kind which way
 * @param fold the fold, from 0
 * @param who the patients, or the slides, sorted
 * @param text one sentence for readers: the fold, how many, and the first of them by name
 */
public record Leak(Kind kind, int fold, List<String> who, String text) {

  /** A way of leaking. */
  public enum Kind {
    /** A patient has slides in the test part and in another part. */
    PATIENT,
    /** A test slide is in another part under another name. */
    DUPLICATE,
    /** The encoder was adapted on test slides. */
    ENCODER
  }

  /** Keeps a copy. */
  public Leak {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(text);
    who = List.copyOf(who);
  }
}
