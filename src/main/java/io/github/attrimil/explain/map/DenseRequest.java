package io.github.attrimil.explain.map;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.format.regions.RegionFile;
import io.github.attrimil.geometry.Region;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A region of interest to map at a finer step.
 *
 * @param roi "x,y,width,height" in level-0 pixels, or a file of regions
 * @param step from patch to patch, in pixels of a patch as the encoder sees it; 0 for a quarter of
 *     the patch
 * @param encoding the model's encoder, as `features` takes it; empty for the name in the model's
 *     card
 */
public record DenseRequest(String roi, int step, Encoding encoding) {

  private static final String RECTANGLE =
      "\\s*-?\\d{1,8}(\\.\\d+)?(\\s*,\\s*-?\\d{1,8}(\\.\\d+)?){3}\\s*";

  /** Checks the step. */
  public DenseRequest {
    if (step < 0 || step > 100_000) {
      throw new AttriMilException(
          "step=" + step + " is not a distance in pixels; give a number above 0");
    }
  }

  /**
   * @return the region
   */
  List<Region> regions() {
    if (roi.matches(RECTANGLE)) {
      final String[] cells = roi.split(",");
      final double[] v = new double[4];
      for (int k = 0; k < 4; k++) {
        v[k] = Double.parseDouble(cells[k].strip());
      }
      if (!(v[2] > 0 && v[3] > 0)) {
        throw new AttriMilException("roi=" + roi + " has no area; give x,y,width,height");
      }
      return List.of(Region.rectangle("", v[0], v[1], v[2], v[3]));
    }
    return RegionFile.read(
        file()
            .orElseThrow(
                () ->
                    new AttriMilException(
                        "roi="
                            + roi
                            + " is neither x,y,width,height in level-0 pixels nor a file of"
                            + " regions (.geojson, .xml, .roi, .zip)")));
  }

  /**
   * @return the file of regions, unless a rectangle is given
   */
  Optional<Path> file() {
    try {
      return Optional.of(Path.of(roi)).filter(f -> !roi.matches(RECTANGLE) && Files.exists(f));
    } catch (final InvalidPathException e) {
      return Optional.empty();
    }
  }
}
