package io.github.attrimil.evaluate.localize;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.explain.PatchMap;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Maps the slides held out by a model's folds, and compares them with their annotations. */
final class ModelMaps {

  /** The smallest score that supports a lesion. */
  static final double NEUTRAL = Math.nextUp(0.0);

  private final TrainedModel model;
  private final BagSource bags;
  private final SlideTruths truths;
  private final Job job;

  ModelMaps(
      final Project project, final TrainedModel model, final SlideTruths truths, final Job job) {
    this.model = model;
    this.bags = BagSource.of(project);
    this.truths = truths;
    this.job = job;
  }

  /**
   * Compares one fold's slides.
   *
   * @param k the fold
   * @param split its slides; validation slides give the threshold where none is given
   * @param test the test slides to compare
   * @param threshold from which score on a patch is called lesion, if given
   * @param device where networks compute
   */
  List<ComparedSlide> fold(
      final int k,
      final Split split,
      final List<String> test,
      final OptionalDouble threshold,
      final DeviceChoice device) {
    final List<ComparedSlide> compared = new ArrayList<>();
    final Progress progress = job.progress("localize fold " + k, "slides", test.size());
    try (MilModel network = model.load(Math.min(k, model.checkpoints().size() - 1), device, job)) {
      final double from =
          threshold.isPresent() ? threshold.getAsDouble() : validated(network, k, split);
      for (final String id : test) {
        job.checkCanceled();
        final PatchMap map = map(network, id);
        compared.add(
            truths.compare(
                new ComparedSlide.MappedSlide(id, k, Optional.of(map), Candidate.of(map)),
                extent(id),
                from));
        progress.add(1);
      }
    }
    return compared;
  }

  private Annotations.Extent extent(final String id) {
    return truths.extent(id, FeatureFile.header(bags.file(id)).patches());
  }

  /** The threshold with the best Dice on a fold's validation slides. */
  private double validated(final MilModel network, final int k, final Split split) {
    final List<double[]> scores = new ArrayList<>();
    final List<boolean[]> lesions = new ArrayList<>();
    for (final String id : split.val()) {
      job.checkCanceled();
      if (truths.known(id)) {
        final PatchMap map = map(network, id);
        scores.add(map.score());
        lesions.add(truths.lesions(id, extent(id), map));
      }
    }
    final OptionalDouble best = PatchDice.best(scores, lesions);
    if (best.isEmpty()) {
      job.warn(
          "fold "
              + k
              + ": no annotated lesion among its validation slides; patches with a score above 0"
              + " count as lesion");
    }
    return best.orElse(NEUTRAL);
  }

  private PatchMap map(final MilModel network, final String id) {
    final Bag bag = bags.openPlaced(id, model.card().features());
    final PatchValues values = BagScores.of(network, bag).patches();
    final PatchCoords coords = bag.grid().coords();
    return new PatchMap(
        Arrays.stream(coords.xLevel0()).asDoubleStream().toArray(),
        Arrays.stream(coords.yLevel0()).asDoubleStream().toArray(),
        bag.grid().patchSizeLevel0(),
        evidence(values, model.card(), truths.lesion()));
  }

  /**
   * The patches' values for a class. Attention is refused: every patch has some, so that no value
   * of it means that a patch speaks for a lesion.
   *
   * @param values the model's values of the patches
   * @param card the model
   * @param lesion the class
   * @return N values, above 0 where a patch supports the class
   * @throws AttriMilException when the model has attention only
   */
  static double[] evidence(final PatchValues values, final ModelCard card, final String lesion) {
    if (!values.meaning().signed()) {
      throw new AttriMilException(
          "The model \""
              + card.name()
              + "\" gives \""
              + values.meaning().words().title()
              + "\", which neither supports nor opposes the class \""
              + lesion
              + "\", so it cannot locate lesions; evaluate it without annotations=, or use a kind"
              + " of model that scores patches, such as attrimil");
    }
    final float[] of = values.values(card.classes().indexOf(lesion));
    final double[] evidence = new double[of.length];
    Arrays.setAll(evidence, i -> of[i]);
    return evidence;
  }
}
