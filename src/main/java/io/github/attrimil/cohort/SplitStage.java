package io.github.attrimil.cohort;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stamps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stage that divides slides.csv into folds: writes splits/splits_K.csv. */
public final class SplitStage {

  private static final String STAGE = "split";

  private SplitStage() {}

  /**
   * Divides the labelled slides of a project that have features.
   *
   * @param project the project
   * @param splitter how
   * @param redo whether matching splits are made again
   * @param job told what was done
   * @return the splits
   */
  public static List<Split> run(
      final Project project, final Splitter splitter, final boolean redo, final Job job) {
    final Cohort all = Cohort.read(project.slidesCsv());
    final Cohort cohort = withFeatures(project, all, job);
    final List<Path> files = new ArrayList<>();
    for (int k = 0; k < splitter.folds(); k++) {
      files.add(project.split(k));
    }
    final Map<String, Object> key =
        Map.of(
            "folds", splitter.folds(),
            "validation", splitter.validation(),
            "seed", splitter.seed(),
            // The splits depend on who is in which class, not on the other columns of the table.
            "slides",
                cohort.slides().stream()
                    .map(s -> s.caseId() + "/" + s.slideId() + "/" + s.label())
                    .toList());
    final Stamps.State state = project.stamps().state(STAGE, STAGE, key, List.of(), files);
    // Official splits may be fewer or more than are asked for, and are kept all the same.
    final boolean foreign = !project.stamps().has(STAGE, STAGE) && Files.exists(project.split(0));
    if (!redo && (state == Stamps.State.FRESH || foreign)) {
      final List<Split> there = read(project);
      job.info(
          foreign
              ? "split: kept as it is, it was not made here (redo=true replaces it)"
              : "split: nothing to do, " + there.size() + " splits are there already");
      note(there, Status.SKIPPED, job);
      return there;
    }
    final List<Split> splits = splitter.split(cohort);
    for (int k = 0; k < splits.size(); k++) {
      splits.get(k).write(files.get(k));
    }
    removeOthers(project, splits.size());
    project.stamps().write(STAGE, STAGE, key, List.of());
    note(splits, Status.DONE, job);
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
    return splits;
  }

  private static void note(final List<Split> splits, final Status status, final Job job) {
    job.record().slide(STAGE, "splits", status, "");
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
    final List<Cohort.LabelledSlide> kept = new ArrayList<>();
    final Set<String> without = new HashSet<>();
    final ProcessList list = new ProcessList(project);
    for (final Cohort.LabelledSlide slide : all.labelled()) {
      if (list.leftOut(slide.slideId())) {
        continue;
      }
      if (Files.exists(project.features(slide.slideId()))) {
        kept.add(slide);
      } else {
        without.add(slide.slideId());
      }
    }
    if (kept.isEmpty()) {
      // Splits may be made before features; then every labelled slide takes part.
      return all;
    }
    if (!without.isEmpty()) {
      job.warn(
          without.size()
              + " slide(s) of slides.csv have no features and take no part: "
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
    final List<Split> splits = new ArrayList<>();
    for (int k = 0; Files.exists(project.split(k)); k++) {
      splits.add(Split.read(project.split(k)));
    }
    if (splits.isEmpty()) {
      throw new io.github.attrimil.core.AttriMilException(
          project.split(0) + " does not exist; run `split` first");
    }
    return splits;
  }
}
