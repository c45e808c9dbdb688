package io.github.attrimil.cohort;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Sha256;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideTable;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stage that divides slides.csv into folds, or takes published folds as they are: writes
 * splits/splits_K.csv, and beside it splits_K_bool.csv and splits_K_descriptor.csv as CLAM does.
 */
public final class SplitStage {

  private static final String STAGE = "split";
  private static final int NAMED = 5;

  /** What CLAM writes beside a split. */
  private static final List<String> BESIDE = List.of("bool", "descriptor");

  private final Project project;
  private final Splitter splitter;
  private final LeakPolicy leaks;
  private final Job job;

  private SplitStage(
      final Project project, final Splitter splitter, final LeakPolicy leaks, final Job job) {
    this.project = project;
    this.splitter = splitter;
    this.leaks = leaks;
    this.job = job;
  }

  /**
   * Divides the labeled slides of a project that have features, refusing leaks.
   *
   * @param project the project
   * @param splitter how
   * @param redo whether matching splits are made again
   * @param job shown what was done
   * @return the splits
   */
  public static List<Split> run(
      final Project project, final Splitter splitter, final boolean redo, final Job job) {
    return run(project, splitter, LeakPolicy.REFUSE, redo, job);
  }

  /**
   * Divides the labeled slides of a project that have features.
   *
   * @param project the project
   * @param splitter how
   * @param leaks what happens with leaks of published splits, and with a slide that is there twice
   * @param redo whether matching splits are made again
   * @param job shown what was done
   * @return the splits
   */
  public static List<Split> run(
      final Project project,
      final Splitter splitter,
      final LeakPolicy leaks,
      final boolean redo,
      final Job job) {
    final SplitStage splitting = new SplitStage(project, splitter, leaks, job);
    final Stage stage = new Stage(STAGE, project, redo, job);
    return stage.once(
        "splits",
        () -> {
          final Cohort all = Cohort.of(SlideTable.read(project.slidesCsv()).requireLabels());
          all.warn(job);
          return splitter.design().published().isPresent()
              ? splitting.published(all, splitter.design().published().get(), stage, redo)
              : splitting.made(splitting.withFeatures(all));
        });
  }

  private Plan<List<Split>> made(final Cohort cohort) {
    final List<Path> files = new ArrayList<>();
    final int count =
        splitter.folds()
            * (splitter.design().scheme() == SplitDesign.Scheme.NESTED
                ? splitter.design().inner()
                : 1);
    for (int k = 0; k < count; k++) {
      files.add(project.split(k));
    }
    return Plan.of(
            new Target(STAGE, key(cohort), List.copyOf(tested()), files),
            () -> {
              final Cohort grouped = together(cohort);
              final List<Split> splits = splitter.split(grouped, job);
              write(splits, files, cohort);
              count(splits);
              show(splits);
              return splits;
            })
        // Official splits may be fewer or more than are asked for, and are kept all the same.
        .keepingForeign(() -> Files.exists(project.split(0)))
        .whenFinished("the splits already exist", () -> there(cohort));
  }

  private List<Path> tested() {
    return splitter.design().tested().map(List::of).orElse(List.of());
  }

  private StampKey key(final Cohort cohort) {
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
    final SplitDesign design = splitter.design();
    if (design.equals(SplitDesign.CROSS_VALIDATION)) {
      return key;
    }
    return key.with("scheme", design.scheme())
        .with("inner", design.inner())
        .with("share", design.share())
        .with(
            "sites",
            design.site().isEmpty()
                ? List.of()
                : cohort.slides().stream()
                    .map(s -> s.more().getOrDefault(design.site(), ""))
                    .toList());
  }

  /** Splits that were there before are checked all the same: they may have been edited since. */
  private List<Split> there(final Cohort cohort) {
    final List<Split> splits = read(project);
    LeakCheck.of(project, cohort, splits).judge(leaks, job);
    count(splits);
    return splits;
  }

  /**
   * A slide that is there under two names is in one part, and where its names have two patients,
   * one of them is wrong.
   */
  private Cohort together(final Cohort cohort) {
    final Map<String, String> patients = cohort.patients();
    final Groups groups = new Groups();
    for (final List<String> same :
        SameSlides.byFeatures(
            project, cohort.slides().stream().map(Cohort.LabeledSlide::slideId).toList())) {
      final String text =
          "The slides "
              + String.join(", ", same.stream().limit(NAMED).map(s -> "\"" + s + "\"").toList())
              + " have the same features: one slide under "
              + same.size()
              + " names";
      final List<String> who = same.stream().map(patients::get).distinct().toList();
      if (who.size() > 1 && leaks == LeakPolicy.REFUSE) {
        throw new AttriMilException(
            text
                + ", of the patients "
                + String.join(", ", who.stream().limit(NAMED).map(s -> "\"" + s + "\"").toList())
                + ". Remove all but one from slides.csv, or give them one case_id; leaks=allow"
                + " keeps them in one part as they are");
      }
      job.warn(text + "; they are kept in one part. Remove all but one from slides.csv");
      who.forEach(w -> groups.join(who.get(0), w));
    }
    return new Cohort(
        cohort.slides().stream()
            .map(
                s ->
                    new Cohort.LabeledSlide(
                        groups.of(patients.get(s.slideId())),
                        s.slideId(),
                        s.label(),
                        s.path(),
                        s.mpp(),
                        s.more()))
            .toList());
  }

