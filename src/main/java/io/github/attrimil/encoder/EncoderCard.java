package io.github.attrimil.encoder;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.JsonFile;
import io.github.attrimil.format.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an encoder is and its input requirements: the JSON file beside a TorchScript file, and a
 * text stored with every feature so that features of different encoders are never mixed.
 *
 * <p>Keys of the file: {@code name}, {@code input_size} (pixels along an edge), {@code mean} and
 * {@code std} (of red, green, blue scaled to 0..1), {@code sha256}. The sentence {@code "input":
 * "batch x 3 x 224 x 224 float32, RGB scaled to 0..1 then (v-0.498)/0.502"} is understood too.
 *
 * @param name a short name
 * @param inputSize width and height of a patch as the encoder takes it, in pixels
 * @param mean taken from red, green and blue scaled to 0..1
 * @param std they are then divided by
 * @param sha256 of the weights, empty where there are none
 * @param source where it comes from
 * @param stain the stain normalization before it; null for none
 */
public record EncoderCard(
    String name,
    int inputSize,
    double[] mean,
    double[] std,
    String sha256,
    String source,
    String stain) {

  private static final Gson GSON = new Gson();
  private static final Pattern SENTENCE_SIZE = Pattern.compile("3\\s*x\\s*(\\d+)\\s*x\\s*(\\d+)");
  private static final Pattern SENTENCE_SCALE =
      Pattern.compile("\\(\\s*v\\s*-\\s*([0-9.]+)\\s*\\)\\s*/\\s*([0-9.]+)");

  /** Checks the values. */
  public EncoderCard {
    if (inputSize < 8 || inputSize > 4096) {
      throw new AttriMilException("input_size " + inputSize + " is not between 8 and 4096 pixels");
    }
    if (mean.length != 3
        || std.length != 3
        || !Arrays.stream(mean).allMatch(Double::isFinite)
        || !Arrays.stream(std).allMatch(s -> s > 0 && s < Double.POSITIVE_INFINITY)) {
      throw new AttriMilException(
          "mean "
              + Arrays.toString(mean)
              + " and std "
              + Arrays.toString(std)
              + " need three finite values each, for red, green and blue, std above 0");
    }
    mean = mean.clone();
    std = std.clone();
  }

  /**
   * Without stain normalization.
   *
   * @param name a short name
   * @param inputSize width and height of a patch as the encoder takes it, in pixels
   * @param mean taken from red, green and blue scaled to 0..1
   * @param std they are then divided by
   * @param sha256 of the weights, empty where there are none
   * @param source where it comes from
   */
  public EncoderCard(
      final String name,
      final int inputSize,
      final double[] mean,
      final double[] std,
      final String sha256,
      final String source) {
    this(name, inputSize, mean, std, sha256, source, null);
  }

  /**
   * @param normalization of stains before it, a short name
   * @return the card of both together
   */
  public EncoderCard after(final String normalization) {
    return new EncoderCard(name, inputSize, mean, std, sha256, source, normalization);
  }

  /**
   * Reads a card.
   *
   * @param json the file
   * @param defaultName the name where the card has none
   * @param sha256 of the weights as they are
   * @return the card
   */
  public static EncoderCard read(final Path json, final String defaultName, final String sha256) {
    final JsonObject card;
    try {
      card = JsonFile.read(json);
    } catch (final IOException | JsonParseException e) {
      throw new AttriMilException(
          json + " is not an encoder card (" + AttriMilException.oneLine(e) + "); write it as JSON",
          e);
    }
    try {
      final String stated = text(card, "sha256", sha256);
      if (!stated.equalsIgnoreCase(sha256)) {
        throw new AttriMilException(
            "the weights have sha256 "
                + sha256
                + ", the card states "
                + stated
                + "; get the file again or correct the card");
      }
      final String sentence = text(card, "input", "");
      return new EncoderCard(
          text(card, "name", defaultName),
          size(card, sentence),
          channels(card, "mean", sentence, 1),
          channels(card, "std", sentence, 2),
          sha256,
          text(card, "source", text(card, "weights", "")));
    } catch (final AttriMilException
        | NumberFormatException
        | IllegalStateException
        | UnsupportedOperationException e) {
      throw new AttriMilException(json + ": " + AttriMilException.oneLine(e), e);
    }
  }

  private static int size(final JsonObject card, final String sentence) {
    for (final String key : new String[] {"input_size", "size", "inputsize"}) {
      if (card.has(key)) {
        final JsonElement value = card.get(key);
        if (!value.isJsonArray()) {
          return value.getAsInt();
        }
        // Such as [3, 224, 224] in timm.
        final JsonArray sizes = value.getAsJsonArray();
        if (sizes.isEmpty()) {
          throw new AttriMilException(
              "\"" + key + "\" is []; give the pixels along a patch's edge");
        }
        return sizes.get(sizes.size() - 1).getAsInt();
      }
    }
    final Matcher m = SENTENCE_SIZE.matcher(sentence);
    if (m.find() && m.group(1).equals(m.group(2))) {
      return Integer.parseInt(m.group(1));
    }
    throw new AttriMilException(
        "the card lacks \"input_size\"; add the pixels along a patch's edge");
  }

  private static double[] channels(
      final JsonObject card, final String key, final String sentence, final int group) {
    if (card.has(key)) {
      final JsonElement value = card.get(key);
      final double[] out = new double[3];
      if (value.isJsonArray()) {
        final JsonArray array = value.getAsJsonArray();
        if (array.size() != 3) {
          throw new AttriMilException("\"" + key + "\" is " + array + "; give three values");
        }
        Arrays.setAll(out, i -> array.get(i).getAsDouble());
      } else {
        Arrays.fill(out, value.getAsDouble());
      }
      return out;
    }
    final Matcher m = SENTENCE_SCALE.matcher(sentence);
    if (m.find()) {
      final double[] out = new double[3];
      Arrays.fill(out, Double.parseDouble(m.group(group)));
      return out;
    }
    throw new AttriMilException("the card lacks \"" + key + "\"; add it for red, green and blue");
  }

  private static String text(final JsonObject card, final String key, final String otherwise) {
    return card.has(key) && card.get(key).isJsonPrimitive()
        ? card.get(key).getAsString()
        : otherwise;
  }

  /**
   * A patch as networks take it.
   *
   * @param patch P pixels
   * @return 3 x P: red, green and blue scaled to 0..1, less the mean, divided by std
   */
  public float[] normalized(final RgbImage patch) {
    return normalized(patch, patch.width() * patch.height(), 1);
  }

  /**
   * The same values pixel by pixel.
   *
   * @param patch P pixels
   * @return P x 3: red, green and blue scaled to 0..1, less the mean, divided by std
   */
  public float[] normalizedPixels(final RgbImage patch) {
    return normalized(patch, 1, 3);
  }

  /** With the given strides of colors and pixels. */
  private float[] normalized(
      final RgbImage patch, final int betweenColors, final int betweenPixels) {
    final byte[] rgb = patch.rgb();
    final float[] out = new float[rgb.length];
    for (int c = 0; c < 3; c++) {
      final float scale = (float) (1 / (255 * std[c]));
      final float shift = (float) (mean[c] / std[c]);
      int at = c * betweenColors;
      for (int i = c; i < rgb.length; i += 3) {
        out[at] = (rgb[i] & 0xff) * scale - shift;
        at += betweenPixels;
      }
    }
    return out;
  }

  /**
   * @return the card in one line of JSON, as stored with features and models
   */
  public String toJson() {
    return GSON.toJson(this);
  }
}
