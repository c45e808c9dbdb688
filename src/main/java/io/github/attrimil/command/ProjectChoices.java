package io.github.attrimil.command;

import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.MapOptions;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.project.Project;
import io.github.attrimil.workbench.OverviewReader;
import io.github.attrimil.workbench.ProjectOverview;
import io.github.attrimil.workbench.SlideRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a dialog offers to choose from, once its project is known: models, slides, classes. */
final class ProjectChoices {

  private ProjectChoices() {}

  /**
   * Turns fields that would have to be typed into choices.
   *
   * @param project the project
   * @param module the command, before its dialog opens
   */
  static void offer(final Project project, final AttriCommand module) {
    final List<Option<?>> fields =
        List.of(CommonOptions.MODEL, CommonOptions.SLIDE, MapOptions.LABEL);
    if (module.defaults().list().stream().noneMatch(fields::contains)) {
      return;
    }
    final ProjectOverview overview;
    try {
      overview = OverviewReader.read(project, "");
    } catch (final AttriMilException e) {
      return; // The command says what is wrong.
    }
    final Map<Option<?>, List<String>> choices =
        Map.of(
            CommonOptions.MODEL,
            overview.models(),
            CommonOptions.SLIDE,
            orEmpty(overview.slides().stream().map(SlideRow::id).toList()),
            MapOptions.LABEL,
            orEmpty(overview.classes()));
    for (final Option<?> option : module.defaults().list()) {
      final List<String> of = choices.getOrDefault(option, List.of());
      if (of.size() > 1 || option == CommonOptions.MODEL && !of.isEmpty()) {
        module.choose(option.name(), of);
      }
    }
  }

  private static List<String> orEmpty(final List<String> texts) {
    final List<String> all = new ArrayList<>(List.of(""));
    all.addAll(texts);
    return all;
  }
}
