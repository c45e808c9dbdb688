package io.github.attrimil.mil.attrimil;

/** The forms of the spatial constraint; see {@link SpatialConstraint}. */
public enum SpatialForm {
  /** As in the authors' code: the difference to the strongest neighbor. */
  STRONGEST,
  /** Geary's contiguity ratio of the scores, which their size does not change. */
  GEARY
}
