package io.github.attrimil.core;

/**
 * A disk that takes nothing any more, because it is full or read-only. The run ends, because the
 * next slide would meet it, too.
 */
public final class DiskException extends RunEndedException {

  private static final long serialVersionUID = 1L;

  DiskException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
