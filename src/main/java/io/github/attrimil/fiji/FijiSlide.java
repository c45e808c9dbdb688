package io.github.attrimil.fiji;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.ColorProcessor;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.map.Overviews;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.format.regions.RegionFile;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.slide.Slide;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;

/** A slide as ImageJ shows it: a small picture with the outline of its tissue. */
public final class FijiSlide {

  private static final int SIZE = 1000;
  private static final Color TISSUE = new Color(0x00a000);
  private static final Color HOLE = new Color(0x0050ff);

  private FijiSlide() {}

  /**
   * Shows a slide.
   *
   * @param slide the slide
   * @param id what it is called
   * @param contours its tissue, drawn if the file is there
   */
  public static void show(final Slide slide, final String id, final Path contours) {
    of(slide, id, contours).show();
  }

  /**
   * Makes the image.
   *
   * @param slide the slide
   * @param id what it is called
   * @param contours its tissue, drawn if the file is there
   * @return an RGB image, calibrated where the pixel size is known, not shown
   */
  static ImagePlus of(final Slide slide, final String id, final Path contours) {
    final Overview overview = Overviews.slide(slide, SIZE, Job.silent());
    final RgbImage picture = overview.image();
    final ImagePlus image =
        new ImagePlus(id, new ColorProcessor(picture.width(), picture.height(), picture.toArgb()));
    slide
        .pixelSize()
        .ifPresent(
            size -> {
              final Calibration calibration = new Calibration();
              calibration.pixelWidth = overview.downsampleX() * size.mppX();
              calibration.pixelHeight = overview.downsampleY() * size.mppY();
              calibration.setUnit("micron");
              image.setCalibration(calibration);
            });
    if (Files.exists(contours)) {
      image.setOverlay(outlines(contours, overview));
    }
    return image;
  }

  private static Overlay outlines(final Path contours, final Overview overview) {
    final Overlay overlay = new Overlay();
    for (final Region region : RegionFile.all(contours)) {
      for (final Polygon ring : region.rings()) {
        final boolean outer = ring == region.outer();
        final float[] x = new float[ring.size()];
        final float[] y = new float[ring.size()];
        for (int k = 0; k < x.length; k++) {
          x[k] = (float) overview.x(ring.x()[k]);
          y[k] = (float) overview.y(ring.y()[k]);
        }
        final Roi roi = new PolygonRoi(x, y, x.length, Roi.POLYGON);
        roi.setName(outer ? "tissue" : "hole");
        roi.setStrokeColor(outer ? TISSUE : HOLE);
        roi.setStrokeWidth(2);
        overlay.add(roi);
      }
    }
    return overlay;
  }
}
