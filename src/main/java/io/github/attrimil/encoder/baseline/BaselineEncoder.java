package io.github.attrimil.encoder.baseline;

import com.google.gson.Gson;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.format.image.RgbImage;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An encoder that needs no weights: {@value #FEATURES} statistics of stain and texture. It is a
 * baseline, suited to first tries and to coarse differences of cell density and nuclear size; it
 * does not see what a pathologist sees. For a study take a trained network.
 *
 * <p>Hematoxylin and eosin are separated by color deconvolution ({@link StainSeparation}). Of each
 * stain and the rest: {@link Texture#distribution}; of both stains {@link Texture#energies}; of
 * hematoxylin {@link Texture#localPatterns} at 1 and 3 pixels, {@link Texture#coOccurrence} at 1
 * and 4 pixels and {@link Texture#granulometry} at three thresholds. Each is then centered and
 * scaled by fixed numbers (baseline-scale.json), so that features are of order one on H and E
 * sections and the same patch always has the same features.
 */
public final class BaselineEncoder implements Encoder {

  /** Its name among encoders. */
  public static final String NAME = "baseline";

  /** D. */
  public static final int FEATURES = 74;

  private static final int SIZE = 256;
  private static final int BATCH = 64;

  /** Optical densities of hematoxylin above which a pixel may belong to a nucleus. */
  private static final float[] NUCLEAR = {0.25f, 0.45f, 0.7f};

  private static final float DARKEST = 1.5f;
  private static final float NOISE = 0.02f;
  private static final float FAR = 4;

  public static final EncoderCard CARD =
      new EncoderCard(
          NAME,
          SIZE,
          new double[] {0, 0, 0},
          new double[] {1, 1, 1},
          "",
          "built in, version 1: colour deconvolution and texture statistics");

  private static final Scale SCALE = Scale.read();

  /** Mean and standard deviation of each raw statistic over H and E patches. */
  private record Scale(float[] mean, float[] sd) {
    static Scale read() {
      try (Reader in =
          new InputStreamReader(
              BaselineEncoder.class.getResourceAsStream("baseline-scale.json"),
              StandardCharsets.UTF_8)) {
        return new Gson().fromJson(in, Scale.class);
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public EncoderCard card() {
    return CARD;
  }

  @Override
  public int batchSize() {
    return BATCH;
  }

  @Override
  public float[] prepare(final RgbImage patch) {
    final float[] f = raw(patch);
    for (int i = 0; i < f.length; i++) {
      // Pen marks and folds lie far out; they must not outweigh everything else in a bag.
      final float z = (f[i] - SCALE.mean[i]) / SCALE.sd[i];
      f[i] = Math.max(-FAR, Math.min(FAR, z));
    }
    return f;
  }

  @Override
  public float[][] encode(final List<float[]> prepared) {
    return prepared.toArray(new float[0][]);
  }

  @Override
  public void close() {
    // Holds nothing.
  }

  /**
   * The statistics before they are centered and scaled.
   *
   * @param patch 256 x 256 pixels
   * @return D numbers
   */
  static float[] raw(final RgbImage patch) {
    final float[][] stains = StainSeparation.separate(patch);
    final float[] out = new float[FEATURES];
    int at = 0;
    for (final float[] stain : stains) {
      at = put(out, at, Texture.distribution(stain));
    }
    at = put(out, at, Texture.energies(stains[0], SIZE));
    at = put(out, at, Texture.energies(stains[1], SIZE));
    at = put(out, at, Texture.localPatterns(stains[0], SIZE, 1, NOISE));
    at = put(out, at, Texture.localPatterns(stains[0], SIZE, 3, NOISE));
    at = put(out, at, Texture.coOccurrence(stains[0], SIZE, 1, DARKEST));
    at = put(out, at, Texture.coOccurrence(stains[0], SIZE, 4, DARKEST));
    for (final float threshold : NUCLEAR) {
      at = put(out, at, Texture.granulometry(stains[0], SIZE, threshold));
    }
    return out;
  }

  private static int put(final float[] out, final int at, final float[] values) {
    System.arraycopy(values, 0, out, at, values.length);
    return at + values.length;
  }
}
