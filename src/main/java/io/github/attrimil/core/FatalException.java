package io.github.attrimil.core;

/**
 * An {@link Error} of the machine or the installation, not of one slide: memory or stack ran out,
 * or a library is missing. The next slide would meet it too, so that the run ends.
 */
public final class FatalException extends RunEndedException {

  private static final long serialVersionUID = 1L;

  private FatalException(final String message, final Throwable cause) {
    super(message, cause);
  }

  /**
   * Separates errors that end a run from those of one slide. A decoder of JPEG 2000 throws {@link
   * Error} itself for a damaged file; that is no reason to stop.
   *
   * @param t any throwable
   * @return whether it is an error of the virtual machine or of linking classes and libraries
   */
  public static boolean isFatal(final Throwable t) {
    return t instanceof VirtualMachineError || t instanceof LinkageError;
  }

  /**
   * @param error an error for which {@link #isFatal} holds
   * @param where what was being done, for example "`features` of slide a"
   * @return an exception with one line: what happened, where, what to do
   */
  public static FatalException of(final Throwable error, final String where) {
    return new FatalException(message(error, where), error);
  }

  private static String message(final Throwable error, final String where) {
    if (error instanceof OutOfMemoryError) {
      return "Out of memory in "
          + where
          + " ("
          + AttriMilException.oneLine(error)
          + "; Java may use "
          + (Runtime.getRuntime().maxMemory() >> 20)
          + " MB). Give Java more memory: -Xmx16g on the command line, in Fiji Edit > Options >"
          + " Memory & Threads";
    }
    final String what = AttriMilException.oneLine(error);
    if (error instanceof StackOverflowError) {
      return "Stack overflow in "
          + where
          + ": a file may be nested too deeply. Run with -Xss16m, and please report it with the"
          + " trace in runs/";
    }
    if (error instanceof LinkageError) {
      return "A library is missing or does not fit in "
          + where
          + " ("
          + what
          + "). Run `doctor`, or install AttriMIL again";
    }
    return "Java failed in " + where + " (" + what + "). Run again; if it recurs, report it";
  }
}
