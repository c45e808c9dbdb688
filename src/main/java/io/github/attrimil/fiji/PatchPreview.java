package io.github.attrimil.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.tissue.SlideRegions;
import io.github.attrimil.tissue.patches.PatchPlan;
import io.github.attrimil.tissue.patches.PatchPlanner;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.Arrays;

/**
 * Shows on the image open in Fiji which tissue and patches parameters would give, before anything
 * is computed: the outline of tissue green, holes blue, patches light blue.
 */
public final class PatchPreview {

  private static final String PREFIX = "AttriMIL preview";
  private static final Color TISSUE = new Color(0x00a000);
  private static final Color HOLE = new Color(0x0050ff);
  private static final Color PATCH = new Color(0x00, 0xa0, 0xe0, 0xc0);

  /** Outlines are as wide at any zoom as this share of the image. */
  private static final double PEN = 1 / 700.0;

  private PatchPreview() {}

  /**
   * Draws the preview on the current image, replacing an older one, over what else is drawn there.
   * What is wrong is shown in the status bar, because parameters are often half typed.
   *
   * @param settings the parameters
   * @param wanted the pixel size that the user gave
   */
  public static void show(final PatchSettings settings, final SlideList.Wanted wanted) {
    final ImagePlus image = OpenImages.slide(WindowManager.getCurrentImage());
    if (image == null) {
      IJ.showStatus("Open an image of the slide to see a preview");
      return;
    }
    try {
      final Slide slide = ImagePlusSlide.source(image, wanted.mpp()).read();
      final PatchPlan plan;
      try (SlideReader reader = slide.open()) {
        final SlideRegions regions = SlideRegions.read(settings.areas(), slide.id());
        plan = PatchPlanner.plan(slide, reader, settings, regions, Job.silent());
      }
      clear(image);
      image.setOverlay(with(image.getOverlay(), overlay(plan, image.getWidth())));
      IJ.showStatus(plan.coords().size() + " patches, " + plan.contours().size() + " piece(s)");
    } catch (final AttriMilException e) {
      clear();
      IJ.showStatus(e.getMessage());
    }
  }

  /** Takes the preview off the current image; other overlays stay. */
  public static void clear() {
    final ImagePlus image = OpenImages.slide(WindowManager.getCurrentImage());
    if (image != null) {
      clear(image);
    }
  }

  static void clear(final ImagePlus image) {
    final Overlay overlay = image.getOverlay();
    if (overlay != null) {
      for (int i = overlay.size() - 1; i >= 0; i--) {
        if (PREFIX.equals(String.valueOf(overlay.get(i).getName()).split(":", 2)[0])) {
          overlay.remove(i);
        }
      }
      image.setOverlay(overlay.size() == 0 ? null : overlay);
    }
  }

  /** What was there before, and the preview on top. */
  static Overlay with(final Overlay before, final Overlay preview) {
    if (before == null) {
      return preview;
    }
    for (final Roi roi : preview) {
      before.add(roi);
    }
    return before;
  }

  /**
   * @param plan what was found
   * @param width of the image, in its pixels, which are level-0 pixels
   * @return the grid of patches and the outlines of tissue and holes, each a Roi
   */
  static Overlay overlay(final PatchPlan plan, final int width) {
    final float pen = (float) Math.max(1, width * PEN);
    final Overlay overlay = new Overlay();
    final Path2D.Double grid = new Path2D.Double();
    final double size = plan.geometry().patchSizeLevel0();
    for (int i = 0; i < plan.coords().size(); i++) {
      grid.append(
          new java.awt.geom.Rectangle2D.Double(
              plan.coords().xLevel0()[i], plan.coords().yLevel0()[i], size, size),
          false);
    }
    add(overlay, new ShapeRoi(grid), "patches", PATCH, pen);
    for (final Region contour : plan.contours()) {
      add(overlay, outline(contour.outer()), "tissue", TISSUE, pen);
      for (final Polygon hole : contour.holes()) {
        add(overlay, outline(hole), "hole", HOLE, pen);
      }
    }
    return overlay;
  }

  private static Roi outline(final Polygon polygon) {
    return new PolygonRoi(whole(polygon.x()), whole(polygon.y()), polygon.size(), Roi.POLYGON);
  }

  private static int[] whole(final double[] values) {
    return Arrays.stream(values).mapToInt(v -> (int) Math.round(v)).toArray();
  }

  private static void add(
      final Overlay overlay,
      final Roi roi,
      final String name,
      final Color color,
      final float width) {
    roi.setName(PREFIX + ": " + name);
    roi.setStrokeColor(color);
    roi.setStroke(new BasicStroke(width));
    overlay.add(roi);
  }
}
