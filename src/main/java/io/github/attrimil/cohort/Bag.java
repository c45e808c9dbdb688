package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.tissue.patches.NeighborStage;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One slide as a model sees it.
 *
 * @param slideId the slide
 * @param features N x D values, flat, patch by patch; not copied
 * @param dimension D
 * @param nearest N x 9 row numbers, flat: each patch and its eight neighbours, itself where one is
 *     missing
 * @param patches where the patches lie; nothing for features without coordinates
 * @param encoderCard the card of the encoder as JSON, empty where the file does not tell
 */
public record Bag(
    String slideId,
    float[] features,
    int dimension,
    int[] nearest,
    Optional<PatchFile> patches,
    String encoderCard) {

  /**
   * @return N, the number of patches
   */
  public int size() {
    return features.length / dimension;
  }

  /**
   * @return micrometres per pixel of the patches as the encoder was given them, 0 where not known
   */
  public double targetMpp() {
    return patches
        .map(p -> p.attributes().map().get(PatchAttributes.TARGET_MPP))
        .filter(Number.class::isInstance)
        .map(n -> ((Number) n).doubleValue())
        .orElse(0.0);
  }

  /**
   * Reads a bag and checks its values.
   *
   * @param slideId the slide
   * @param path its feature file
   * @return the bag; neighbours are indexed here when the file has coordinates but no table
   * @throws AttriMilException when the file is unreadable or a feature is not finite
   */
  public static Bag read(final String slideId, final Path path) {
    final FeatureFile file = FeatureFile.read(path);
    final float[] features = file.features();
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        throw new AttriMilException(
            path
                + ": feature "
                + i % file.dimension()
                + " of patch "
                + i / file.dimension()
                + " is "
                + features[i]
                + "; extract the features again with `features redo=true`");
      }
    }
    return new Bag(
        slideId,
        features,
        file.dimension(),
        nearest(file),
        file.patches(),
        String.valueOf(file.attributes().getOrDefault(FeatureFile.CARD, "")));
  }

  private static int[] nearest(final FeatureFile file) {
    if (file.patches().isEmpty()) {
      final int[] own = new int[file.size() * PatchFile.NEAREST];
      for (int i = 0; i < own.length; i++) {
        own[i] = i / PatchFile.NEAREST;
      }
      return own;
    }
    final PatchFile patches = file.patches().get();
    final long[] table = patches.nearest().orElseGet(() -> NeighborStage.nearest(patches));
    final int[] nearest = new int[table.length];
    for (int i = 0; i < table.length; i++) {
      nearest[i] = (int) table[i];
    }
    return nearest;
  }
}
