package io.github.attrimil.train;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Bagging;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.LeakCheck;
import io.github.attrimil.cohort.Leaks;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.project.Project;
import io.github.attrimil.train.bags.BaggedSplits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a model is trained on, checked before hours are spent.
 *
 * @param classes class names; the index is the class's number
 * @param bagged the bags, slides or patients, and a split of them a fold
 * @param labels each bag's class
 * @param slideSplits a split of slides a fold
 * @param features what the features of all slides are
 * @param files the split files and feature files it is read from
 * @param cohort the table of slides
 * @param leaks how test data would leak into the training
 */
record TrainingData(
    List<String> classes,
    BaggedSplits bagged,
    Map<String, Integer> labels,
    List<Split> slideSplits,
    FeatureCard features,
    List<Path> files,
    Cohort cohort,
    Leaks leaks) {

  /**
   * @param project the project
   * @param wanted class names in order, or empty for the order of {@link Cohort#classes}
   * @param recipe what is trained
   * @return what is trained on
   * @throws AttriMilException when a slide of splits/ has no label or no features, the features
   *     differ, a fold has train bags of one class only, validation bags do not have the metric
   *     that is monitored, or a patient has two labels or is in two parts of a split
   */
  static TrainingData read(final Project project, final List<String> wanted, final Recipe recipe) {
    final Cohort cohort = Cohort.read(project.slidesCsv());
    final List<String> classes = cohort.classes(wanted);
    final Map<String, String> labels = new TreeMap<>();
    cohort.labeled().forEach(s -> labels.put(s.slideId(), s.label()));
    final List<Split> splits = SplitStage.read(project);
    final List<Path> files = new ArrayList<>();
    for (int k = 0; k < splits.size(); k++) {
      files.add(project.split(k));
    }
    final BagSource bags = BagSource.of(project);
    final Set<String> slides = slides(splits);
    for (final String slide : slides) {
      if (!labels.containsKey(slide)) {
        throw new AttriMilException(
            "The slide \""
                + slide
                + "\" is in splits/ but has no label in "
                + project.slidesCsv()
                + "; add it there, or remove it from the split");
      }
      files.add(bags.file(slide));
    }
    final FeatureCard features = bags.common(slides);
    final BaggedSplits bagged = BaggedSplits.of(cohort, recipe.get(TrainingOptions.BAG), splits);
    final Map<String, Integer> numbers = new TreeMap<>();
    bagged
        .units()
        .values()
        .forEach(u -> numbers.put(u.id(), classes.indexOf(Bagging.label(u, labels))));
    final TrainingData data =
        new TrainingData(
            classes,
            bagged,
            numbers,
            splits,
            features,
            files,
            cohort,
            LeakCheck.of(project, cohort, splits));
    for (int k = 0; k < splits.size(); k++) {
      data.check(project.split(k), data.splits().get(k), recipe);
    }
    return data;
  }

  private void check(final Path file, final Split split, final Recipe recipe) {
    if (count(split.train()) < 2) {
      throw new AttriMilException(
          file + " has training slides of one class only; run `split` again with fewer folds");
    }
    if (recipe.get(TrainingOptions.MONITOR) == TrainingOptions.Monitor.AUC
        && !split.val().isEmpty()
        && count(split.val()) < 2) {
      throw new AttriMilException(
          file
              + " has validation slides of one class only, for which there is no AUC; train with"
              + " monitor=loss, or run `split` again with more validation slides");
    }
  }

  private long count(final List<String> bags) {
    return bags.stream().map(labels::get).distinct().count();
  }

  private static Set<String> slides(final List<Split> splits) {
    final Set<String> slides = new LinkedHashSet<>();
    for (final Split split : splits) {
      slides.addAll(split.train());
      slides.addAll(split.val());
    }
    return slides;
  }

  /** A split of bags a fold. */
  List<Split> splits() {
    return bagged.splits();
  }

  /** Reads bags by their ids. */
  Function<String, Bag> bags(final Project project) {
    final BagSource source = BagSource.of(project);
    return id -> source.open(bagged.units().get(id));
  }

  /** Each bag with its class, for a stamp; of a patient with the slides. */
  List<String> labelTexts() {
    return labels.entrySet().stream()
        .map(
            e -> {
              final List<String> slides = bagged.units().get(e.getKey()).slides();
              return (slides.equals(List.of(e.getKey())) ? e.getKey() : e.getKey() + slides)
                  + "="
                  + e.getValue();
            })
        .toList();
  }
}
