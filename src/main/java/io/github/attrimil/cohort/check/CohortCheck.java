package io.github.attrimil.cohort.check;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.SameSlides;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitFiles;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.cohort.check.Finding.Topic;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideSource;
import java.io.File;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All checks of a cohort, one after the other. */
public final class CohortCheck {

  /** Opening more slides takes longer than a check should. */
  private static final int MOST_OPENED = 2000;

  /**
   * What to check.
   *
   * @param classes class names in order, or empty for the usual order
   * @param site a column of sites, or empty
   * @param splitter how the cohort is to be split
   * @param slides the slide files, none where there are only features
   * @param open whether slides without features are opened
   * @param encoded whether slides get features next, so that those without are not mentioned
   */
  public record Request(
      List<String> classes,
      String site,
      Splitter splitter,
      List<SlideSource> slides,
      boolean open,
      boolean encoded) {

    /** Keeps copies. */
    public Request {
      classes = List.copyOf(classes);
      slides = List.copyOf(slides);
    }
  }

  private final Project project;
  private final Request request;
  private final Job job;
  private final List<Finding> found = new ArrayList<>();

  private CohortCheck(final Project project, final Request request, final Job job) {
    this.project = project;
    this.request = request;
    this.job = job;
  }

  /**
   * Checks a cohort.
   *
   * @param project the project
   * @param cohort its slides
   * @param request what to check
   * @param job shows progress
   * @return what was found
   */
  public static CheckResult run(
      final Project project, final Cohort cohort, final Request request, final Job job) {
    return new CohortCheck(project, request, job).run(cohort);
  }

  private CheckResult run(final Cohort cohort) {
    final Study study = new Study(project, cohort, cohort.patients(), classes(cohort));
    final List<Split> splits = splits();
    found.addAll(
        new ClassChecks(study)
            .find(
                Optional.of(request.splitter())
                    .filter(s -> splits.isEmpty() && s.design().published().isEmpty())));
    final SlideChecks slides = new SlideChecks(study, request.slides());
    found.addAll(slides.find(opened(), job));
    final FeatureChecks features = new FeatureChecks(study, request.encoded());
    found.addAll(features.find(job));
    final DuplicateChecks duplicates = new DuplicateChecks(study);
    final List<List<String>> same = slides.same();
    found.addAll(duplicates.find(same, "pixels"));
    found.addAll(
        duplicates.find(
            SameSlides.byFeatures(project, study.slides()).stream()
                .filter(group -> same.stream().noneMatch(s -> s.containsAll(group)))
                .toList(),
            "features"));
    if (!splits.isEmpty()) {
      found.addAll(new SplitChecks(study, splits).find());
    }
    if (!study.classes().isEmpty()) {
      final Map<String, Double> mpp = new HashMap<>(features.mpp());
      mpp.putAll(slides.mpp());
      found.addAll(new ConfoundingChecks(study, mpp).find(request.site(), features.patches()));
    }
    // Readers know where their project is, and it may move.
    final String folder = project.root() + File.separator;
    return new CheckResult(
        study.classes(),
        Counts.of(study, splits),
        found.stream()
            .sorted(Comparator.comparing(Finding::level))
            .map(
                f ->
                    new Finding(
                        f.level(), f.topic(), f.text().replace(folder, ""), f.remedy(), f.who()))
            .toList());
  }

  private List<String> classes(final Cohort cohort) {
    try {
      return cohort.classes(request.classes());
    } catch (final AttriMilException e) {
      found.add(Finding.problem(Topic.CLASSES, e.getMessage() + ".", "", List.of()));
      return List.of();
    }
  }

  /** Slides that the user excludes are in no later step. */
  private List<Split> splits() {
    if (!Files.isDirectory(project.split(0).getParent())) {
      return List.of();
    }
    try {
      final ProcessList list = new ProcessList(project);
      return SplitFiles.read(project).stream()
          .map(s -> new Split(list.wanted(s.train()), list.wanted(s.val()), list.wanted(s.test())))
          .toList();
    } catch (final AttriMilException e) {
      if (Files.exists(project.split(0))) {
        found.add(Finding.problem(Topic.SPLITS, e.getMessage() + ".", "", List.of()));
      }
      return List.of();
    }
  }

  /** Slides that are already features need not be opened again. */
  private Set<String> opened() {
    if (!request.open()) {
      return Set.of();
    }
    final Set<String> features = Set.copyOf(project.slidesWithFeatures());
    return request.slides().stream()
        .map(SlideSource::id)
        .filter(id -> !features.contains(id))
        .limit(MOST_OPENED)
        .collect(Collectors.toSet());
  }
}
