package io.github.attrimil.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.ImageWindow;
import ij.measure.ResultsTable;
import ij.plugin.filter.Analyzer;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.map.MapModel;
import io.github.attrimil.explain.map.MapStage;
import io.github.attrimil.explain.map.MapTarget;
import io.github.attrimil.explain.picture.ScoreImage;
import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A slide's map as ImageJ shows it.
 *
 * @param model the map and how it is shown
 * @param overlay the overview with the map of one class over it
 * @param scores the same map as 32-bit image
 * @param table one row per patch
 */
public record FijiMap(MapModel model, ImagePlus overlay, ImagePlus scores, ResultsTable table) {

  private static final int SCORES_PX = 400;

  /**
   * Makes the images of one class.
   *
   * @param map the slide's map
   * @param label the class, or empty for the class predicted; where that is the negative one of
   *     two, such as "normal", for the other: red then means the same on every slide
   * @param drawing which values, and how they are smoothed
   * @return images and table, not shown
   */
  public static FijiMap of(final MapStage.Result map, final String label, final Drawing drawing) {
    final PatchScores scores = map.scores();
    final int c =
        label == null || label.isBlank()
            ? AskedClass.of(scores.classNames(), scores.predicted())
            : scores.classNames().indexOf(label);
    if (c < 0) {
      throw new AttriMilException(
          "label=" + label + " is not one of the model's classes " + scores.classNames());
    }
    final MapModel model = new MapModel(scores, map.overview(), c, drawing);
    final ImagePlus image = ScoreImage.of(scores, c, drawing, model.map(), model.colors());
    image.setOverlay(ScoreImage.cover(model.map()));
    return new FijiMap(model, FijiOverlay.of(model), image, ResultsOf.patches(scores));
  }

  /**
   * Shows all in Fiji, with the panel of controls. A macro finds the images open and the table as
   * its results, with a display and without; a user's own results are left alone.
   *
   * @param slide the slide, to show patches of where its file is available
   * @param folder the slide's maps, where reviews of patches are kept
   * @param truth the slide's label, if it is known
   */
  public void show(final MapTarget slide, final Path folder, final Optional<String> truth) {
    final boolean macro = FijiSession.hasMacroOptions();
    if (!GraphicsEnvironment.isHeadless()) {
      scores.show();
      overlay.show();
      enlarge();
      final String title = macro ? "Results" : OwnTable.title("Patches of " + slide.id());
      table.show(title);
      LiveMap.start(this, title, slide.atHand(), folder, truth);
      return;
    }
    Analyzer.setResultsTable(table);
    if (IJ.isMacro()) {
      scores.show();
      overlay.show();
    }
  }

  /** The score image has few pixels: one a step from patch to patch or less. */
  private void enlarge() {
    final ImageWindow window = scores.getWindow();
    if (window == null) {
      return;
    }
    final int longest = Math.max(scores.getWidth(), scores.getHeight());
    final int zoom = Math.max(1, Math.min(32, SCORES_PX / longest));
    zoom(window, zoom);
  }

  /** Shows an image as a whole at a zoom. */
  static void zoom(final ImageWindow window, final double zoom) {
    final ImagePlus image = window.getImagePlus();
    window.getCanvas().setMagnification(zoom);
    window.getCanvas().setSize((int) (zoom * image.getWidth()), (int) (zoom * image.getHeight()));
    window.pack();
    window.repaint(); // The line above the picture moves.
  }
}
