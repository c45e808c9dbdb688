package io.github.attrimil.tissue.patches;

import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.slide.Level;
import io.github.attrimil.tissue.KeptTissue;
import io.github.attrimil.tissue.PixelOutlines;
import io.github.attrimil.tissue.TissueMask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes a slide's tissue as annotations for QuPath: polygons along the edges of the mask's pixels,
 * holes as inner rings, level-0 pixels. Pieces that meet at corners alone are polygons of their
 * own, splinters of them below 16 pixels of the mask are left out.
 */
final class ContourFile {

  private static final double SPLINTER = 16;

  private ContourFile() {}

  static void write(final Path file, final String slide, final PatchPlan plan, final Level full) {
    final List<PixelOutlines.Outline> outlines =
        PixelOutlines.of(KeptTissue.of(plan.mask(), plan.contours()));
    final List<GeoJson.Feature> features = new ArrayList<>();
    for (final PixelOutlines.Outline outline : outlines) {
      if (outline.area() >= SPLINTER || features.isEmpty()) {
        final String name = slide + " tissue " + features.size();
        features.add(
            new GeoJson.Feature(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                "annotation",
                new GeoJson.Region(
                    "tissue",
                    outline.rings().stream().map(r -> level0(r, plan.mask(), full)).toList()),
                Map.of()));
      }
    }
    GeoJson.write(file, features.iterator());
  }

  private static double[][] level0(final int[][] ring, final TissueMask mask, final Level full) {
    final double[][] out = new double[ring.length][];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          new double[] {
            Math.min(full.width(), Math.round(ring[i][0] * mask.downsampleX())),
            Math.min(full.height(), Math.round(ring[i][1] * mask.downsampleY()))
          };
    }
    return out;
  }
}
