package io.github.attrimil.cohort;

import io.github.attrimil.core.Job;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The stage that divides slides.csv into folds: writes splits/splits_K.csv. */
public final class SplitStage {

  private static final String STAGE = "split";

  private SplitStage() {}

  /**
   * Divides the labeled slides of a project that have features.
   *
   * @param project the project
   * @param splitter how
   * @param redo whether matching splits are made again
   * @param job shown what was done
   * @return the splits
   */
  public static List<Split> run(
      final Project project, final Splitter splitter, final boolean redo, final Job job) {
    return new Stage(STAGE, project, redo, job)
        .once(
            "splits",
            () -> {
              final Cohort all = Cohort.read(project.slidesCsv());
              all.warn(job);
              return plan(project, withFeatures(project, all, job), splitter, job);
            });
  }

  private static Plan<List<Split>> plan(
      final Project project, final Cohort cohort, final Splitter splitter, final Job job) {
    final List<Path> files = new ArrayList<>();
    for (int k = 0; k < splitter.folds(); k++) {
      files.add(project.split(k));
    }
    final StampKey key =
        new StampKey()
            .with("folds", splitter.folds())
            .with("validation", splitter.validation())
            .with("seed", splitter.seed())
            // The splits depend on who is in which class, not on the other columns of the table.
            .with(
                "slides",
                cohort.slides().stream()
                    .map(s -> s.caseId() + "/" + s.slideId() + "/" + s.label())
                    .toList());
    return Plan.of(
            new Target(STAGE, key, List.of(), files),
            () -> {
              final List<Split> splits = write(project, splitter.split(cohort), files);
              count(splits, job);
              show(splits, job);
              return splits;
            })
        // Official splits may be fewer or more than are asked for, and are kept all the same.
        .keepingForeign(() -> Files.exists(project.split(0)))
        .whenFinished(
            "the splits already exist",
            () -> {
              final List<Split> there = read(project);
              count(there, job);
              return there;
            });
  }

  private static List<Split> write(
      final Project project, final List<Split> splits, final List<Path> files) {
    for (int k = 0; k < splits.size(); k++) {
      splits.get(k).write(files.get(k));
    }
    removeOthers(project, splits.size());
    return splits;
  }

  private static void show(final List<Split> splits, final Job job) {
    final Split first = splits.get(0);
    job.info(
        "split: "
            + splits.size()
            + " fold(s); the first has "
            + first.train().size()
            + " train, "
            + first.val().size()
            + " val and "
            + first.test().size()
            + " test slides");
  }

  private static void count(final List<Split> splits, final Job job) {
    job.record().stage(STAGE, "folds", splits.size());
    final Split first = splits.get(0);
    job.record()
        .stage(STAGE, "slides", first.train().size() + first.val().size() + first.test().size());
  }

  /** Splits of an earlier run with more folds would be taken for part of this one. */
  private static void removeOthers(final Project project, final int folds) {
    for (int k = folds; Files.exists(project.split(k)); k++) {
      project.split(k).toFile().delete();
    }
  }

  private static Cohort withFeatures(final Project project, final Cohort all, final Job job) {
    final List<Cohort.LabeledSlide> kept = new ArrayList<>();
    final Set<String> without = new HashSet<>();
    final ProcessList list = new ProcessList(project);
    for (final Cohort.LabeledSlide slide : all.labeled()) {
      if (list.excluded(slide.slideId())) {
        continue;
      }
      if (Files.exists(project.features(slide.slideId()))) {
        kept.add(slide);
      } else {
        without.add(slide.slideId());
      }
    }
    if (kept.isEmpty()) {
      // Splits may be made before features; then every labeled slide takes part.
      return all;
    }
    if (!without.isEmpty()) {
      job.warn(
          without.size()
              + " slide(s) of slides.csv have no features and are excluded: "
              + without.stream().sorted().limit(5).toList());
    }
    return new Cohort(kept);
  }

  /**
   * Reads the splits of a project.
   *
   * @param project the project
   * @return the splits, by fold
   */
  public static List<Split> read(final Project project) {
    return SplitFiles.read(project);
  }
}
