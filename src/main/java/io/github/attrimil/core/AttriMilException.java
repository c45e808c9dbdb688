package io.github.attrimil.core;

import static java.util.stream.Collectors.joining;

/**
 * The one root of everything that can go wrong here. Its message is one line a user can act on:
 * what was wrong, where, and what to do, with the offending value quoted.
 */
public class AttriMilException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Longer texts quote a value from a file; tables and terminals need lines that end. */
  private static final int LONGEST_LINE = 2000;

  /**
   * @param message what was wrong, where, and the remedy
   */
  public AttriMilException(final String message) {
    super(message);
  }

  /**
   * @param message what was wrong, where, and the remedy
   * @param cause what was caught
   */
  public AttriMilException(final String message, final Throwable cause) {
    super(message, cause);
  }

  /**
   * A throwable in one line: the message of ours as it is, of others preceded by the kind of error.
   *
   * @param t any throwable
   * @return its text without line breaks, at most 2,000 characters of it
   */
  public static String oneLine(final Throwable t) {
    final String message = t.getMessage() == null ? "" : t.getMessage();
    final String text =
        t instanceof AttriMilException
            ? message
            : t.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    final String line = joined(text);
    return line.length() <= LONGEST_LINE
        ? line
        : line.substring(0, LONGEST_LINE / 2)
            + " … "
            + line.substring(line.length() - LONGEST_LINE / 2);
  }

  /** In time that grows with the length, whatever a file had quoted: no regular expression does. */
  private static String joined(final String text) {
    return text.lines().map(String::strip).filter(l -> !l.isEmpty()).collect(joining(" "));
  }

  /**
   * @param t any failure
   * @return what caused it in the first place, itself where nothing did
   */
  public static Throwable rootOf(final Throwable t) {
    Throwable root = t;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
