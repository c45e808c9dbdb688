package io.github.attrimil.core;

/**
 * Thrown where a user's cancel is noticed; what was being written is dropped, finished files stay.
 */
public final class CanceledException extends RunEndedException {

  private static final long serialVersionUID = 1L;

  /** The user canceled. */
  public CanceledException() {
    super("Canceled. Finished slides are kept; run again to continue from there.", null);
  }
}
