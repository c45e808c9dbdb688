package io.github.attrimil.map;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.measure.Calibration;
import ij.process.ColorProcessor;
import io.github.attrimil.slide.RgbImage;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;

/** The slide's overview as an ImageJ image with a map as its overlay; nothing is shown. */
public final class FijiOverlay {

  private FijiOverlay() {}

  /**
   * Makes the overview with one class's map over it. The pixels are the slide's own; map and legend
   * lie in the overlay and can be hidden.
   *
   * @param scores the patches
   * @param c class
   * @param map that class's map
   * @param colors how scores are coloured
   * @param overview the slide
   * @return an RGB image, calibrated in micrometres where the pixel size is known
   */
  public static ImagePlus of(
      final PatchScores scores,
      final int c,
      final ScoreMap map,
      final ScoreColors colors,
      final Overview overview) {
    final RgbImage image = overview.image();
    final ImagePlus slide =
        new ImagePlus(
            scores.slideId() + " " + scores.classNames().get(c),
            new ColorProcessor(image.width(), image.height(), image.toArgb()));
    slide.setCalibration(calibration(scores, overview));
    final Map<String, Object> info = new LinkedHashMap<>();
    info.put("Slide", scores.slideId());
    info.put("Level", overview.level());
    info.put("DownsampleX", overview.downsampleX());
    info.put("DownsampleY", overview.downsampleY());
    info.put("Class", scores.classNames().get(c));
    info.put("Model", scores.modelName());
    info.put("Fold", scores.fold());
    info.put("Logit", scores.logit()[c]);
    info.put("Bias", scores.bias()[c]);
    info.put("FullColour", colors.range() + " (" + colors.rangeNote() + ")");
    Info.set(slide, info);
    slide.setOverlay(overlay(scores, c, map, colors, overview));
    return slide;
  }

  /**
   * Makes the overlay alone, to switch the class of an image that is open.
   *
   * @param scores the patches
   * @param c class
   * @param map that class's map
   * @param colors how scores are coloured
   * @param overview what the image shows
   * @return "map CLASS", opaque because {@link MapPainter} draws the tissue into it, and "legend"
   *     in the corner with the fewest patches
   */
  public static Overlay overlay(
      final PatchScores scores,
      final int c,
      final ScoreMap map,
      final ScoreColors colors,
      final Overview overview) {
    final int width = overview.image().width();
    final int height = overview.image().height();
    final int[] layer = new MapPainter(map, colors, overview).layer();
    final BufferedImage colored = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    colored.setRGB(0, 0, width, height, layer, 0, width);
    final ImageRoi mapRoi = new ImageRoi(0, 0, colored);
    mapRoi.setName("map " + scores.classNames().get(c));
    final Overlay overlay = new Overlay(mapRoi);
    if (Fonts.available()) {
      overlay.add(legend(Legend.onTop(scores, c, colors, overview), layer, width, height));
    }
    return overlay;
  }

  private static ImageRoi legend(
      final BufferedImage legend, final int[] layer, final int width, final int height) {
    final int right = Math.max(0, width - legend.getWidth());
    final int bottom = Math.max(0, height - legend.getHeight());
    int[] corner = {0, 0};
    int fewest = Integer.MAX_VALUE;
    for (final int[] at : new int[][] {{right, 0}, {right, bottom}, {0, bottom}, {0, 0}}) {
      final int hidden = opaque(layer, width, at, legend);
      if (hidden < fewest) {
        fewest = hidden;
        corner = at;
      }
    }
    final ImageRoi roi = new ImageRoi(corner[0], corner[1], legend);
    roi.setName("legend");
    return roi;
  }

  private static int opaque(
      final int[] layer, final int width, final int[] at, final BufferedImage cover) {
    int count = 0;
    final int right = Math.min(width, at[0] + cover.getWidth());
    final int bottom = Math.min(layer.length / width, at[1] + cover.getHeight());
    for (int y = at[1]; y < bottom; y++) {
      for (int x = at[0]; x < right; x++) {
        count += layer[y * width + x] == 0 ? 0 : 1;
      }
    }
    return count;
  }

  private static Calibration calibration(final PatchScores scores, final Overview overview) {
    final Calibration calibration = new Calibration();
    if (scores.calibrated()) {
      calibration.pixelWidth = overview.downsampleX() * scores.mppX();
      calibration.pixelHeight = overview.downsampleY() * scores.mppY();
      calibration.setUnit("micron");
    }
    return calibration;
  }
}
