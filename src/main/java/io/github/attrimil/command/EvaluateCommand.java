package io.github.attrimil.command;

import io.github.attrimil.anonymous.AnonymousProject;
import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.EvaluateOptions;
import io.github.attrimil.command.options.LocalizationOptions;
import io.github.attrimil.command.options.ModelOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.localize.LocalizationStage;
import io.github.attrimil.evaluate.localize.MapFolder;
import io.github.attrimil.evaluate.stage.EvaluateStage;
import io.github.attrimil.evaluate.stage.ModelTest;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.ModelReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Measures a model on the slides its folds hold out. */
@Plugin(
    type = Command.class,
    name = "evaluate",
    description = "Evaluates a model on the held-out test slides of its folds.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Evaluate MIL Model...", weight = 8)
    })
public final class EvaluateCommand extends ProjectCommand {

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        ModelOptions.LIST,
        EvaluateOptions.LIST,
        LocalizationOptions.LIST,
        CommonOptions.LEAKS,
        CommonOptions.ANONYMOUS,
        CommonOptions.DEVICE,
        CommonOptions.REDO);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        CommonOptions.PROJECT,
        CommonOptions.MODEL,
        EvaluateOptions.FOLD,
        EvaluateOptions.EXTERNAL,
        EvaluateOptions.SUBGROUPS,
        LocalizationOptions.ANNOTATIONS,
        CommonOptions.REDO);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Project project = existing(given);
    if (given.get(CommonOptions.ANONYMOUS)) {
      refuseWithAnonymous(given, project);
    }
    final Optional<Path> maps = given.given(LocalizationOptions.MAPS);
    if (maps.isPresent()) {
      final MapFolder folder = LocalizationOptions.folder(given);
      LocalizationStage.run(project, folder, LocalizationOptions.request(given), job);
      return project.results(folder.name()).resolve("localization.csv");
    }
    final EvaluateStage.Request request = EvaluateOptions.request(given);
    // Read before the work starts, so that a mistyped folder costs nothing.
    final Optional<LocalizationStage.Request> lesions =
        given
            .given(LocalizationOptions.ANNOTATIONS)
            .map(annotations -> LocalizationOptions.request(given));
    if (lesions.isPresent() && (request.external().isPresent() || request.fold().isPresent())) {
      throw new UsageException(
          "annotations= is compared with maps of the slides that each fold of a model held out;"
              + " omit external= and fold=");
    }
    final Path report = evaluate(project, request, lesions, given, job);
    if (!given.get(CommonOptions.ANONYMOUS)) {
      return report;
    }
    // Leaks were judged above, by names.
    final AnonymousProject twin = AnonymousProject.of(project, job);
    return evaluate(
        twin.project(),
        request.allowingLeaks(),
        lesions.map(l -> l.in(twin.annotations(l.annotations()))),
        given,
        job.part(AnonymousProject.FOLDER));
  }

  private static void refuseWithAnonymous(final Options given, final Project project) {
    for (final Option<?> other : List.of(LocalizationOptions.MAPS, EvaluateOptions.EXTERNAL)) {
      if (given.given(other).isPresent()) {
        throw new UsageException(
            "anonymous= gives numbers to the slides of the project itself; omit "
                + other.name()
                + "=");
      }
    }
    AnonymousProject.requireName(project, ModelOptions.model(given));
    if (!given.get(EvaluateOptions.AGAINST).isBlank()) {
      AnonymousProject.requireName(project, given.get(EvaluateOptions.AGAINST));
    }
  }

  private static Path evaluate(
      final Project project,
      final EvaluateStage.Request request,
      final Optional<LocalizationStage.Request> lesions,
      final Options given,
      final Job job) {
    final EvaluationSummary summary = EvaluateStage.run(project, request, job);
    final String against = given.get(EvaluateOptions.AGAINST);
    if (!against.isBlank()) {
      ModelTest.run(project, request, summary, against, job);
    }
    final Optional<Localization> found =
        lesions.map(
            of ->
                LocalizationStage.run(
                    project, request.model(), of, request.device(), request.redo(), job));
    return ModelReport.write(
        project,
        request.external().map(Project::existing).orElse(project),
        request.model(),
        summary,
        found,
        Map.of(),
        job);
  }
}
