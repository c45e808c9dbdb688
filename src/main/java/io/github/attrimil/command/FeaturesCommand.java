package io.github.attrimil.command;

import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.FeatureOptions;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.command.options.SlidesAtOnce;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.encoder.features.FeatureStage;
import io.github.attrimil.fiji.OpenImages;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Encodes patches as features. */
@Plugin(
    type = Command.class,
    name = "features",
    description = "Encodes the patches of slides as features.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Extract Patch Features...", weight = 4)
    })
public final class FeaturesCommand extends ProjectCommand {

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        SlideOptions.SLIDES,
        FeatureOptions.LIST,
        CommonOptions.DEVICE,
        SlidesAtOnce.OPTION,
        CommonOptions.REDO);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Project project = existing(given);
    FeatureStage.run(
        project,
        OpenImages.slides(project, SlideOptions.files(given)),
        FeatureOptions.of(given),
        given.get(CommonOptions.DEVICE),
        given.get(CommonOptions.REDO),
        job);
    return project.root().resolve("features");
  }
}
