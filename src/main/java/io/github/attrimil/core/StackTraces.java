package io.github.attrimil.core;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Stack traces as text of bounded length, for run records and debug logs. */
public final class StackTraces {

  /** Characters kept of a trace; the first frames matter most. */
  public static final int LONGEST = 8000;

  private StackTraces() {}

  /**
   * @param t any throwable
   * @return its class, message, frames and causes, at most {@value #LONGEST} characters and a note
   *     of how many were cut
   */
  public static String of(final Throwable t) {
    final StringWriter text = new StringWriter();
    t.printStackTrace(new PrintWriter(text, true));
    final String all = text.toString().replace("\r\n", "\n").stripTrailing();
    return all.length() <= LONGEST
        ? all
        : all.substring(0, LONGEST) + "\n... " + (all.length() - LONGEST) + " more characters";
  }
}
