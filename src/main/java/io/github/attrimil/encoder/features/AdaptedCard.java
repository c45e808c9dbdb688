package io.github.attrimil.encoder.features;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.JsonFile;
import io.github.attrimil.core.Sha256;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The card of an encoder trained in a project: what {@link EncoderCard} reads, and {@code
 * training}, every number of the training, and {@code slides}, which slides were learned from or
 * watched. The latter decides whether an evaluation is unbiased.
 */
public final class AdaptedCard {

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
  private static final String SLIDES = "slides";

  private AdaptedCard() {}

  /**
   * Writes a card.
   *
   * @param file the card
   * @param weights the weights beside it, finished
   * @param input input size and normalization
   * @param name the encoder's name
   * @param source where it comes from
   * @param training every number of the training
   * @param slides what it was trained on
   */
  public static void write(
      final Path file,
      final Path weights,
      final EncoderCard input,
      final String name,
      final String source,
      final Map<String, String> training,
      final List<String> slides) {
    final JsonObject card = new JsonObject();
    card.addProperty("name", name);
    card.addProperty("input_size", input.inputSize());
    card.add("mean", GSON.toJsonTree(input.mean()));
    card.add("std", GSON.toJsonTree(input.std()));
    card.addProperty("sha256", Sha256.of(weights));
    card.addProperty("source", source);
    card.add("training", GSON.toJsonTree(training));
    card.add(SLIDES, GSON.toJsonTree(slides));
    AtomicFile.write(file, part -> Files.writeString(part, GSON.toJson(card) + "\n"));
  }

  /**
   * @param project a project
   * @param encoder an encoder's name
   * @return the slides it was trained on, none where it was not trained in this project
   */
  public static List<String> slides(final Project project, final String encoder) {
    final List<String> slides = new ArrayList<>();
    try {
      final Path card = project.encoderCard(encoder);
      final JsonElement listed = Files.exists(card) ? JsonFile.read(card).get(SLIDES) : null;
      if (listed != null) {
        listed.getAsJsonArray().forEach(s -> slides.add(s.getAsString()));
      }
    } catch (final IOException
        | AttriMilException
        | JsonParseException
        | IllegalStateException
        | UnsupportedOperationException e) {
      // No name of ours, or a card of someone else's: nothing is known.
      return List.of();
    }
    return slides;
  }
}
