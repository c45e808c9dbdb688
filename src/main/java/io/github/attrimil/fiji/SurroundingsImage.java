package io.github.attrimil.fiji;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.measure.Calibration;
import ij.process.ColorProcessor;
import io.github.attrimil.explain.Numbers;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.map.MapModel;
import io.github.attrimil.explain.map.Surroundings;
import io.github.attrimil.explain.picture.Fonts;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.geometry.PatchGrid;
import java.awt.Color;
import java.awt.Font;

/** A patch and its neighbors as an ImageJ image, each with its outline and value. */
final class SurroundingsImage {

  /** Width of a value in font sizes, at most. */
  private static final int LABEL = 8;

  private static final Color MIDDLE = new Color(0xffe000);
  private static final Color NEIGHBOR = new Color(0x202020);

  private final Surroundings around;
  private final MapModel model;

  private SurroundingsImage(final Surroundings around, final MapModel model) {
    this.around = around;
    this.model = model;
  }

  /**
   * Makes the picture with an outline and a value for the patch and for each of its neighbors.
   *
   * @param around the patch
   * @param model the map
   * @param image from {@link Surroundings#read}
   * @return an image, not shown
   */
  static ImagePlus image(final Surroundings around, final MapModel model, final RgbImage image) {
    final PatchScores scores = model.scores();
    final ImagePlus shown =
        new ImagePlus(
            "patch " + around.patch() + " of " + scores.slideId(),
            new ColorProcessor(image.width(), image.height(), image.toArgb()));
    final Calibration calibration = new Calibration();
    final boolean microns = scores.calibrated();
    calibration.pixelWidth = around.downsample() * (microns ? scores.mppX() : 1);
    calibration.pixelHeight = around.downsample() * (microns ? scores.mppY() : 1);
    calibration.xOrigin = -around.xLevel0() / around.downsample();
    calibration.yOrigin = -around.yLevel0() / around.downsample();
    calibration.setUnit(microns ? "micron" : "level-0 px");
    shown.setCalibration(calibration);
    shown.setOverlay(overlay(around, model));
    return shown;
  }

  static Overlay overlay(final Surroundings around, final MapModel model) {
    final Overlay overlay = new Overlay();
    final SurroundingsImage image = new SurroundingsImage(around, model);
    final int[] neighbors = model.scores().grid().neighbors();
    for (int k = 0; k < PatchGrid.NEIGHBORS; k++) {
      final int j = neighbors[around.patch() * PatchGrid.NEIGHBORS + k];
      if (j != around.patch()) {
        image.outline(overlay, j, NEIGHBOR, Math.max(1, around.px() / 500.0));
      }
    }
    image.outline(overlay, around.patch(), MIDDLE, Math.max(2, around.px() / 200.0));
    return overlay;
  }

  private void outline(final Overlay overlay, final int i, final Color color, final double width) {
    final PatchScores scores = model.scores();
    final double side = scores.patchSizeLevel0() / around.downsample();
    final double x = (scores.xLevel0()[i] - around.xLevel0()) / around.downsample();
    final double y = (scores.yLevel0()[i] - around.yLevel0()) / around.downsample();
    final Roi roi = new Roi(x, y, side, side);
    roi.setName("patch " + i);
    roi.setStrokeColor(color);
    roi.setStrokeWidth(width);
    overlay.add(roi);
    final int points = Math.max(10, around.px() / 48);
    // Of patches that overlap much, values would lie on each other.
    final boolean room = scores.stepLevel0() / around.downsample() >= LABEL * points;
    if (Fonts.available() && (room || i == around.patch())) {
      final TextRoi text =
          new TextRoi(
              x + points / 3.0,
              y + points / 3.0,
              i + ": " + Numbers.signed(model.values().values()[i]),
              new Font(Font.SANS_SERIF, Font.PLAIN, points));
      text.setName("value " + i);
      text.setStrokeColor(new Color(0x202020));
      text.setFillColor(new Color(0xff, 0xff, 0xff, 0xc0));
      text.setAntialiased(true);
      overlay.add(text);
    }
  }
}
