package io.github.attrimil.workbench;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Starts the commands of Fiji's menu, each by its name in the shell. */
public interface CommandMenu {

  /**
   * @param command a command's name
   * @return its label in the menu, for example "Train MIL Model..."
   */
  String label(String command);

  /**
   * Runs a command without its dialog, as a macro would; a Recorder that is open gets its line.
   * What is not given is as in the project's last run of the command. Returns at once.
   *
   * @param command the command's name
   * @param project the project's folder
   * @param inputs further inputs by name
   * @return whether it ended well, later
   */
  CompletableFuture<Boolean> run(String command, Path project, Map<String, String> inputs);

  /**
   * Lets dialogs start with a project.
   *
   * @param project the project's folder
   */
  void opened(Path project);

  /**
   * Opens a command's dialog with the project filled in. Returns at once.
   *
   * @param command the command's name
   * @param project the project's folder
   */
  void dialog(String command, Path project);
}
