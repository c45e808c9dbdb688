package io.github.attrimil.format.h5;

import io.github.attrimil.core.AttriMilException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The features of a slide: {@code features/h5_files/SLIDE.h5} in the official AttriMIL layout:
 * features float32 N x D, coords int64 N x 2, nearest int64 N x 9.
 *
 * @param features N x D values, flat, patch by patch
 * @param dimension D
 * @param attributes of {@code features}: the encoder's name and card, versions
 * @param patches where the patches lie, or nothing when the file holds features alone
 */
public record FeatureFile(
    float[] features, int dimension, Map<String, Object> attributes, Optional<PatchFile> patches) {

  /** The encoder's name. */
  public static final String ENCODER = "encoder";

  /** The encoder's card as JSON: input size, normalization, weights' checksum. */
  public static final String CARD = "encoder_card";

  /** Checks the sizes. */
  public FeatureFile {
    if (dimension < 1 || features.length == 0 || features.length % dimension != 0) {
      throw new AttriMilException(
          features.length + " values are not patches of " + dimension + " features");
    }
    final int n = features.length / dimension;
    if (patches.isPresent() && patches.get().size() != n) {
      throw new AttriMilException(
          "features has " + n + " rows and coords " + patches.get().size() + "; they must agree");
    }
    attributes = Map.copyOf(attributes);
  }

  /**
   * @return N, the number of patches
   */
  public int size() {
    return features.length / dimension;
  }

  /**
   * @param path the file they were read from, for the message
   * @throws AttriMilException naming the first value that is not finite
   */
  public void requireFinite(final Path path) {
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        throw new AttriMilException(
            path
                + ": feature "
                + i % dimension
                + " of patch "
                + i / dimension
                + " is "
                + features[i]
                + "; extract the features again, or set the slide's process to 0 in"
                + " process_list.csv");
      }
    }
  }

  /**
   * Reads features of ours, of official AttriMIL, CLAM or TRIDENT.
   *
   * @param path the file
   * @return its features
   */
  public static FeatureFile read(final Path path) {
    return read(path, false);
  }

  /**
   * Reads features whose neighbors are to be indexed again.
   *
   * @param path the file
   * @return its features; a neighbor table that does not fit them is ignored
   */
  public static FeatureFile readToIndex(final Path path) {
    return read(path, true);
  }

  private static FeatureFile read(final Path path, final boolean lenient) {
    try (H5File h5 = H5File.open(path)) {
      final long[] shape = shape(h5, path);
      if (!h5.hasFloats("features")) {
        throw new AttriMilException(
            path + ": features are whole numbers, not floating-point; write them as float32");
      }
      final Optional<PatchFile> patches =
          h5.has("coords") ? Optional.of(PatchFile.read(h5, path, lenient)) : Optional.empty();
      return new FeatureFile(
          h5.floats("features"), (int) shape[1], h5.attributes("features"), patches);
    } catch (final AttriMilException e) {
      throw e.getMessage().contains(path.toString())
          ? e
          : new AttriMilException(path + ": " + e.getMessage(), e);
    }
  }

  /** N and D. */
  private static long[] shape(final H5File h5, final Path path) {
    final long[] shape = h5.shape("features");
    // TRIDENT and old CLAM files may have a leading axis of one.
    final int from = shape.length == 3 && shape[0] == 1 ? 1 : 0;
    if (shape.length - from != 2 || shape[from + 1] != (int) shape[from + 1]) {
      throw new AttriMilException(
          path + ": features has the shape " + Arrays.toString(shape) + ", not N x D");
    }
    return Arrays.copyOfRange(shape, from, shape.length);
  }

  /**
   * What a file states, without its features.
   *
   * @param dimension D
   * @param attributes of {@code features}
   * @param patches how the patches lie, or nothing when the file holds features alone
   */
  public record Header(
      int dimension, Map<String, Object> attributes, Optional<PatchAttributes> patches) {}

  /**
   * Reads what the features are, without reading them.
   *
   * @param path the file
   * @return D and the attributes
   */
  public static Header header(final Path path) {
    try (H5File h5 = H5File.open(path)) {
      return new Header(
          (int) shape(h5, path)[1],
          h5.attributes("features"),
          h5.has("coords") ? Optional.of(PatchFile.attributes(h5)) : Optional.empty());
    }
  }

  /**
   * A few of the features, by which the same slide is found again under another name.
   *
   * @param patches N
   * @param dimension D
   * @param values the first values of one row
   */
  public record Sample(long patches, int dimension, float[] values) {}

  /**
   * Reads a few features.
   *
   * @param path the file
   * @param share where the row lies, from 0 for the first to 1 for the last
   * @param most values at most
   * @return the first values of the row
   */
  public static Sample sample(final Path path, final double share, final int most) {
    try (H5File h5 = H5File.open(path)) {
      final long n = shape(h5, path)[0];
      final float[] row = h5.row("features", Math.round(share * (n - 1)));
      return new Sample(n, row.length, Arrays.copyOf(row, Math.min(most, row.length)));
    }
  }

  /**
   * Writes the features whole or not at all.
   *
   * @param path the file
   */
  public void write(final Path path) {
    H5File.write(
        path,
        writer -> {
          writer.dataset("features", H5File.rows(features, dimension), attributes);
          patches.ifPresent(p -> p.addTo(writer));
        });
  }
}
