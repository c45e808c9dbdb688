package io.github.attrimil.command.door;

import io.github.attrimil.core.Job;
import io.github.attrimil.fiji.FijiSession;
import io.github.attrimil.fiji.OwnTable;
import io.github.attrimil.format.table.CsvTable;
import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.scijava.app.StatusService;
import org.scijava.log.LogService;
import org.scijava.task.Task;
import org.scijava.ui.DialogPrompt;
import org.scijava.ui.UIService;

/** Where a command's messages, questions and failures are shown: Fiji's windows, or a log. */
public final class CommandWindows {

  private static final Set<String> TABLES = Set.of("predictions.csv", "localization.csv");

  private final boolean fiji;
  private final LogService log;
  private final StatusService status;
  private final UIService ui;
  private final Words words;

  /**
   * @param fiji whether this runs in Fiji
   * @param log takes what no window shows
   * @param status the status bar, or null
   * @param ui shows dialogs, or null
   * @param words puts messages into the words of menu and dialog
   */
  public CommandWindows(
      final boolean fiji,
      final LogService log,
      final StatusService status,
      final UIService ui,
      final Words words) {
    this.fiji = fiji;
    this.log = log;
    this.status = status;
    this.ui = ui;
    this.words = words;
  }

  /**
   * @param task the running task, or null
   * @param quiet whether another window shows the messages, so that the window Log need not
   * @return shows progress and messages
   */
  public Job.Listener listener(final Task task, final boolean quiet) {
    return fiji
        ? new FijiListener(this::seen, quiet, log, status, task)
        : new SciJavaListener(log, task);
  }

  /** A message in the words of what the user sees. */
  public String shown(final String message) {
    return fiji ? words.menu(message) : message;
  }

  /** The same where no macro runs the command: parameters are named by their fields, too. */
  public String seen(final String message) {
    return fiji && !FijiSession.hasMacroOptions() ? words.window(message) : shown(message);
  }

  /** A progress bar that is not full stays for ever. */
  public void fillBar() {
    if (fiji && status != null) {
      status.showProgress(1, 1);
    }
  }

  /** Whether somebody sees a dialog. */
  public boolean hasDialogs() {
    return ui != null && !ui.isHeadless();
  }

  /**
   * Asks; where nobody can answer, or a macro runs the command, the answer is yes.
   *
   * @param title of the dialog
   * @param text a question
   * @return whether the answer is yes
   */
  public boolean ask(final String title, final String text) {
    return !hasDialogs()
        || FijiSession.hasMacroOptions()
        || ui.showDialog(
                Words.wrap(text),
                title,
                DialogPrompt.MessageType.QUESTION_MESSAGE,
                DialogPrompt.OptionType.YES_NO_OPTION)
            == DialogPrompt.Result.YES_OPTION;
  }

  /** Opens what a user looks at first: a report in the browser, predictions as a table. */
  public void showResult(final File result) {
    if (result == null || !opensWindows()) {
      return;
    }
    if (result.getName().endsWith(".html")) {
      FijiSession.browse(result.toPath());
    } else if (TABLES.contains(result.getName())) {
      final CsvTable table = CsvTable.read(result.toPath());
      OwnTable.show(
          result.getParentFile().getName() + " " + result.getName(),
          table.columns(),
          IntStream.range(0, table.rows()).mapToObj(table::row).toList());
    }
  }

  /**
   * Names what failed while the rest was done.
   *
   * @param rows name, stage and reason of each; may be empty
   */
  public void showFailed(final List<List<String>> rows) {
    if (!rows.isEmpty() && opensWindows()) {
      OwnTable.show("Failed", List.of("slide", "stage", "reason"), rows);
    }
  }

  private boolean opensWindows() {
    return fiji && hasDialogs() && !FijiSession.hasMacroOptions();
  }

  /**
   * Without a display, Fiji ends with status 0 whatever a macro did: its output has a line that
   * scripts find, {@code AttriMIL: train: failed: ...}, done or partly.
   *
   * @param command its shell name
   * @param outcome how it ended
   * @param message one line, empty for none
   */
  public void mark(final String command, final Outcome outcome, final String message) {
    if (fiji && !hasDialogs()) {
      FijiSession.log(
          "AttriMIL: "
              + command
              + ": "
              + outcome.word()
              + (message.isEmpty() ? "" : ": " + shown(message)));
    }
  }

  /**
   * Reports a failure: in a dialog from the menu, else as a line in the log, if {@link #mark} has
   * not done so. Ends a macro.
   *
   * @param label the command's label in the menu
   * @param message one line
   * @param quiet whether no dialog is needed, because the user canceled
   * @return the text of the dialog that SciJava shows, null for none
   */
  public String reportFailure(final String label, final String message, final boolean quiet) {
    final String line = label + ": " + shown(message);
    final boolean inMacro = fiji && FijiSession.hasMacroOptions();
    final boolean macroGoesOn = inMacro && FijiSession.endMacro(line);
    final boolean dialog = hasDialogs() && !quiet && !macroGoesOn;
    if (quiet && fiji && !inMacro && hasDialogs()) {
      FijiSession.status(line);
    } else if (!dialog && !fiji) {
      log.error(line);
    } else if (!dialog && hasDialogs()) {
      FijiSession.log(line);
    }
    if (fiji && !inMacro) {
      FijiSession.forgetCommand(label);
    }
    if (!dialog) {
      return null;
    }
    return inMacro ? Words.wrap(line) : words.dialog(message);
  }
}
