package io.github.attrimil.mil.registry;

import io.github.attrimil.cohort.Bagging;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Leaks;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.TrainingOptions;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model is, what features it takes and how it was trained: {@code model.json} beside the
 * checkpoints.
 *
 * @param kind the name of its kind, such as "attrimil"
 * @param name the model's name
 * @param classes class names; the index is the class's number
 * @param features the features it was made for
 * @param training how it was trained
 * @param splits the split of each fold; empty where it is not known
 * @param leaks how test data leaked into the training, where that was allowed
 */
public record ModelCard(
    String kind,
    String name,
    List<String> classes,
    FeatureCard features,
    Training training,
    List<FoldSplit> splits,
    Leaks leaks) {

  /**
   * A model without known leaks.
   *
   * @param kind the name of its kind
   * @param name the model's name
   * @param classes class names
   * @param features the features it was made for
   * @param training how it was trained
   * @param splits the split of each fold; empty where it is not known
   */
  public ModelCard(
      final String kind,
      final String name,
      final List<String> classes,
      final FeatureCard features,
      final Training training,
      final List<FoldSplit> splits) {
    this(kind, name, classes, features, training, splits, Leaks.NONE);
  }

  /**
   * How a model was trained.
   *
   * @param folds how many networks it has
   * @param seed of the training
   * @param preset of the training, empty for a file from elsewhere
   * @param options every hyperparameter by name
   * @param widths features that the network of each fold sees after a reduction; empty without any
   * @param version of this package, empty for a file from elsewhere
   * @param warnings warnings for readers of its results, each one line
   */
  public record Training(
      int folds,
      long seed,
      String preset,
      Map<String, String> options,
      List<Integer> widths,
      String version,
      List<String> warnings) {

    /** Checks the number of folds; keeps the options in order of their names. */
    public Training {
      if (folds < 1) {
        throw new AttriMilException("A model needs at least one fold, not " + folds);
      }
      preset = preset == null ? "" : preset;
      options = Collections.unmodifiableMap(new TreeMap<>(options == null ? Map.of() : options));
      widths = widths == null ? List.of() : List.copyOf(widths);
      version = version == null ? "" : version;
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /**
     * @param options those that are known
     * @return of one network of which nothing else is known
     */
    static Training unknown(final Map<String, String> options) {
      return new Training(1, 0, "", options, List.of(), "", List.of());
    }
  }

  /**
   * @return what a bag is: a slide, or all slides of a patient
   */
  public Bagging bagging() {
    final String text = training.options().get(TrainingOptions.BAG.name());
    return text == null ? Bagging.SLIDE : TrainingOptions.BAG.parse(text);
  }

  /** Checks what a model cannot be without. */
  public ModelCard {
    if (kind == null || name == null || classes == null || classes.isEmpty()) {
      throw new AttriMilException(
          "A model needs a kind, a name and classes, not " + kind + ", " + name + ", " + classes);
    }
    classes = List.copyOf(classes);
    splits = splits == null ? List.of() : List.copyOf(splits);
    leaks = leaks == null ? Leaks.NONE : leaks;
    if (!splits.isEmpty() && splits.size() != training.folds()) {
      throw new AttriMilException(
          "A model of " + training.folds() + " folds needs as many splits, not " + splits.size());
    }
  }

  /**
   * @param other another name
   * @return the same under that name
   */
  ModelCard named(final String other) {
    return new ModelCard(kind, other, classes, features, training, splits, leaks);
  }

  /**
   * @param other names of the classes
   * @return the same with these
   */
  ModelCard withClasses(final List<String> other) {
    return new ModelCard(kind, name, other, features, training, splits, leaks);
  }

  /**
   * @param other the split of each fold, or none
   * @return the same with these
   */
  ModelCard withSplits(final List<FoldSplit> other) {
    return new ModelCard(kind, name, classes, features, training, other, leaks);
  }

  /**
   * @param file a model.json, of any version
   * @return its card
   * @throws AttriMilException when it cannot be read
   */
  public static ModelCard read(final Path file) {
    return ModelJson.read(file);
  }

  /**
   * @param file the model.json to write
   */
  public void write(final Path file) {
    ModelJson.write(this, file);
  }
}
