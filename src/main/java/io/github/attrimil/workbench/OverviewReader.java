package io.github.attrimil.workbench;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.WorkCheck;
import io.github.attrimil.report.ModelReport;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads how far a project is from its files. Nothing is written, and nothing is computed. */
public final class OverviewReader {

  private final Project project;
  private final WorkCheck check;
  private final List<String> problems = new ArrayList<>();

  private OverviewReader(final Project project) {
    this.project = project;
    this.check = new WorkCheck(project);
  }

  /**
   * Reads a project.
   *
   * @param project the project, whose folder may be empty
   * @param wanted the model whose predictions and maps are listed; empty for the newest
   * @return how far it is; what cannot be read is among its problems
   */
  public static ProjectOverview read(final Project project, final String wanted) {
    return new OverviewReader(project).read(wanted);
  }

  private ProjectOverview read(final String wanted) {
    final List<String> names = attempt(() -> ModelFacts.names(project), List.of());
    final String name = names.contains(wanted) || names.isEmpty() ? wanted : names.get(0);
    final ModelFacts model =
        attempt(() -> ModelFacts.read(project, names.isEmpty() ? "" : name), ModelFacts.NONE);
    final Cohort cohort = attempt(() -> ProjectSetup.cohort(project), new Cohort(List.of()));
    final ProcessList list = attempt(() -> new ProcessList(project), null);
    final List<SlideRow> slides = new ArrayList<>();
    sources(cohort).forEach((id, source) -> slides.add(row(id, source, cohort, list, model)));
    final List<SlideRow> counted = slides.stream().filter(s -> !s.excluded()).toList();
    final List<StageCount> stages = new ArrayList<>();
    for (final WorkStage stage : WorkStage.values()) {
      stages.add(stage.perSlide() ? perSlide(stage, counted) : once(stage, cohort, model));
    }
    final List<String> classes =
        slides.stream().map(SlideRow::label).filter(l -> !l.isEmpty()).distinct().sorted().toList();
    return new ProjectOverview(
        project.root(),
        slides,
        stages,
        NextStep.of(counted, stages, labelsMissing(classes)),
        names,
        model.name(),
        classes,
        problems,
        model.name().isEmpty() ? Optional.empty() : ModelReport.existing(project, model.name()));
  }

  private <T> T attempt(final Supplier<T> reading, final T otherwise) {
    try {
      return reading.get();
    } catch (final AttriMilException e) {
      problems.add(AttriMilException.oneLine(e));
      return otherwise;
    }
  }

  /** All slides that the project knows: of the table, of files, and of features alone. */
  private Map<String, Optional<SlideSource>> sources(final Cohort cohort) {
    final Map<String, Optional<SlideSource>> sources = new LinkedHashMap<>();
    cohort.slides().forEach(s -> sources.put(s.slideId(), Optional.empty()));
    attempt(
            () -> SlideList.findIfAny(project, SlideList.Wanted.of(Optional.empty())),
            List.<SlideSource>of())
        .forEach(s -> sources.put(s.id(), Optional.of(s)));
    attempt(project::slidesWithFeatures, List.<String>of())
        .forEach(id -> sources.putIfAbsent(id, Optional.empty()));
    return sources;
  }

  private SlideRow row(
      final String id,
      final Optional<SlideSource> source,
      final Cohort cohort,
      final ProcessList list,
      final ModelFacts model) {
    final Map<WorkStage, Mark> marks = new EnumMap<>(WorkStage.class);
    final Mark features = mark(check.of("features", id, project.features(id)));
    final Mark patches = mark(check.of("patch", id, project.patches(id)));
    // Features that came from elsewhere need no patches of this project.
    final boolean foreign = patches == Mark.OPEN && features != Mark.OPEN;
    marks.put(WorkStage.TISSUE, foreign || patches != Mark.OPEN ? Mark.DONE : Mark.OPEN);
    marks.put(WorkStage.PATCHES, foreign ? Mark.DONE : patches);
    marks.put(WorkStage.FEATURES, features);
    if (!model.name().isEmpty()) {
      final Path table = project.maps(model.name(), id).resolve("scores.csv");
      marks.put(WorkStage.MAPS, mark(check.of("map", model.name() + " " + id, table)));
    } else {
      marks.put(WorkStage.MAPS, Mark.OPEN);
    }
    final Optional<SlideRow.Failure> failure =
        list == null
            ? Optional.empty()
            : list.failure(id).map(f -> new SlideRow.Failure(f.stage(), f.reason()));
    failure.ifPresent(f -> fail(f, marks));
    return new SlideRow(
        id,
        cohort.find(id).map(Cohort.LabeledSlide::label).orElse(""),
        source,
        list != null && list.excluded(id),
        marks,
        Optional.ofNullable(model.guesses().get(id)),
        failure);
  }

