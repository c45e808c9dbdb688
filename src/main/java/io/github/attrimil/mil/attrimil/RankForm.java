package io.github.attrimil.mil.attrimil;

/** The forms of the ranking constraint; see {@link RankConstraint}. */
public enum RankForm {
  /** As in the authors' code: signs, no margin, the top patch. */
  SIGNS,
  /** A hinge with margin 1 between means of the 5 top patches. */
  HINGE
}
