package io.github.attrimil.command.form;

import io.github.attrimil.command.options.AdaptOptions;
import io.github.attrimil.command.options.ColumnOptions;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.EvaluateOptions;
import io.github.attrimil.command.options.FeatureOptions;
import io.github.attrimil.command.options.MapOptions;
import io.github.attrimil.command.options.SplitOptions;
import io.github.attrimil.command.options.TrainOptions;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.encoder.KnownEncoder;
import io.github.attrimil.encoder.baseline.BaselineEncoder;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import io.github.attrimil.workbench.OverviewReader;
import io.github.attrimil.workbench.ProjectOverview;
import io.github.attrimil.workbench.SlideRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a dialog offers to choose from: encoders, and once its project is known its models, slides,
 * classes, and the columns of its table.
 *
 * @param texts by option
 * @param slides how many slides the project has
 */
record ProjectChoices(Map<Option<?>, List<String>> texts, int slides) {

  private static final List<String> WEIGHTS = List.of("pt", "pth", "safetensors", "bin");
  private static final List<String> REGIONS = List.of("geojson", "xml", "roi", "zip");

  /** Where a user may also choose a file, with the types of files. */
  private static final Map<Option<?>, List<String>> FILES =
      Map.of(
          CommonOptions.MODEL,
          WEIGHTS,
          EvaluateOptions.AGAINST,
          WEIGHTS,
          FeatureOptions.ENCODER,
          WEIGHTS,
          CommonOptions.MODEL_ENCODER,
          WEIGHTS,
          AdaptOptions.ENCODER,
          WEIGHTS,
          MapOptions.ROI,
          REGIONS);

  /** Where any other text may be typed, such as several names separated by commas. */
  private static final Set<Option<?>> OPEN =
      Set.of(
          CommonOptions.SLIDE,
          MapOptions.LABEL,
          MapOptions.ROI,
          TrainOptions.MODEL,
          ColumnOptions.CASE,
          ColumnOptions.SLIDE,
          ColumnOptions.LABEL,
          SplitOptions.SITE,
          EvaluateOptions.SUBGROUPS);

  /** Whether a text that is none of the choices may be typed. */
  static boolean isOpen(final Option<?> option) {
    return OPEN.contains(option) || FILES.containsKey(option);
  }

  /** The types of files that may be chosen; empty where none may. */
  static List<String> fileTypes(final Option<?> option) {
    return FILES.getOrDefault(option, List.of());
  }

  /**
   * Reads what there is.
   *
   * @param project the project, if it is there
   * @param labels a table of labels that is to be read, if one was given
   */
  static ProjectChoices of(final Optional<Project> project, final Optional<Path> labels) {
    final Map<Option<?>, List<String>> texts = new HashMap<>();
    final List<String> own = project.map(Project::encoders).orElse(List.of());
    final List<String> encoders =
        Stream.concat(KnownEncoder.all().stream().map(KnownEncoder::name), own.stream()).toList();
    texts.put(FeatureOptions.ENCODER, with(BaselineEncoder.NAME, encoders));
    texts.put(CommonOptions.MODEL_ENCODER, with("", with(BaselineEncoder.NAME, encoders)));
    texts.put(
        AdaptOptions.ENCODER,
        Stream.concat(
                Stream.of("resnet18", "resnet50", "random-resnet18", "random-resnet50"),
                own.stream())
            .toList());
    final List<String> columns = columns(project, labels);
    texts.put(SplitOptions.SITE, with("", columns));
    texts.put(EvaluateOptions.SUBGROUPS, with("", columns));
    ColumnOptions.LIST.forEach(o -> texts.put(o, with("", columns)));
    final Optional<ProjectOverview> overview = project.flatMap(ProjectChoices::overview);
    final List<String> models = overview.map(ProjectOverview::models).orElse(List.of());
    texts.put(CommonOptions.MODEL, models);
    texts.put(TrainOptions.MODEL, with("", models));
    texts.put(EvaluateOptions.AGAINST, with("", models));
    final List<String> slides =
        overview.map(o -> o.slides().stream().map(SlideRow::id).toList()).orElse(List.of());
    texts.put(CommonOptions.SLIDE, with("", slides));
    texts.put(MapOptions.LABEL, with("", overview.map(ProjectOverview::classes).orElse(List.of())));
    return new ProjectChoices(Map.copyOf(texts), slides.size());
  }

  private static Optional<ProjectOverview> overview(final Project project) {
    try {
      return Optional.of(OverviewReader.read(project, ""));
    } catch (final AttriMilException e) {
      return Optional.empty(); // The command says what is wrong.
    }
  }

  private static List<String> columns(
      final Optional<Project> project, final Optional<Path> labels) {
    final Optional<Path> table = labels.or(() -> project.map(Project::slidesCsv));
    try {
      return table
          .filter(Files::isRegularFile)
          .map(t -> CsvTable.read(t).columns())
          .orElse(List.of());
    } catch (final AttriMilException e) {
      return List.of();
    }
  }

  private static List<String> with(final String first, final List<String> others) {
    final List<String> all = new ArrayList<>(List.of(first));
    others.stream().filter(o -> !all.contains(o)).forEach(all::add);
    return all;
  }

  /** The first of the project's models, where the default is none of them. */
  Optional<String> likely(final Option<?> option, final String now) {
    final List<String> of = texts.getOrDefault(option, List.of());
    return option == CommonOptions.MODEL
            && !of.isEmpty()
            && !of.contains(now)
            && now.equals(option.defaultValue())
        ? Optional.of(of.get(0))
        : Optional.empty();
  }

  /** Names of {@code text} that are none of the choices. */
  String unknown(final Option<?> option, final String text) {
    final List<String> of = texts.getOrDefault(option, List.of());
    return CommonOptions.names(text).stream()
        .filter(name -> !of.contains(name))
        .collect(Collectors.joining(", "));
  }
}
