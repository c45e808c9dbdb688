package io.github.attrimil.start;

import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.ui.UIService;

/** Says what to do where Java is too old: in a dialog, or in the log without a display. */
public final class JavaTooOld extends ContextCommand implements Command {

  @Parameter private LogService log;

  @Parameter(required = false)
  private UIService ui;

  @Override
  public void run() {
    final String message = message(System.getProperty("java.version"));
    if (ui == null || ui.isHeadless()) {
      log.error(message);
    }
    cancel(message);
  }

  /**
   * @param java the version of Java that runs
   * @return what is wrong and what to do
   */
  static String message(final String java) {
    return "AttriMIL needs Java "
        + StartService.NEEDED
        + " or newer, and this Fiji runs on Java "
        + java
        + ".\n"
        + "Download the current Fiji from https://fiji.sc (it brings Java 21), add the update site"
        + " there, and open your projects with it. Nothing in them needs to be changed.";
  }
}
