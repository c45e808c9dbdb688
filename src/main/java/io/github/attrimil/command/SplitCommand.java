package io.github.attrimil.command;

import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.core.Job;
import java.nio.file.Path;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Divides the labelled slides into folds. */
@Plugin(
    type = Command.class,
    name = "split",
    description = "Divides the labelled slides into folds, by patient and by class.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Split Slide Cohort...", weight = 6)
    })
public final class SplitCommand extends ProjectCommand {

  @Parameter(
      label = "Folds",
      description = "How many folds; each patient is held out once. 1 holds out a fifth.",
      min = "1",
      max = "100",
      required = false,
      persist = false)
  private int folds = 5;

  @Parameter(
      label = "Share for validation",
      description = "The share of the other patients that chooses the checkpoint.",
      min = "0.01",
      max = "0.89",
      required = false,
      persist = false)
  private double validation = 0.25;

  @Parameter(
      label = "Seed",
      description = "The same seed gives the same folds.",
      required = false,
      persist = false)
  private long seed = 1;

  @Parameter(
      label = "Split again",
      description = "Whether splits that are there already are made again.",
      required = false,
      persist = false)
  private boolean redo = false;

  @Override
  protected Path execute(final Job job) {
    SplitStage.run(existingProject(), new Splitter(folds, validation, seed), redo, job);
    return existingProject().split(0);
  }
}
