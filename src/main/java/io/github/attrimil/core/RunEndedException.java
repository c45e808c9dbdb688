package io.github.attrimil.core;

/** Thrown where a whole run must end: no further slide is processed after it. */
public abstract sealed class RunEndedException extends AttriMilException
    permits CanceledException, DiskException, FatalException {

  private static final long serialVersionUID = 1L;

  RunEndedException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
