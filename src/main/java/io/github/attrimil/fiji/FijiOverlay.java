package io.github.attrimil.fiji;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.ColorProcessor;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.MapView;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.map.MapModel;
import io.github.attrimil.explain.map.PatchReviews.Verdict;
import io.github.attrimil.explain.picture.Fonts;
import io.github.attrimil.explain.picture.Info;
import io.github.attrimil.explain.picture.Legend;
import io.github.attrimil.explain.picture.MapPainter;
import io.github.attrimil.format.image.RgbImage;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;

/** The slide's overview as an ImageJ image with a map as its overlay; nothing is shown. */
public final class FijiOverlay {

  private static final Color MARK = new Color(0xffe000);

  /** Marks are as wide as this share of the picture, and at least two pixels. */
  private static final double PEN = 1 / 400.0;

  private static final int SMALLEST_MARK = 12;

  private FijiOverlay() {}

  /**
   * Makes the overview with a map over it. The pixels are the slide's own; map and legend lie in
   * the overlay and can be hidden. Where the legend would hide patches in every corner, there is a
   * margin for it at the right.
   *
   * @param model the map and how it is shown
   * @return an RGB image, calibrated in micrometers where the pixel size is known
   */
  public static ImagePlus of(final MapModel model) {
    final RgbImage image = model.overview().image();
    model.margin(margin(model));
    final ColorProcessor pixels =
        new ColorProcessor(image.width() + model.margin(), image.height());
    pixels.setColor(Color.WHITE);
    pixels.fill();
    pixels.insert(new ColorProcessor(image.width(), image.height(), image.toArgb()), 0, 0);
    final ImagePlus slide = new ImagePlus(title(model), pixels);
    slide.setCalibration(calibration(model.scores(), model.overview()));
    describe(slide, model);
    slide.setOverlay(overlay(model));
    return slide;
  }

  private static String title(final MapModel model) {
    final Drawing drawing = model.drawing();
    return model.scores().slideId()
        + " "
        + model.scores().mapName(model.view().c())
        + (drawing.display() == Drawing.Display.SCORE ? "" : " " + model.values().name())
        + drawing.suffix().replace('_', ' ');
  }

  /** Sets title and properties, which name the class shown. */
  static void describe(final ImagePlus slide, final MapModel model) {
    final PatchScores scores = model.scores();
    final int c = model.view().c();
    final Map<String, Object> info = new LinkedHashMap<>();
    info.put("Slide", scores.slideId());
    info.put("Level", model.overview().level());
    info.put("DownsampleX", model.overview().downsampleX());
    info.put("DownsampleY", model.overview().downsampleY());
    info.put("Class", scores.mapName(c));
    info.put("Model", scores.model().name());
    info.put("Fold", scores.model().fold());
    info.put("Value", model.values().words().title());
    info.put("Smoothing", model.drawing().smoothingText(scores));
    if (!scores.oneForAll()) {
      info.put("Logit", scores.logit()[c]);
    }
    scores.additive().ifPresent(a -> info.put("Bias", (double) a.bias()[c]));
    info.put("FullColor", model.colors().range() + " (" + model.colors().rangeNote() + ")");
    if (model.view().threshold() != MapView.ALL) {
      info.put("ColoredAbove", model.view().threshold());
    }
    Info.set(slide, info);
    slide.setTitle(title(model));
  }

  /**
   * Makes the overlay alone, for an image that is open.
   *
   * @param model the map and how it is shown
   * @return "map CLASS", which {@link MapPainter} draws the tissue into; where they are requested
   *     "patches", their outlines, and "legend" in the corner with the fewest patches; then marks
   *     on patches that were reviewed, and on the one that is selected
   */
  public static Overlay overlay(final MapModel model) {
    final Overlay overlay = new Overlay();
    final ImageRoi map = new ImageRoi(0, 0, model.layer());
    map.setName("map " + model.scores().mapName(model.view().c()));
    map.setOpacity(model.view().opacity());
    overlay.add(map);
    if (model.view().outlines()) {
      overlay.add(new OutlinesRoi(model));
    }
    if (model.reviews() != null) {
      for (final int i : model.reviews().reviewed()) {
        addReview(overlay, model, i);
      }
    }
    if (model.selected() >= 0) {
      final Roi square = square(model, model.selected());
      add(overlay, square, "selected", Color.BLACK, 2 * pen(model));
      add(overlay, (Roi) square.clone(), "selected", MARK, pen(model));
    }
    if (model.view().legend() && Fonts.available()) {
      overlay.add(legend(legend(model), model.layer(), model.margin()));
    }
    return overlay;
  }

  /** Whether an overlay holds the map. */
  static boolean holdsMap(final Overlay overlay) {
    for (int k = 0; k < overlay.size(); k++) {
      if (overlay.get(k) instanceof ImageRoi && overlay.get(k).getName().startsWith("map ")) {
        return true;
      }
    }
    return false;
  }

