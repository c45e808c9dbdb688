package io.github.attrimil.encoder;

import com.google.gson.Gson;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One row of the table of known encoders (encoders.json).
 *
 * @param name as users name it
 * @param network what it is
 * @param features D
 * @param file the weights' file name
 * @param source where the weights are fetched from on first use
 * @param sha256 of the file
 * @param licence of the weights
 * @param trainedOn what they were trained on, and at which pixel size
 * @param inputSize width and height of a patch in pixels
 * @param mean of red, green, blue scaled to 0..1
 * @param std of red, green, blue scaled to 0..1
 */
public record KnownEncoder(
    String name,
    String network,
    int features,
    String file,
    String source,
    String sha256,
    String licence,
    String trainedOn,
    int inputSize,
    double[] mean,
    double[] std) {

  /** Where weights are kept; another folder may be given by the system property of this name. */
  public static final String FOLDER_PROPERTY = "attrimil.encoders";

  private static final int TIMEOUT_MILLIS = 20_000;

  /**
   * @return the table
   */
  public static List<KnownEncoder> all() {
    try (Reader in =
        new InputStreamReader(
            KnownEncoder.class.getResourceAsStream("encoders.json"), StandardCharsets.UTF_8)) {
      return Arrays.asList(new Gson().fromJson(in, KnownEncoder[].class));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param name as users name it
   * @return the encoder, if it is known
   */
  public static Optional<KnownEncoder> find(final String name) {
    return all().stream().filter(e -> e.name.equals(name)).findFirst();
  }

  /**
   * @return the folder weights are kept in
   */
  static Path folder() {
    final String set = System.getProperty(FOLDER_PROPERTY);
    return set == null
        ? Path.of(System.getProperty("user.home"), ".attrimil", "encoders")
        : Path.of(set);
  }

  /**
   * @return its card; the same whether the weights are here yet or not
   */
  public EncoderCard card() {
    return new EncoderCard(name, inputSize, mean, std, sha256, source);
  }

  /**
   * Finds the weights, fetching them on first use.
   *
   * @return their file, its checksum verified
   * @throws AttriMilException naming the file and where to put it, when they cannot be had
   */
  public Path weights() {
    final Path target = folder().resolve(file);
    if (!Files.exists(target)) {
      try {
        final URLConnection connection = URI.create(source).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try (InputStream in = connection.getInputStream()) {
          AtomicFile.write(
              target,
              part -> {
                Files.copy(in, part);
                check(part);
              });
        }
      } catch (final IOException e) {
        throw new AttriMilException(
            "encoder="
                + name
                + " needs the weights "
                + file
                + ", which cannot be fetched ("
                + AttriMilException.oneLine(e)
                + "); put the file into "
                + folder().toAbsolutePath()
                + ", or give encoder=FILE with your own weights",
            e);
      }
    }
    check(target);
    return target;
  }

  private void check(final Path weights) {
    final String found = Sha256.of(weights);
    if (!found.equals(sha256)) {
      throw new AttriMilException(
          weights
              + " has sha256 "
              + found
              + ", that of "
              + file
              + " is "
              + sha256
              + "; delete it and get it again");
    }
  }
}
