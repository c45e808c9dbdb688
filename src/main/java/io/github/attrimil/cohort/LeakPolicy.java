package io.github.attrimil.cohort;

/** What happens where test data would leak into training. */
public enum LeakPolicy {
  /** The work ends with a message that names whom. */
  REFUSE,
  /** The work is done, and the model and every report say that its results are optimistic. */
  ALLOW
}
