package io.github.attrimil.pipeline;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.cohort.check.CheckResult;
import io.github.attrimil.cohort.check.CohortCheck;
import io.github.attrimil.cohort.check.Finding;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.encoder.features.FeatureStage;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.stage.EvaluateStage;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.explain.map.MapStage;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideColumns;
import io.github.attrimil.project.SlideTable;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tissue.patches.NeighborStage;
import io.github.attrimil.tissue.patches.PatchSettings;
import io.github.attrimil.tissue.patches.PatchStage;
import io.github.attrimil.train.TrainStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All stages in order, from a folder of slides and a table of labels to a report. */
public final class Pipeline {

  /**
   * Which slides and patches.
   *
   * @param wanted which slides
   * @param labels a table as slides.csv, or nothing for the project's own
   * @param columns which columns of the table hold what
   * @param patches which patches are cut
   */
  public record Slides(
      SlideList.Wanted wanted, Optional<Path> labels, SlideColumns columns, PatchSettings patches) {

    /**
     * With the official columns.
     *
     * @param wanted which slides
     * @param labels a table as slides.csv, or nothing for the project's own
     * @param patches which patches are cut
     */
    public Slides(
        final SlideList.Wanted wanted, final Optional<Path> labels, final PatchSettings patches) {
      this(wanted, labels, SlideColumns.OFFICIAL, patches);
    }
  }

  /**
   * What to do.
   *
   * @param slides which slides and patches
   * @param encoding how patches become features
   * @param splitter how slides are split into folds
   * @param train what to train
   * @param top number of strongest patches per class that are written as pictures
   */
  public record Request(
      Slides slides, Encoding encoding, Splitter splitter, TrainStage.Request train, int top) {}

  /**
   * What the report shows beside the evaluation.
   *
   * @param localization how well lesions are found, if it was measured
   * @param facts for "How it was made", in order
   */
  public record Additions(Optional<Localization> localization, Map<String, String> facts) {}

  /**
   * What came of it.
   *
   * @param report results/NAME/report.html
   * @param summary the metrics on held-out slides
   * @param mapped the held-out slides that have maps
   * @param additions what else the report shows
   */
  public record Result(
      Path report, EvaluationSummary summary, List<String> mapped, Additions additions) {}

  private final Project project;
  private final Request request;
  private final Job job;
  private List<String> found = List.of();

  private Pipeline(final Project project, final Request request, final Job job) {
    this.project = project;
    this.request = request;
    this.job = job;
  }

  /**
   * Runs all stages; those whose outputs are finished and match are skipped.
   *
   * @param project the project
   * @param request what to do
   * @param job receives progress
   * @return the report and the metrics
   */
  public static Result run(final Project project, final Request request, final Job job) {
    return run(project, request, () -> new Additions(Optional.empty(), Map.of()), job);
  }

  /**
   * Runs all stages and shows more in the report.
   *
   * @param project the project
   * @param request what to do
   * @param more measured before the report is written, when there are maps
   * @param job receives progress
   * @return the report and the metrics
   */
  public static Result run(
      final Project project, final Request request, final Supplier<Additions> more, final Job job) {
    final Pipeline pipeline = new Pipeline(project, request, job);
    try {
      return pipeline.run(more);
    } finally {
      pipeline.recordFound();
    }
  }

  /** Once: what the check found at first, or at last. */
  private void recordFound() {
    found.forEach(job.record()::warning);
    found = List.of();
  }

