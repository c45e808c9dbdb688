package io.github.attrimil.core;

/**
 * Thrown where a user's cancel is noticed; what was being written is dropped, finished files stay.
 */
public final class CanceledException extends AttriMilException {

  private static final long serialVersionUID = 1L;

  /** Says that the user canceled. */
  public CanceledException() {
    super("Canceled. Finished slides are kept; run again to go on from there.");
  }
}
