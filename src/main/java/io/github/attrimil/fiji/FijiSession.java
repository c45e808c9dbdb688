package io.github.attrimil.fiji;

import ij.IJ;
import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.BrowserLauncher;
import ij.plugin.frame.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What commands need of ImageJ itself: its log, its Escape key and its macros. */
public final class FijiSession {

  // The macro that asks for failures itself; another macro starts with ImageJ's own habit again.
  private static volatile Interpreter goesOn;

  private FijiSession() {}

  /**
   * Writes a line to the window Log, without a display to standard output.
   *
   * @param line one line
   */
  public static void log(final String line) {
    IJ.log(line);
  }

  /**
   * @return whether a macro or script gave the parameters of the command that is run now
   */
  public static boolean hasMacroOptions() {
    return Macro.getOptions() != null;
  }

  /**
   * @return the parameters that a macro or script gave, as it wrote them; empty for none
   */
  public static String macroOptions() {
    final String options = Macro.getOptions();
    return options == null ? "" : options;
  }

  /**
   * Opens a file in the browser.
   *
   * @param file the file
   */
  public static void browse(final Path file) {
    try {
      BrowserLauncher.openURL(file.toUri().toString());
    } catch (final IOException e) {
      log("Cannot open " + file + "; open it in a browser");
    }
  }

  /**
   * @param key a key
   * @return its value among the parameters that a macro or script gave, if it is there
   */
  public static Optional<String> macroOption(final String key) {
    final String options = Macro.getOptions();
    return Optional.ofNullable(options).map(o -> Macro.getValue(o, key, null));
  }

  /**
   * Ends the macro that runs the command, unless it called {@link #continueAfterFailure}.
   *
   * @param why one line
   * @return whether the macro continues
   */
  public static boolean endMacro(final String why) {
    final Interpreter macro = Interpreter.getInstance();
    if (macro != null && macro == goesOn) {
      return true;
    }
    Macro.abort();
    // ImageJ looks at the flag above for scripts only, and Interpreter.abort() would stop threads.
    if (macro != null) {
      macro.setIgnoreErrors(true);
      macro.abort(why);
    }
    return false;
  }

  /** Lets the running macro continue when a command fails. */
  public static void continueAfterFailure() {
    goesOn = Interpreter.getInstance();
  }

  /**
   * Starts a command of the menu with its dialog, as a click in the menu does.
   *
   * @param label its label
   */
  public static void menu(final String label) {
    IJ.doCommand(label);
  }

  /**
   * Names the command whose parameters the Recorder takes next; another may have been started while
   * it ran.
   *
   * @param label its label in the menu
   */
  public static void recordAs(final String label) {
    if (isRecording()) {
      Recorder.setCommand(label);
    }
  }

  /**
   * Records a call of a command with one path, as if it had been given in its dialog.
   *
   * @param label its label in the menu
   * @param key the name of the parameter
   * @param path its value
   */
  public static void record(final String label, final String key, final Path path) {
    if (isRecording()) {
      Recorder.setCommand(label);
      Recorder.recordPath(key, path.toString());
      Recorder.saveCommand();
    }
  }

  /**
   * Shows a line in the status bar, where no window may open.
   *
   * @param line one line
   */
  public static void status(final String line) {
    IJ.showStatus(line);
  }

  /**
   * Keeps a command that failed out of the Recorder, which would write a line without parameters.
   *
   * @param label its label in the menu
   */
  public static void forgetCommand(final String label) {
    if (isRecording() && label.equals(Recorder.getCommand())) {
      Recorder.disableCommandRecording();
    }
  }

  /**
   * @return whether the Recorder is open and takes what a user does
   */
  public static boolean isRecording() {
    return Recorder.record && !IJ.isMacro();
  }

  /**
   * Forgets earlier presses of Escape.
   *
   * @return asks whether Escape was pressed since
   */
  public static BooleanSupplier escape() {
    IJ.resetEscape();
    return IJ::escapePressed;
  }
}
