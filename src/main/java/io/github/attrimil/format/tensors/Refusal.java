package io.github.attrimil.format.tensors;

import io.github.attrimil.core.AttriMilException;
import java.nio.file.Path;

/**
 * Words the refusal of one file: which file, what is wrong, what to do.
 *
 * @param file the file that is read
 */
record Refusal(Path file) {

  private static final int LONGEST_QUOTE = 100;

  /**
   * @param cause what is wrong, without a full stop
   * @param remedy what to do, without a full stop
   * @return the exception to throw
   */
  AttriMilException because(final String cause, final String remedy) {
    return new AttriMilException("Cannot read " + file + ": " + cause + ". " + remedy);
  }

  /**
   * @param cause what is wrong, without a full stop
   * @return the exception to throw, which advises to make the file again
   */
  AttriMilException damaged(final String cause) {
    return because(cause, "The file is cut short or damaged: copy or save it again");
  }

  /**
   * @param e what reading failed with
   * @return the exception to throw
   */
  AttriMilException failed(final Exception e) {
    final AttriMilException refusal = damaged(AttriMilException.oneLine(e));
    refusal.initCause(e);
    return refusal;
  }

  /**
   * A text from the file, fit to be shown: it may be anything, of any length.
   *
   * @param text from the file
   * @return the text on one line, shortened
   */
  static String quote(final String text) {
    final String start =
        text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
