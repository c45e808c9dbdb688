package io.github.attrimil.explain.picture;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.LUT;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.MapValues;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.ScoreColors;
import io.github.attrimil.explain.ScoreGrid;
import io.github.attrimil.explain.ScoreMap;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;

/** A score map as a 32-bit ImageJ image. */
public final class ScoreImage {

  private static final int NO_PATCH = 0xffbebebe;

  private ScoreImage() {}

  /**
   * Makes the image; nothing is shown. How the map was drawn is among the image's properties, and
   * so in a TIFF file.
   *
   * @param scores the patches, for name and pixel size
   * @param c class
   * @param drawing how the map was drawn
   * @param map that class's map
   * @param colors look-up table and display range
   * @return the map's values as they are, NaN where no patch is, with the diverging look-up table;
   *     calibrated so that coordinates are micrometers from the slide's first pixel, or level-0
   *     pixels where the pixel size is not known
   */
  public static ImagePlus of(
      final PatchScores scores,
      final int c,
      final Drawing drawing,
      final ScoreMap map,
      final ScoreColors colors) {
    final MapValues values = drawing.values(scores, c);
    final ScoreGrid grid = map.grid();
    final FloatProcessor pixels =
        new FloatProcessor(grid.width(), grid.height(), map.pixels(), null);
    pixels.setLut(new LUT(colors.lookUpTable(), -colors.range(), colors.range()));
    pixels.setMinAndMax(-colors.range(), colors.range());
    final ImagePlus image =
        new ImagePlus(values.name() + " " + scores.mapName(c) + " " + scores.slideId(), pixels);
    image.setCalibration(calibration(scores, grid, values.name()));
    final Map<String, Object> info = new LinkedHashMap<>();
    info.put("Slide", scores.slideId());
    info.put("Model", scores.model().name());
    info.put("Fold", scores.model().fold());
    info.put("Class", scores.mapName(c));
    info.put("Value", values.words().title());
    info.put("Smoothing", drawing.smoothingText(scores));
    if (!scores.oneForAll()) {
      info.put("Logit", scores.logit()[c]);
    }
    scores.additive().ifPresent(a -> info.put("Bias", (double) a.bias()[c]));
    info.put("CellLevel0", grid.cellLevel0());
    info.put("XLevel0", grid.x0Level0());
    info.put("YLevel0", grid.y0Level0());
    Info.set(image, info);
    return image;
  }

  /**
   * Covers the pixels without a patch: ImageJ shows NaN as the lowest value, which here means the
   * strongest "opposes".
   *
   * @param map the map an image is made of
   * @return an overlay "no patch" in gray
   */
  public static Overlay cover(final ScoreMap map) {
    final ScoreGrid grid = map.grid();
    final float[] pixels = map.pixels();
    final BufferedImage cover =
        new BufferedImage(grid.width(), grid.height(), BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < pixels.length; i++) {
      if (Float.isNaN(pixels[i])) {
        cover.setRGB(i % grid.width(), i / grid.width(), NO_PATCH);
      }
    }
    final ImageRoi roi = new ImageRoi(0, 0, cover);
    roi.setName("no patch");
    return new Overlay(roi);
  }

  private static Calibration calibration(
      final PatchScores scores, final ScoreGrid grid, final String unit) {
    final Calibration calibration = new Calibration();
    final boolean microns = scores.calibrated();
    calibration.pixelWidth = grid.cellLevel0() * (microns ? scores.mppX() : 1);
    calibration.pixelHeight = grid.cellLevel0() * (microns ? scores.mppY() : 1);
    // ImageJ: coordinate = (pixel - origin) * pixelWidth
    calibration.xOrigin = -grid.x0Level0() / grid.cellLevel0();
    calibration.yOrigin = -grid.y0Level0() / grid.cellLevel0();
    calibration.setUnit(microns ? "micron" : "level-0 px");
    calibration.setValueUnit(unit);
    return calibration;
  }
}
