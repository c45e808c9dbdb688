package io.github.attrimil.tissue.patches;

import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.geometry.PixelOutlines;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.slide.Level;
import io.github.attrimil.tissue.KeptTissue;
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
 * own, splinters of them below 16 pixels of the mask are omitted.
 */
final class ContourFile {

  private static final double SPLINTER = 16;

  private ContourFile() {}

  static void write(final Path file, final String slide, final PatchPlan plan, final Level full) {
    final TissueMask kept = KeptTissue.of(plan.mask(), plan.contours());
    final List<GeoJson.Feature> features = new ArrayList<>();
    for (final Region piece : PixelOutlines.of(kept.data(), kept.width(), kept.height())) {
      if (piece.area() >= SPLINTER || features.isEmpty()) {
        final String name = slide + " tissue " + features.size();
        features.add(
            new GeoJson.Feature(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                "annotation",
                new Region(
                    "tissue", piece.rings().stream().map(r -> level0(r, kept, full)).toList()),
                Map.of()));
      }
    }
    GeoJson.write(file, features.iterator());
  }

  private static Polygon level0(final Polygon ring, final TissueMask mask, final Level full) {
    final double[] x = new double[ring.size()];
    final double[] y = new double[ring.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.min(full.width(), Math.round(ring.x()[i] * mask.downsampleX()));
      y[i] = Math.min(full.height(), Math.round(ring.y()[i] * mask.downsampleY()));
    }
    return new Polygon(x, y);
  }
}
