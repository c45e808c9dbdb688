package io.github.attrimil.core.options;

import io.github.attrimil.core.AttriMilException;

/** Options that do not fit together: a mistake of the command line, not of what was found. */
public final class UsageException extends AttriMilException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what does not fit, and what would
   */
  public UsageException(final String message) {
    super(message);
  }
}
