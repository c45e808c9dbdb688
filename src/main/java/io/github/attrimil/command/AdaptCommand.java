package io.github.attrimil.command;

import io.github.attrimil.adapt.AdaptStage;
import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.AdaptOptions;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.fiji.OpenImages;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Trains an encoder on the patches of a project. */
@Plugin(
    type = Command.class,
    name = "adapt",
    description =
        "Adapts an encoder to the patches of a project, or trains one from random weights.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Adapt Encoder...", weight = 5)
    })
public final class AdaptCommand extends ProjectCommand {

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        SlideOptions.SLIDES,
        AdaptOptions.LIST,
        CommonOptions.DEVICE,
        CommonOptions.SEED,
        CommonOptions.REDO);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        SlideOptions.SLIDES,
        CommonOptions.PROJECT,
        AdaptOptions.METHOD,
        AdaptOptions.ENCODER,
        AdaptOptions.NAME,
        AdaptOptions.FOLD,
        AdaptOptions.EPOCHS);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Project project = existing(given);
    return AdaptStage.run(
        project,
        OpenImages.slides(project, SlideOptions.files(given)),
        AdaptOptions.request(given),
        job);
  }
}
