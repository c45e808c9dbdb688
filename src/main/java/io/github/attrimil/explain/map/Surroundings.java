package io.github.attrimil.explain.map;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.measure.Calibration;
import ij.process.ColorProcessor;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.picture.Fonts;
import io.github.attrimil.explain.picture.Legend;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import java.awt.Color;
import java.awt.Font;

/**
 * A patch at full resolution with its neighbours around it, as the slide has them: one step to each
 * side.
 *
 * @param patch the patch in the middle
 * @param xLevel0 left edge of the square shown
 * @param yLevel0 top edge
 * @param sizeLevel0 side of the square
 * @param level the pyramid level it is read from
 * @param px side of the picture in pixels
 */
public record Surroundings(
    int patch, double xLevel0, double yLevel0, double sizeLevel0, int level, int px) {

  /** Larger squares are read from the finest level that fits. */
  private static final int LARGEST_PX = 4096;

  /** Width of a value in font sizes, at most. */
  private static final int LABEL = 8;

  private static final Color MIDDLE = new Color(0xffe000);
  private static final Color NEIGHBOR = new Color(0x202020);

  public static Surroundings of(final PatchScores scores, final int patch, final Slide slide) {
    final double step = scores.stepLevel0();
    final double size = scores.patchSizeLevel0() + 2 * step;
    int level = 0;
    while (level < slide.levels().size() - 1
        && size / slide.levels().get(level).downsampleX() > LARGEST_PX) {
      level++;
    }
    final Level read = slide.levels().get(level);
    final int px = (int) Math.max(1, Math.min(LARGEST_PX, Math.round(size / read.downsampleX())));
    return new Surroundings(
        patch, scores.xLevel0()[patch] - step, scores.yLevel0()[patch] - step, size, level, px);
  }

  public RgbImage read(final Slide slide, final SlideReader reader) {
    return new RegionReader(slide, level, px).read(reader, xLevel0, yLevel0, sizeLevel0);
  }

  /** Level-0 pixels per pixel of the picture. */
  double downsample() {
    return sizeLevel0 / px;
  }

  /**
   * Makes the picture with an outline and a value for the patch and for each of its neighbours.
   *
   * @param model the map
   * @param image from {@link #read}
   * @return an image, not shown
   */
  public ImagePlus image(final MapModel model, final RgbImage image) {
    final PatchScores scores = model.scores();
    final ImagePlus shown =
        new ImagePlus(
            "patch " + patch + " of " + scores.slideId(),
            new ColorProcessor(image.width(), image.height(), image.toArgb()));
    final Calibration calibration = new Calibration();
    final boolean microns = scores.calibrated();
    calibration.pixelWidth = downsample() * (microns ? scores.mppX() : 1);
    calibration.pixelHeight = downsample() * (microns ? scores.mppY() : 1);
    calibration.xOrigin = -xLevel0 / downsample();
    calibration.yOrigin = -yLevel0 / downsample();
    calibration.setUnit(microns ? "micron" : "level-0 px");
    shown.setCalibration(calibration);
    shown.setOverlay(overlay(model));
    return shown;
  }

  public Overlay overlay(final MapModel model) {
    final Overlay overlay = new Overlay();
    final int[][] nearest = model.scores().nearest();
    if (nearest != null) {
      for (final int j : nearest[patch]) {
        if (j != patch) {
          outline(overlay, model, j, NEIGHBOR, Math.max(1, px / 500.0));
        }
      }
    }
    outline(overlay, model, patch, MIDDLE, Math.max(2, px / 200.0));
    return overlay;
  }

  private void outline(
      final Overlay overlay,
      final MapModel model,
      final int i,
      final Color color,
      final double width) {
    final PatchScores scores = model.scores();
    final double side = scores.patchSizeLevel0() / downsample();
    final double x = (scores.xLevel0()[i] - xLevel0) / downsample();
    final double y = (scores.yLevel0()[i] - yLevel0) / downsample();
    final Roi roi = new Roi(x, y, side, side);
    roi.setName("patch " + i);
    roi.setStrokeColor(color);
    roi.setStrokeWidth(width);
    overlay.add(roi);
    final int points = Math.max(10, px / 48);
    // Of patches that overlap much, values would lie on each other.
    final boolean room = scores.stepLevel0() / downsample() >= LABEL * points;
    if (Fonts.available() && (room || i == patch)) {
      final TextRoi text =
          new TextRoi(
              x + points / 3.0,
              y + points / 3.0,
              i + ": " + Legend.signed(model.values().values()[i]),
              new Font(Font.SANS_SERIF, Font.PLAIN, points));
      text.setName("value " + i);
      text.setStrokeColor(new Color(0x202020));
      text.setFillColor(new Color(0xff, 0xff, 0xff, 0xc0));
      text.setAntialiased(true);
      overlay.add(text);
    }
  }
}
