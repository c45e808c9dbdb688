package io.github.attrimil.fiji;

import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import io.github.attrimil.explain.Numbers;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.ScoreRegions;
import io.github.attrimil.explain.map.MapModel;
import io.github.attrimil.geometry.Polygon;
import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A map's regions as ImageJ's selections, in pixels of the overview. */
public final class FijiRegions {

  private static final Color LINE = new Color(0x000000);

  private FijiRegions() {}

  /**
   * @param model the map
   * @return a selection a region, the largest first, named by class, number, area, mean and
   *     maximum; regions with holes as composite selections
   */
  public static List<Roi> rois(final MapModel model) {
    final PatchScores scores = model.scores();
    final List<Roi> rois = new ArrayList<>();
    for (final ScoreRegions.Region region : model.regions()) {
      final Roi roi = region.rings().size() == 1 ? polygon(model, region) : shape(model, region);
      final String area =
          scores.calibrated()
              ? Numbers.number(region.areaLevel0() * scores.mppX() * scores.mppY() * 1e-6) + " mm2"
              : Numbers.number(region.areaLevel0()) + " px";
      roi.setName(
          String.format(
              Locale.ROOT,
              "%s %d: %s, mean %.3g, max %.3g",
              scores.mapName(model.view().c()),
              rois.size() + 1,
              area,
              region.mean(),
              region.max()));
      roi.setStrokeColor(LINE);
      rois.add(roi);
    }
    return rois;
  }

  private static Roi polygon(final MapModel model, final ScoreRegions.Region region) {
    final Polygon ring = region.rings().get(0);
    final float[] x = new float[ring.size()];
    final float[] y = new float[ring.size()];
    for (int k = 0; k < x.length; k++) {
      x[k] = (float) model.overview().x(ring.x()[k]);
      y[k] = (float) model.overview().y(ring.y()[k]);
    }
    return new PolygonRoi(x, y, x.length, Roi.POLYGON);
  }

  private static Roi shape(final MapModel model, final ScoreRegions.Region region) {
    final Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    for (final Polygon ring : region.rings()) {
      for (int k = 0; k < ring.size(); k++) {
        final double x = model.overview().x(ring.x()[k]);
        final double y = model.overview().y(ring.y()[k]);
        if (k == 0) {
          path.moveTo(x, y);
        } else {
          path.lineTo(x, y);
        }
      }
      path.closePath();
    }
    return new ShapeRoi(path);
  }
}
