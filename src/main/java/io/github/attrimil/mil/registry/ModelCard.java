package io.github.attrimil.mil.registry;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a model is and what features it was made for: {@code model.json} beside the checkpoints.
 *
 * @param model the kind, "attrimil"
 * @param name the model's name
 * @param features D
 * @param classes class names; the index is the class's number
 * @param encoder the encoder's name, empty where it is not known
 * @param encoderCard its card as JSON, empty where it is not known
 * @param patchSize pixels along the edge of a patch as the encoder was given it, 0 where not known
 * @param mpp micrometres per pixel of it, 0 where not known
 * @param folds how many folds were trained
 * @param seed of the training
 * @param preset of the training
 * @param training every number of the training
 * @param version of this package
 * @param splits the split of each fold; empty where it is not known
 */
public record ModelCard(
    String model,
    String name,
    int features,
    List<String> classes,
    String encoder,
    String encoderCard,
    int patchSize,
    double mpp,
    int folds,
    long seed,
    String preset,
    Map<String, String> training,
    String version,
    List<FoldSplit> splits) {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Tolerance of a pixel size: slides of one study differ by a few thousandths. */
  private static final double SAME_MPP = 0.02;

  /** Checks what cannot be left out. */
  public ModelCard {
    if (features < 1 || classes == null || classes.isEmpty() || name == null || folds < 1) {
      throw new AttriMilException(
          "A model needs a name, features, classes and folds, not "
              + Arrays.asList(name, features, classes, folds));
    }
    classes = List.copyOf(classes);
    training = training == null ? Map.of() : Map.copyOf(training);
    splits = splits == null ? List.of() : List.copyOf(splits);
    if (!splits.isEmpty() && splits.size() != folds) {
      throw new AttriMilException(
          "A model of " + folds + " folds needs as many splits, not " + splits.size());
    }
    encoder = encoder == null ? "" : encoder;
    encoderCard = encoderCard == null ? "" : encoderCard;
  }

  /**
   * @param file a model.json
   * @return its card
   */
  public static ModelCard read(final Path file) {
    try {
      final ModelCard card = GSON.fromJson(Files.readString(file), ModelCard.class);
      if (card == null) {
        throw new AttriMilException("it is empty");
      }
      return card;
    } catch (final IOException | RuntimeException e) {
      // Gson wraps what the constructor refuses.
      final Throwable why = e.getCause() instanceof AttriMilException ? e.getCause() : e;
      throw new AttriMilException(
          file + " is no model card (" + AttriMilException.oneLine(why) + "); train again", e);
    }
  }

  /**
   * @param file the file to write
   */
  public void write(final Path file) {
    AtomicFile.write(
        file,
        part -> {
          // Sorted, so that the same training writes the same bytes.
          final Map<String, Object> json = new java.util.LinkedHashMap<>();
          json.put("model", model);
          json.put("name", name);
          json.put("features", features);
          json.put("classes", classes);
          json.put("encoder", encoder);
          json.put("encoderCard", encoderCard);
          json.put("patchSize", patchSize);
          json.put("mpp", mpp);
          json.put("folds", folds);
          json.put("seed", seed);
          json.put("preset", preset);
          json.put("training", new java.util.TreeMap<>(training));
          json.put("version", version);
          json.put("splits", splits);
          Files.writeString(part, GSON.toJson(json) + "\n");
        });
  }

  /**
   * @return the features this model was made for
   */
  public FeatureCard featureCard() {
    return new FeatureCard(features, encoder, encoderCard, patchSize, mpp);
  }

  /**
   * Checks that features may be given to this model.
   *
   * @param slide the slide, for the message
   * @param dimension D of its features
   * @param otherCard the card of the encoder they were made with, empty where it is not known
   * @throws AttriMilException when they were made for another model
   */
  public void checkFeatures(final String slide, final int dimension, final String otherCard) {
    if (dimension != features) {
      throw new AttriMilException(
          "The model \""
              + name
              + "\" takes "
              + features
              + " features a patch, the slide \""
              + slide
              + "\" has "
              + dimension
              + "; extract its features with the model's encoder"
              + (encoder.isEmpty() ? "" : " \"" + encoder + "\""));
    }
    if (!encoderCard.isEmpty() && !otherCard.isEmpty() && !encoderCard.equals(otherCard)) {
      throw new AttriMilException(
          "The model \""
              + name
              + "\" was trained on features of the encoder \""
              + encoder
              + "\", those of the slide \""
              + slide
              + "\" come from another: "
              + otherCard
              + "; extract them again");
    }
  }

  /**
   * Whether patches have the size the model was trained on.
   *
   * @param otherMpp micrometres per pixel of the patches, 0 where not known
   * @return false when they differ by more than 2 %
   */
  public boolean sameMpp(final double otherMpp) {
    return !(mpp > 0 && otherMpp > 0) || Math.abs(otherMpp / mpp - 1) <= SAME_MPP;
  }
}