  /** A slide that failed in a stage is not waited for in those that follow. */
  private static void fail(final SlideRow.Failure failure, final Map<WorkStage, Mark> marks) {
    WorkStage from = WorkStage.of(failure.command());
    for (final WorkStage stage : WorkStage.values()) {
      if (stage.perSlide() && stage.ordinal() >= from.ordinal() && marks.get(stage) == Mark.OPEN) {
        marks.put(stage, Mark.FAILED);
      }
    }
  }

  private static Mark mark(final WorkCheck.State state) {
    return switch (state) {
      case MISSING -> Mark.OPEN;
      case DONE -> Mark.DONE;
      case STALE -> Mark.STALE;
    };
  }

  private static StageCount perSlide(final WorkStage stage, final List<SlideRow> slides) {
    final int[] of = new int[Mark.values().length];
    slides.forEach(s -> of[s.mark(stage).ordinal()]++);
    return new StageCount(
        stage,
        of[Mark.DONE.ordinal()],
        of[Mark.FAILED.ordinal()],
        of[Mark.STALE.ordinal()],
        slides.size(),
        "");
  }

  private StageCount once(final WorkStage stage, final Cohort cohort, final ModelFacts model) {
    return switch (stage) {
      case SPLIT -> split(cohort);
      case TRAIN -> once(stage, "train", model.name(), model.trained(), model.trainedText());
      default -> once(stage, "evaluate", model.name(), model.evaluated(), model.resultText());
    };
  }

  private StageCount once(
      final WorkStage stage,
      final String stamp,
      final String name,
      final Optional<Path> output,
      final String note) {
    final WorkCheck.State state =
        output.map(o -> check.of(stamp, name, o)).orElse(WorkCheck.State.MISSING);
    return new StageCount(
        stage,
        state == WorkCheck.State.DONE ? 1 : 0,
        0,
        state == WorkCheck.State.STALE ? 1 : 0,
        1,
        note);
  }

  /** A split is stale when it misses labeled slides, as after labels were added. */
  private StageCount split(final Cohort cohort) {
    final List<Split> splits =
        java.nio.file.Files.exists(project.split(0))
            ? attempt(() -> SplitStage.read(project), List.<Split>of())
            : List.of();
    if (splits.isEmpty()) {
      return new StageCount(WorkStage.SPLIT, 0, 0, 0, 1, "");
    }
    final Set<String> in = new HashSet<>();
    splits.forEach(s -> List.of(s.train(), s.val(), s.test()).forEach(in::addAll));
    final Set<String> missing = new LinkedHashSet<>();
    cohort.labeled().forEach(s -> missing.add(s.slideId()));
    final ProcessList list = attempt(() -> new ProcessList(project), null);
    missing.removeIf(
        id ->
            in.contains(id) || list != null && (list.excluded(id) || list.failure(id).isPresent()));
    final String folds = splits.size() + (splits.size() == 1 ? " fold" : " folds");
    return missing.isEmpty()
        ? new StageCount(WorkStage.SPLIT, 1, 0, 0, 1, folds)
        : new StageCount(
            WorkStage.SPLIT, 0, 0, 1, 1, folds + " without " + missing.size() + " labeled slides");
  }

  private static String labelsMissing(final List<String> classes) {
    return switch (classes.size()) {
      case 0 -> "Type a label for each slide in the list";
      case 1 -> "Label slides of a second class; all are \"" + classes.get(0) + "\"";
      default -> "";
    };
  }
}
