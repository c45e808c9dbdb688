package io.github.attrimil.script;

import java.util.List;

/**
 * A command that has ended well, or well but for some slides.
 *
 * @param status "done", or "partly" when some slides failed and the others were finished
 * @param message which slides failed and where the reasons are; empty for "done"
 * @param output the file or folder to look at first; empty where there is none
 * @param messages what was reported, line by line
 * @param warnings what to look at, line by line
 */
public record CommandRun(
    String status, String message, String output, List<String> messages, List<String> warnings) {

  /** Keeps copies. */
  public CommandRun {
    messages = List.copyOf(messages);
    warnings = List.copyOf(warnings);
  }
}
