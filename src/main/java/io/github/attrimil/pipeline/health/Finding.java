package io.github.attrimil.pipeline.health;

/**
 * What was found of one component.
 *
 * @param what the component
 * @param value its version or state
 * @param problem what is wrong, empty where nothing is
 * @param remedy what to do about it, empty where nothing is wrong
 * @param missing whether the component does not work at all
 */
record Finding(String what, String value, String problem, String remedy, boolean missing) {

  static Finding fine(final String what, final String value) {
    return new Finding(what, value, "", "", false);
  }

  static Finding missing(final String what, final String problem, final String remedy) {
    return new Finding(what, "missing", problem, remedy, true);
  }

  /** The same with something to look at. */
  Finding but(final String wrong, final String todo) {
    return new Finding(what, value, wrong, todo, missing);
  }

  boolean isProblem() {
    return !problem.isEmpty();
  }
}
