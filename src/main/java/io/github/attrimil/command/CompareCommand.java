package io.github.attrimil.command;

import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.CompareOptions;
import io.github.attrimil.command.options.LocalizationOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.pipeline.CompareStage;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Trains and tests several kinds of model on the same slides. */
@Plugin(
    type = Command.class,
    name = "compare",
    description =
        "Trains and tests several kinds of model on the same splits, and writes a table"
            + " and a figure.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Compare MIL Models...", weight = 8.5)
    })
public final class CompareCommand extends ProjectCommand {

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        CompareOptions.LIST,
        CommonOptions.LEAKS,
        CommonOptions.DEVICE,
        CommonOptions.SEED,
        CommonOptions.REDO);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        CommonOptions.PROJECT,
        CompareOptions.KINDS,
        CompareOptions.NAME,
        LocalizationOptions.ANNOTATIONS,
        CommonOptions.DEVICE,
        CommonOptions.SEED,
        CommonOptions.REDO);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Project project = existing(given);
    final CompareStage.Request request = CompareOptions.request(given);
    CompareStage.run(project, request, job);
    return project.results(request.name()).resolve("compare.html");
  }

  @Override
  protected String failedText(final List<String> failed) {
    return failed.size()
        + " kind(s) failed; compare.csv has the reasons: "
        + String.join(", ", failed);
  }
}
