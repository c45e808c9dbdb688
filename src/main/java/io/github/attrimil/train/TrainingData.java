package io.github.attrimil.train;

import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.LeakCheck;
import io.github.attrimil.cohort.Leaks;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a model is trained on, checked before hours are spent.
 *
 * @param classes class names; the index is the class's number
 * @param labels each labeled slide's class
 * @param splits a split a fold
 * @param features what the features of all slides are
 * @param files the split files and feature files it is read from
 * @param cohort the table of slides
 * @param leaks how test data would leak into the training
 */
record TrainingData(
    List<String> classes,
    Map<String, Integer> labels,
    List<Split> splits,
    FeatureCard features,
    List<Path> files,
    Cohort cohort,
    Leaks leaks) {

  /**
   * @param project the project
   * @param wanted class names in order, or empty for the order of {@link Cohort#classes}
   * @return what is trained on
   * @throws AttriMilException when a slide of splits/ has no label or no features, the features
   *     differ, or a fold has train slides of one class only
   */
  static TrainingData read(final Project project, final List<String> wanted) {
    final Cohort cohort = Cohort.read(project.slidesCsv());
    final List<String> classes = cohort.classes(wanted);
    final Map<String, Integer> labels = new TreeMap<>();
    cohort.labeled().forEach(s -> labels.put(s.slideId(), classes.indexOf(s.label())));
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
    for (int k = 0; k < splits.size(); k++) {
      if (splits.get(k).train().stream().map(labels::get).distinct().count() < 2) {
        throw new AttriMilException(
            project.split(k)
                + " has training slides of one class only; run `split` again with fewer folds");
      }
    }
    return new TrainingData(
        classes, labels, splits, features, files, cohort, LeakCheck.of(project, cohort, splits));
  }

  private static Set<String> slides(final List<Split> splits) {
    final Set<String> slides = new LinkedHashSet<>();
    for (final Split split : splits) {
      slides.addAll(split.train());
      slides.addAll(split.val());
    }
    return slides;
  }

  /** Each slide with its class, for a stamp. */
  List<String> labelTexts() {
    return labels.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }
}
