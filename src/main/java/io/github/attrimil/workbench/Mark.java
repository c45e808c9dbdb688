package io.github.attrimil.workbench;

/** How far one stage is with one slide, or as a whole. */
public enum Mark {
  /** Not done yet. */
  OPEN("not done"),
  /** Done, from inputs that are still the same. */
  DONE("done"),
  /** Done, but its inputs have changed since, or it was interrupted. */
  STALE("stale: its inputs have changed since"),
  /** Failed. */
  FAILED("failed");

  private final String text;

  Mark(final String text) {
    this.text = text;
  }

  /**
   * @return in words
   */
  public String text() {
    return text;
  }
}