  /** A tick or a cross, which differ without color; a dot for a note alone. */
  private static void addReview(final Overlay overlay, final MapModel model, final int i) {
    final Roi square = square(model, i);
    final double x = square.getXBase();
    final double y = square.getYBase();
    final double side = Math.max(square.getFloatWidth() / 3, SMALLEST_MARK);
    final Verdict verdict = model.reviews().of(i).verdict();
    final double[][] strokes =
        switch (verdict) {
          case ACCEPTED -> new double[][] {{0.1, 0.5, 0.4, 0.8, 0.9, 0.2}};
          case REJECTED -> new double[][] {{0.15, 0.15, 0.85, 0.85}, {0.15, 0.85, 0.85, 0.15}};
          case NONE -> new double[][] {{0.4, 0.5, 0.6, 0.5}};
        };
    final String name = verdict == Verdict.NONE ? "note" : verdict.text();
    for (final boolean halo : new boolean[] {true, false}) {
      for (final double[] stroke : strokes) {
        final float[] px = new float[stroke.length / 2];
        final float[] py = new float[stroke.length / 2];
        for (int k = 0; k < px.length; k++) {
          px[k] = (float) (x + side * stroke[2 * k]);
          py[k] = (float) (y + side * stroke[2 * k + 1]);
        }
        add(
            overlay,
            new PolygonRoi(px, py, px.length, Roi.POLYLINE),
            name + " " + i,
            halo ? Color.WHITE : Color.BLACK,
            (halo ? 2.2 : 1) * pen(model));
      }
    }
  }

  private static double pen(final MapModel model) {
    return Math.max(2, PEN * model.overview().image().width());
  }

  private static Roi square(final MapModel model, final int i) {
    final PatchScores scores = model.scores();
    final Overview overview = model.overview();
    return new Roi(
        overview.x(scores.xLevel0()[i]),
        overview.y(scores.yLevel0()[i]),
        scores.patchSizeLevel0() / overview.downsampleX(),
        scores.patchSizeLevel0() / overview.downsampleY());
  }

  private static void add(
      final Overlay overlay,
      final Roi roi,
      final String name,
      final Color color,
      final double width) {
    roi.setName(name);
    roi.setStrokeColor(color);
    roi.setStrokeWidth(width);
    overlay.add(roi);
  }

  private static BufferedImage legend(final MapModel model) {
    return Legend.onTop(
        model.scores(),
        model.view(),
        model.values(),
        model.drawing().smoothingText(model.scores()),
        model.colors(),
        model.overview());
  }

  /** The width of a margin for the legend; 0 where it hides no patch in some corner. */
  private static int margin(final MapModel model) {
    if (!Fonts.available()) {
      return 0;
    }
    final BufferedImage legend = legend(model);
    final ImageRoi best = legend(legend, model.layer(), 0);
    final int[] at = {(int) best.getXBase(), (int) best.getYBase()};
    return opaque(model.layer(), at, legend) == 0 ? 0 : legend.getWidth();
  }

  private static ImageRoi legend(
      final BufferedImage legend, final BufferedImage layer, final int margin) {
    if (margin > 0) {
      return named(new ImageRoi(layer.getWidth(), 0, legend));
    }
    final int right = Math.max(0, layer.getWidth() - legend.getWidth());
    final int bottom = Math.max(0, layer.getHeight() - legend.getHeight());
    int[] corner = {0, 0};
    int fewest = Integer.MAX_VALUE;
    for (final int[] at : new int[][] {{right, 0}, {right, bottom}, {0, bottom}, {0, 0}}) {
      final int hidden = opaque(layer, at, legend);
      if (hidden < fewest) {
        fewest = hidden;
        corner = at;
      }
    }
    return named(new ImageRoi(corner[0], corner[1], legend));
  }

  private static ImageRoi named(final ImageRoi legend) {
    legend.setName("legend");
    return legend;
  }

  private static int opaque(final BufferedImage layer, final int[] at, final BufferedImage cover) {
    final int width = Math.min(layer.getWidth() - at[0], cover.getWidth());
    final int height = Math.min(layer.getHeight() - at[1], cover.getHeight());
    int count = 0;
    for (final int argb : layer.getRGB(at[0], at[1], width, height, null, 0, width)) {
      count += argb == 0 ? 0 : 1;
    }
    return count;
  }

  private static Calibration calibration(final PatchScores scores, final Overview overview) {
    final Calibration calibration = new Calibration();
    if (scores.calibrated()) {
      calibration.pixelWidth = overview.downsampleX() * scores.mppX();
      calibration.pixelHeight = overview.downsampleY() * scores.mppY();
      calibration.xOrigin = overview.x(0);
      calibration.yOrigin = overview.y(0);
      calibration.setUnit("micron");
    }
    return calibration;
  }
}
