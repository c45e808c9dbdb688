package io.github.attrimil.encoder;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One row of the table of known encoders (encoders.json).
 *
 * @param name as users name it
 * @param network what it is
 * @param paper authors, year, DOI or arXiv number
 * @param license of the weights
 * @param gated whether they can be downloaded only after agreeing to conditions on the page
 * @param page where the weights are published
 * @param file where they belong in the folder of weights; its last part is the published name
 * @param source what is downloaded on first use; null where users must download themselves
 * @param sha256 of the file; null where it is recorded on first use
 * @param inputSize width and height of a patch in pixels
 * @param mean of red, green, blue scaled to 0..1
 * @param std of red, green, blue scaled to 0..1
 * @param mpp micrometers per pixel it was trained at, for a user to read
 * @param features D
 * @param token which output the features are: cls, cls_mean, or mean over positions
 * @param parametersMillion millions of parameters
 * @param memoryGb of weights and 32 patches in float32, approximately
 * @param patchesPerSecond by device and precision, where measured
 * @param trainedOn its training data
 * @param tensors shapes by which the weights are recognized
 * @param absent tensors that the weights do not have
 */
public record KnownEncoder(
    String name,
    String network,
    String paper,
    String license,
    boolean gated,
    String page,
    String file,
    String source,
    String sha256,
    int inputSize,
    double[] mean,
    double[] std,
    String mpp,
    int features,
    String token,
    double parametersMillion,
    double memoryGb,
    Map<String, Double> patchesPerSecond,
    String trainedOn,
    Map<String, long[]> tensors,
    List<String> absent) {

  private static final class Table {
    static final List<KnownEncoder> ROWS = read();

    private static List<KnownEncoder> read() {
      try (Reader in =
          new InputStreamReader(
              KnownEncoder.class.getResourceAsStream("encoders.json"), StandardCharsets.UTF_8)) {
        return List.of(new Gson().fromJson(in, KnownEncoder[].class));
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * @return the table
   */
  public static List<KnownEncoder> all() {
    return Table.ROWS;
  }

  /**
   * @param name as users name it
   * @return the encoder, if it is known
   */
  public static Optional<KnownEncoder> find(final String name) {
    return all().stream().filter(e -> e.name.equals(name)).findFirst();
  }

  /**
   * @return all names, separated by commas
   */
  public static String names() {
    return all().stream().map(KnownEncoder::name).collect(Collectors.joining(", "));
  }

  /**
   * @param other another row
   * @return whether it takes patches and gives features in the same way
   */
  public boolean usedLike(final KnownEncoder other) {
    return inputSize == other.inputSize
        && Arrays.equals(mean, other.mean)
        && Arrays.equals(std, other.std)
        && token.equals(other.token);
  }

  /**
   * @param checksum of its weights
   * @return its card
   */
  public EncoderCard card(final String checksum) {
    return new EncoderCard(name, inputSize, mean, std, checksum, source == null ? page : source);
  }

  /**
   * @return the row in one line, for a user to read
   */
  public String summary() {
    final String speed =
        patchesPerSecond.isEmpty()
            ? ""
            : "; patches per second: "
                + patchesPerSecond.entrySet().stream()
                    .map(e -> String.format(Locale.ROOT, "%s %,.0f", e.getKey(), e.getValue()))
                    .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s; %d features (%s); %d px at %s µm per pixel; %s%s; %.1f GB of memory%s; %s; %s",
        network,
        features,
        token,
        inputSize,
        mpp,
        license,
        gated ? ", gated" : "",
        memoryGb,
        speed,
        paper,
        page);
  }
}
