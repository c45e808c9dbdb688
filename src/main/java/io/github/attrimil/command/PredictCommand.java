package io.github.attrimil.command;

import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.FeatureOptions;
import io.github.attrimil.command.options.ModelOptions;
import io.github.attrimil.command.options.PatchOptions;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.command.options.SlidesAtOnce;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.pipeline.Prediction;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Predicts slides without labels. */
@Plugin(
    type = Command.class,
    name = "predict",
    description = "Predicts slides with a model; no labels required.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Predict Slides...", weight = 9)
    })
public final class PredictCommand extends ProjectCommand {

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        ModelOptions.LIST,
        SlideOptions.LIST,
        PatchOptions.LIST,
        FeatureOptions.OF_MODEL,
        CommonOptions.ANONYMOUS,
        CommonOptions.DEVICE,
        SlidesAtOnce.OPTION,
        CommonOptions.REDO);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        CommonOptions.PROJECT,
        CommonOptions.MODEL,
        SlideOptions.SLIDES,
        CommonOptions.MODEL_ENCODER,
        CommonOptions.DEVICE,
        CommonOptions.REDO);
  }

  @Override
  protected boolean makesProject() {
    return true;
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Project project = project(given);
    final Prediction.Request request =
        new Prediction.Request(
            ModelOptions.model(given),
            SlideOptions.wanted(given),
            PatchOptions.settings(given),
            FeatureOptions.ofModel(given),
            given.get(CommonOptions.DEVICE),
            given.get(CommonOptions.REDO));
    return given.get(CommonOptions.ANONYMOUS)
        ? Prediction.runAnonymous(project, request, job)
        : Prediction.run(project, request, job);
  }
}