  private Result run(final Supplier<Additions> more) {
    final Path table = request.slides().labels().orElse(project.slidesCsv());
    if (request.slides().labels().isEmpty() && !Files.exists(table)) {
      throw new AttriMilException(
          "No labels: give labels=TABLE.csv with the columns case_id, slide_id, label, or write "
              + table);
    }
    // All of this is asked now: hours of features would be lost on a table that cannot be learned
    // from, and a project's own table must not be replaced by one.
    final SlideTable known = read().requireLabels();
    final Cohort cohort = Cohort.of(known);
    checkClasses(table, cohort);
    final boolean redo = request.train().redo();
    SlideList.leftOut(request.slides().wanted()).ifPresent(job::warn);
    final List<SlideSource> slides = SlideList.find(project, known, request.slides().wanted());
    nameMissing(table, cohort, slides);
    known.takeOver(project);
    if (job.helpsWith().isEmpty()) {
      check(cohort, slides);
    }
    final List<String> patched =
        PatchStage.run(project, slides, request.slides().patches(), redo, job);
    final List<String> indexed = NeighborStage.run(project, patched, redo, job);
    final List<SlideSource> ready = slides.stream().filter(s -> indexed.contains(s.id())).toList();
    FeatureStage.run(project, ready, request.encoding(), request.train().device(), redo, job);
    final List<Split> splits =
        SplitStage.run(project, request.splitter(), request.train().leaks(), redo, job);
    TrainStage.run(project, request.train(), job);
    final String model = request.train().model();
    final EvaluationSummary summary =
        EvaluateStage.run(project, model, request.train().device(), redo, job);
    final Set<String> test =
        splits.stream()
            .flatMap(s -> s.test().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    final List<String> mapped =
        MapStage.run(
            project,
            slides.stream().filter(s -> test.contains(s.id())).toList(),
            new MapStage.Request(model, -1, request.top(), request.train().device(), redo),
            job);
    if (!job.record().slidesWith(Status.DONE).isEmpty()) {
      // Now that there are features and splits, whichever run made them.
      found = CheckStage.lines(look(cohort, slides, Job.silent()));
    }
    recordFound();
    final Additions added = more.get();
    final Path report = report(summary, added);
    if (job.record().slidesWith(Status.DONE).isEmpty()) {
      job.info("pipeline: nothing to do, everything is already finished");
    }
    return new Result(report, summary, mapped, added);
  }

  private Path report(final EvaluationSummary summary, final Additions added) {
    final Map<String, String> facts = new LinkedHashMap<>(added.facts());
    facts.put("folds", Integer.toString(request.splitter().folds()));
    return ReportStage.run(
        project,
        request.train().model(),
        summary,
        new Additions(added.localization(), facts),
        request.train().redo(),
        job);
  }

  private SlideTable read() {
    return request
        .slides()
        .labels()
        .map(csv -> SlideTable.read(csv, request.slides().columns()))
        .orElseGet(() -> SlideTable.readAndNote(project, request.slides().columns()));
  }

  private CheckResult look(final Cohort cohort, final List<SlideSource> slides, final Job told) {
    return CheckStage.run(
        project,
        cohort,
        new CohortCheck.Request(
            request.train().classes(),
            request.splitter().design().site(),
            request.splitter(),
            slides,
            true,
            true),
        told);
  }

  /** What `split` or `train` would refuse after hours of features is refused now. */
  private void check(final Cohort cohort, final List<SlideSource> slides) {
    // Shown at once; the report takes what is found when all is done, whichever run did it.
    final Job told = job.beside(() -> false);
    final CheckResult result = look(cohort, slides, told);
    found = CheckStage.lines(result);
    CheckStage.takeOver(told.record(), job.record());
    final boolean splits = Files.exists(project.split(0));
    for (final Finding f : result.of(Finding.Level.PROBLEM)) {
      final boolean leak =
          f.topic() == Finding.Topic.DUPLICATES || f.topic() == Finding.Topic.SPLITS && splits;
      final boolean few = f.topic() == Finding.Topic.SPLITS && !splits;
      if (few || leak && request.train().leaks() == LeakPolicy.REFUSE) {
        throw new AttriMilException(
            f.text().replaceFirst("\\.$", "")
                + (f.remedy().isEmpty() ? "" : ". " + f.remedy().replaceFirst("\\.$", ""))
                + (leak ? "; leaks=allow continues, and every report then states it" : ""));
      }
    }
  }

  private void checkClasses(final Path table, final Cohort cohort) {
    try {
      cohort.classes(request.train().classes());
    } catch (final AttriMilException e) {
      throw new AttriMilException(table + ": " + e.getMessage(), e);
    }
  }

  /** Slides that have a label but no file are reported; the others are processed. */
  private void nameMissing(final Path table, final Cohort cohort, final List<SlideSource> slides) {
    final Set<String> known =
        slides.stream().map(SlideSource::id).collect(Collectors.toCollection(LinkedHashSet::new));
    final ProcessList list = new ProcessList(project, job.helpsWith().isEmpty());
    final List<String> missing = new ArrayList<>();
    final List<Cohort.LabeledSlide> present = new ArrayList<>();
    for (final Cohort.LabeledSlide slide : cohort.labeled()) {
      final String id = slide.slideId();
      if (list.excluded(id)) {
        continue;
      }
      if (known.contains(id) || Files.exists(project.features(id))) {
        present.add(slide);
      } else {
        missing.add(id);
      }
    }
    if (present.isEmpty()) {
      throw new AttriMilException(
          table
              + ": none of its slides is among the slide files; a slide_id is a file name without"
              + " extension, for example "
              + slides.get(0).id());
    }
    checkClasses(table, new Cohort(present));
    if (missing.isEmpty()) {
      return;
    }
    final String reason =
        "slides.csv names it, but there is no such slide file; add the file or remove the row";
    for (final String id : missing) {
      list.note(id, "", "patch", "failed", reason);
      job.record().slide("patch", id, Status.FAILED, reason);
    }
    job.warn(missing.size() + " slide(s) excluded, " + reason + ": " + missing);
  }
}
