package io.github.attrimil.adapt;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which slides an encoder may learn from. Where there are splits, the test slides of the fold must
 * not be seen by anything that is measured on them, and its val slides not by what they choose:
 * with labels only the train slides are learned from, without labels those and the slides in no
 * part of the fold.
 *
 * @param train slides to learn from
 * @param val labeled validation slides, used for monitoring only
 * @param labels each slide's class, empty where labels are not used
 * @param classes class names
 */
record TrainingSlides(
    List<String> train, List<String> val, Map<String, Integer> labels, List<String> classes) {

  /**
   * Chooses.
   *
   * @param project the project
   * @param slides its slides
   * @param fold the fold
   * @param labeled whether labels are needed
   * @param job warned of what makes figures too good
   * @return the slides
   * @throws AttriMilException when there are none
   */
  static TrainingSlides of(
      final Project project,
      final List<SlideSource> slides,
      final int fold,
      final boolean labeled,
      final Job job) {
    final ProcessList list = new ProcessList(project);
    final Set<String> there = new LinkedHashSet<>();
    slides.stream()
        .map(SlideSource::id)
        .filter(id -> !list.excluded(id) && Files.exists(project.patches(id)))
        .forEach(there::add);
    if (there.isEmpty()) {
      throw new AttriMilException(
          "No slide has patches in " + project.root() + "; run `patch` first");
    }
    final boolean splits = Files.exists(project.split(0));
    final List<String> train;
    List<String> val = List.of();
    if (splits) {
      final List<Split> all = SplitStage.read(project);
      if (fold >= all.size()) {
        throw new AttriMilException(
            "fold=" + fold + " is not in splits/, whose last fold is " + (all.size() - 1));
      }
      final Split split = all.get(fold);
      warnOfOthers(all, fold, job);
      final Set<String> held = new HashSet<>(split.test());
      held.addAll(split.val());
      train =
          labeled
              ? split.train().stream().filter(there::contains).toList()
              : there.stream().filter(id -> !held.contains(id)).toList();
      val = labeled ? split.val().stream().filter(there::contains).toList() : List.of();
    } else {
      job.warn(
          "There are no splits: the encoder is trained on every slide, so test data will leak and"
              + " later results will be optimistic; run `split` before `adapt` to hold slides out");
      train = List.copyOf(there);
    }
    return labeled ? labeled(project, train, val, splits) : unlabeled(train);
  }

  private static void warnOfOthers(final List<Split> all, final int fold, final Job job) {
    if (all.size() > 1) {
      job.warn(
          "The encoder is trained on the training slides of fold "
              + fold
              + ", which are test slides of other folds: only results of fold "
              + fold
              + " are unbiased. `split` with folds=1 makes one fold only");
    }
  }

  private static TrainingSlides unlabeled(final List<String> train) {
    if (train.isEmpty()) {
      throw new AttriMilException(
          "All slides with patches are validation or test slides of the fold; run `patch` on its"
              + " training slides");
    }
    return new TrainingSlides(train, List.of(), Map.of(), List.of());
  }

  private static TrainingSlides labeled(
      final Project project,
      final List<String> train,
      final List<String> val,
      final boolean splits) {
    final Cohort cohort = Cohort.read(project.slidesCsv());
    final List<String> classes = cohort.classes(List.of());
    final Map<String, Integer> labels = new HashMap<>();
    cohort.labeled().forEach(s -> labels.put(s.slideId(), classes.indexOf(s.label())));
    for (final List<String> part : List.of(train, val)) {
      for (final String slide : part) {
        if (splits && !labels.containsKey(slide)) {
          throw new AttriMilException(
              "The slide \""
                  + slide
                  + "\" is in splits/ but has no label in "
                  + project.slidesCsv()
                  + "; add it there, or remove it from the split");
        }
      }
    }
    final List<String> known = train.stream().filter(labels::containsKey).toList();
    checkClasses(known, labels);
    final Map<String, Integer> used = new HashMap<>(labels);
    used.keySet().removeIf(id -> !known.contains(id) && !val.contains(id));
    return new TrainingSlides(known, val, used, classes);
  }

  /**
   * @param train slides to learn from
   * @param labels each slide's class
   * @throws AttriMilException when they are of fewer than two classes
   */
  static void checkClasses(final List<String> train, final Map<String, Integer> labels) {
    if (train.stream().map(labels::get).distinct().count() < 2) {
      throw new AttriMilException(
          "The "
              + train.size()
              + " training slides with patches belong to fewer than two classes; add labeled"
              + " slides, or use method=simclr, which needs no labels");
    }
  }

  /**
   * @param slides where the slides are
   * @return those to read
   */
  List<SlideSource> sources(final List<SlideSource> slides) {
    final Set<String> wanted = new HashSet<>(train);
    wanted.addAll(val);
    final List<SlideSource> sources = new ArrayList<>();
    final Set<String> seen = new HashSet<>();
    for (final SlideSource source : slides) {
      if (wanted.contains(source.id()) && seen.add(source.id())) {
        sources.add(source);
      }
    }
    return sources;
  }
}
