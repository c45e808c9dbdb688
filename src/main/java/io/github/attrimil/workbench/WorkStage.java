package io.github.attrimil.workbench;

import java.util.List;

/** The stages of a project, in order. */
public enum WorkStage {
  /** Tissue masks. */
  TISSUE("Tissue", "find tissue and patches", true, "patch", "neighbors"),
  /** Where patches lie. */
  PATCHES("Patches", "find tissue and patches", true, "patch", "neighbors"),
  /** What an encoder makes of patches. */
  FEATURES("Features", "encode patches", true, "features"),
  /** Folds of patients. */
  SPLIT("Split", "split slides into folds", false, "split"),
  /** A model of each fold. */
  TRAIN("Train", "train the model", false, "train"),
  /** Metrics on slides held out. */
  EVALUATE("Evaluate", "evaluate on held-out slides", false, "evaluate"),
  /** Score maps. */
  MAPS("Maps", "map the slides", true, "map");

  private final String title;
  private final String action;
  private final boolean perSlide;
  private final List<String> commands;

  WorkStage(
      final String title, final String action, final boolean perSlide, final String... commands) {
    this.title = title;
    this.action = action;
    this.perSlide = perSlide;
    this.commands = List.of(commands);
  }

  /**
   * @return its heading
   */
  public String title() {
    return title;
  }

  /**
   * @return what it does, verb first, in lower case
   */
  public String action() {
    return action;
  }

  /**
   * @return whether each slide has an output of its own
   */
  public boolean perSlide() {
    return perSlide;
  }

  /**
   * @return the names of its commands, in order; the first has its settings
   */
  public List<String> commands() {
    return commands;
  }

  /**
   * @param command a command's name
   * @return the stage that a failure of this command belongs to; MAPS for one that is none of them
   */
  static WorkStage of(final String command) {
    for (final WorkStage stage : values()) {
      // A slide that patch cannot process has no tissue either.
      if (stage.commands.contains(command)) {
        return stage;
      }
    }
    return MAPS;
  }
}
