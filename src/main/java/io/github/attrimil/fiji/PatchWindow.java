package io.github.attrimil.fiji;

import ij.ImagePlus;
import ij.gui.ImageWindow;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.map.MapModel;
import io.github.attrimil.explain.map.Surroundings;
import io.github.attrimil.explain.picture.Info;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.find.SlideSource;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Rectangle;
import java.awt.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The window of the selected patch and its neighbors. Pixels are read on a thread of its own, which
 * alone has the reader; of patches asked for meanwhile only the last is read.
 */
final class PatchWindow {

  private final MapModel model;
  private final Optional<SlideSource> source;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            final Thread one = new Thread(work, "attrimil-patch");
            one.setDaemon(true);
            return one;
          });
  private final AtomicInteger wanted = new AtomicInteger(-1);
  // Of that thread alone.
  private Slide slide;
  private SlideReader reader;
  // Of the windows' thread alone.
  private ImagePlus shown;
  private Surroundings around;

  /**
   * @param source the slide; without it no patch is shown
   */
  PatchWindow(final MapModel model, final Optional<SlideSource> source) {
    this.model = model;
    this.source = source;
  }

  /** Shows a patch soon, beside windows that are open. */
  void show(final int patch, final List<Rectangle> open) {
    if (source.isPresent()) {
      wanted.set(patch);
      thread.execute(() -> read(patch, open));
    }
  }

  private void read(final int patch, final List<Rectangle> open) {
    if (wanted.get() != patch) {
      return;
    }
    try {
      if (reader == null) {
        slide = source.orElseThrow().read();
        reader = slide.open();
      }
      final Surroundings square = Surroundings.of(model.scores(), patch, slide);
      final RgbImage image = square.read(slide, reader);
      EventQueue.invokeLater(() -> show(square, image, open));
    } catch (final AttriMilException e) {
      FijiSession.log("Patch " + patch + " cannot be shown: " + e.getMessage());
    }
  }

  private void show(final Surroundings square, final RgbImage image, final List<Rectangle> open) {
    if (wanted.get() != square.patch()) {
      return;
    }
    around = square;
    final ImagePlus next = SurroundingsImage.image(square, model, image);
    describe(next);
    if (shown != null && shown.getWindow() != null) {
      shown.setProcessor(next.getTitle(), next.getProcessor());
      shown.setCalibration(next.getCalibration());
      shown.setProperty("Info", next.getProperty("Info"));
      shown.setOverlay(next.getOverlay());
      return;
    }
    shown = next;
    PatchWindowFrame.open(shown);
    final ImageWindow window = shown.getWindow();
    if (window != null) {
      final Rectangle screen = window.getGraphicsConfiguration().getBounds();
      final Dimension canvas = window.getCanvas().getSize();
      final Dimension picture = new Dimension(shown.getWidth(), shown.getHeight());
      final Dimension frame =
          new Dimension(window.getWidth() - canvas.width, window.getHeight() - canvas.height);
      FijiMap.zoom(window, Places.zoom(picture, frame, screen, open));
      window.setLocation(Places.of(window.getSize(), screen, open, false).getLocation());
    }
  }

  private void describe(final ImagePlus image) {
    final PatchScores scores = model.scores();
    final int c = model.view().c();
    final Map<String, Object> info = new LinkedHashMap<>();
    info.put("Slide", scores.slideId());
    info.put("Patch", around.patch());
    info.put("Level", around.level());
    info.put("XLevel0", around.xLevel0());
    info.put("YLevel0", around.yLevel0());
    info.put("Class", scores.mapName(c));
    info.put("Model", scores.model().name());
    info.put("Fold", scores.model().fold());
    if (!scores.oneForAll()) {
      info.put("Logit", scores.logit()[c]);
    }
    Info.set(image, info);
  }

  /**
   * @return the window, null while there is none
   */
  Window window() {
    return shown == null ? null : shown.getWindow();
  }

  /** Values are those of the class shown. */
  void refresh() {
    if (shown != null && shown.getWindow() != null) {
      shown.setOverlay(SurroundingsImage.overlay(around, model));
      describe(shown);
    }
  }

  void close() {
    wanted.set(-1);
    thread.execute(
        () -> {
          if (reader != null) {
            reader.close();
          }
        });
    thread.shutdown();
    if (shown != null && shown.getWindow() != null) {
      shown.changes = false;
      shown.close();
    }
  }
}
