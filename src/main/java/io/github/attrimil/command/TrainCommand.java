package io.github.attrimil.command;

import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.TrainOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.train.TrainStage;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Trains a MIL model on every fold, or on one. */
@Plugin(
    type = Command.class,
    name = "train",
    description = "Trains a MIL model on the features of every fold, or of one.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Train MIL Model...", weight = 7)
    })
public final class TrainCommand extends ProjectCommand {

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        TrainOptions.FOLD,
        TrainOptions.LIST,
        CommonOptions.DEVICE,
        CommonOptions.SEED,
        CommonOptions.REDO);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        CommonOptions.PROJECT,
        TrainOptions.KIND,
        TrainOptions.MODEL,
        TrainOptions.CLASSES,
        TrainOptions.PRESET,
        CommonOptions.DEVICE,
        CommonOptions.REDO);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    return TrainStage.run(existing(given), TrainOptions.request(given), job);
  }
}