  /**
   * Copies split files byte by byte. They are foreign, so that no later `split` replaces them
   * unasked.
   */
  private Plan<List<Split>> published(
      final Cohort cohort, final Path folder, final Stage stage, final boolean redo) {
    final List<Path> from = SplitFiles.list(folder);
    if (from.isEmpty()) {
      throw new AttriMilException(
          folder + " has no splits_0.csv; give the folder of the published splits");
    }
    return Plan.always(
        () -> {
          final List<Split> splits = from.stream().map(f -> SplitFiles.read(project, f)).toList();
          refuseUnknown(splits, from, cohort);
          LeakCheck.of(project, cohort, splits).judge(leaks, job);
          if (Files.exists(project.split(0)) && !redo && !isCopied(from)) {
            throw new AttriMilException(
                project.split(0).getParent()
                    + " has other splits than "
                    + folder
                    + "; redo=true replaces them");
          }
          for (int k = 0; k < from.size(); k++) {
            if (from.get(k).toAbsolutePath().normalize().equals(project.split(k))) {
              continue;
            }
            copy(from.get(k), project.split(k));
            for (final String what : BESIDE) {
              // Those of earlier splits would say something else.
              remove(Split.beside(project.split(k), what));
              if (Files.exists(Split.beside(from.get(k), what))) {
                copy(Split.beside(from.get(k), what), Split.beside(project.split(k), what));
              }
            }
          }
          removeOthers(from.size());
          stage.forget(STAGE);
          count(splits);
          show(splits);
          return splits;
        });
  }

  private boolean isCopied(final List<Path> from) {
    for (int k = 0; k < from.size(); k++) {
      final Path to = project.split(k);
      if (!Files.exists(to) || !Sha256.of(to).equals(Sha256.of(from.get(k)))) {
        return false;
      }
    }
    return !Files.exists(project.split(from.size()));
  }

  private void refuseUnknown(
      final List<Split> splits, final List<Path> files, final Cohort cohort) {
    final Set<String> known = new HashSet<>();
    cohort.labeled().forEach(s -> known.add(s.slideId()));
    for (int k = 0; k < splits.size(); k++) {
      final Split split = splits.get(k);
      final List<String> unknown = new ArrayList<>();
      List.of(split.train(), split.val(), split.test())
          .forEach(part -> part.stream().filter(s -> !known.contains(s)).forEach(unknown::add));
      if (!unknown.isEmpty()) {
        throw new AttriMilException(
            files.get(k)
                + ": "
                + unknown.size()
                + " slide(s) have no label in "
                + project.slidesCsv()
                + ", for example \""
                + unknown.get(0)
                + "\"; add them there");
      }
    }
  }

  private static void remove(final Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (final IOException e) {
      throw FileFailure.of("replace", file, e);
    }
  }

  private static void copy(final Path from, final Path to) {
    try {
      final byte[] bytes = Files.readAllBytes(from);
      AtomicFile.write(to, part -> Files.write(part, bytes));
    } catch (final IOException e) {
      throw FileFailure.of("read", from, e);
    }
  }

  private void write(final List<Split> splits, final List<Path> files, final Cohort cohort) {
    final Map<String, String> labels = new HashMap<>();
    cohort.labeled().forEach(s -> labels.put(s.slideId(), s.label()));
    for (int k = 0; k < splits.size(); k++) {
      splits.get(k).write(files.get(k));
      splits.get(k).writeBeside(files.get(k), labels, cohort.classes(List.of()));
    }
    removeOthers(splits.size());
  }

  private void show(final List<Split> splits) {
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

  private void count(final List<Split> splits) {
    job.record().stage(STAGE, "folds", splits.size());
    final Split first = splits.get(0);
    job.record()
        .stage(STAGE, "slides", first.train().size() + first.val().size() + first.test().size());
  }

  /** Splits of an earlier run with more folds would be taken for part of this one. */
  private void removeOthers(final int folds) {
    for (int k = folds; Files.exists(project.split(k)); k++) {
      final Path file = project.split(k);
      remove(file);
      BESIDE.forEach(what -> remove(Split.beside(file, what)));
    }
  }

  private Cohort withFeatures(final Cohort all) {
    final List<Cohort.LabeledSlide> kept = new ArrayList<>();
    final Set<String> without = new HashSet<>();
    final ProcessList list = new ProcessList(project);
    final Set<String> there = new HashSet<>(project.slidesWithFeatures());
    for (final Cohort.LabeledSlide slide : all.labeled()) {
      if (list.excluded(slide.slideId())) {
        continue;
      }
      if (there.contains(slide.slideId())) {
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
              + without.stream().sorted().limit(NAMED).toList());
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
