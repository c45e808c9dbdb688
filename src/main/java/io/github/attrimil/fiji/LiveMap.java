package io.github.attrimil.fiji;

import ij.IJ;
import ij.ImageJ;
import ij.ImageListener;
import ij.ImagePlus;
import ij.gui.ImageCanvas;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.Toolbar;
import ij.measure.ResultsTable;
import ij.plugin.frame.RoiManager;
import ij.text.TextPanel;
import ij.text.TextWindow;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.MapView;
import io.github.attrimil.explain.Numbers;
import io.github.attrimil.explain.map.MapModel;
import io.github.attrimil.explain.map.PatchReviews;
import io.github.attrimil.explain.picture.ScoreImage;
import io.github.attrimil.slide.find.SlideSource;
import java.awt.EventQueue;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.swing.Timer;

/**
 * Ties a {@link MapModel} to Fiji's windows: the overview and its overlay, the score image, the
 * table of patches, the panel of controls, and the window of the selected patch. All of it on the
 * thread of the windows.
 */
final class LiveMap implements MapModel.Listener, ImageListener {

  /** A click with another tool draws something. */
  private static final Set<Integer> TOOLS = Set.of(Toolbar.RECTANGLE, Toolbar.OVAL, Toolbar.HAND);

  /** A press that moves farther than this, in pixels of the screen, is no click. */
  private static final int CLICK = 4;

  private static final int GUARD_MS = 400;

  private static final int TABLE_HEIGHT = 200;

  private final MapModel model;
  private final FijiMap map;
  private final ImagePlus image;
  private final ResultsTable table;
  private final String tableTitle;
  private final PatchWindow patch;
  private final MapPanel panel;
  private final Timer guard;
  private final MouseAdapter rows = new Rows();
  private TextPanel text;
  private Overlay overlay;
  private boolean refreshing;
  private MapView scoresOf;
  private Drawing scoresDrawing;

  private LiveMap(
      final FijiMap map,
      final String tableTitle,
      final Optional<SlideSource> source,
      final Optional<String> truth) {
    this.map = map;
    this.tableTitle = tableTitle;
    model = map.model();
    image = map.overlay();
    table = map.table();
    patch = new PatchWindow(model, source);
    panel = new MapPanel(model, truth, this::regionsToManager);
    scoresOf = model.view();
    scoresDrawing = model.drawing();
    guard = new Timer(GUARD_MS, e -> keepOverlay());
  }

  /**
   * Makes a map that is shown answer the mouse, and opens its panel.
   *
   * @param map its windows are open
   * @param table the title of the table of patches
   * @param source the slide, where its file is available
   * @param folder where its maps and reviews are kept
   * @param truth the slide's label, if it is known
   */
  static void start(
      final FijiMap map,
      final String table,
      final Optional<SlideSource> source,
      final Path folder,
      final Optional<String> truth) {
    EventQueue.invokeLater(() -> new LiveMap(map, table, source, truth).attach(folder));
  }

  private void attach(final Path folder) {
    final ImageCanvas canvas = image.getCanvas();
    if (canvas == null) {
      patch.close();
      return; // Closed already, or in a macro's batch mode.
    }
    try {
      model.reviews(PatchReviews.in(folder, model.scores()));
    } catch (final AttriMilException e) {
      // A reader must not lose what is in the file, so nothing is written over it.
      FijiSession.log("Patches cannot be reviewed: " + e.getMessage());
    }
    final Pointer pointer = new Pointer(canvas);
    canvas.addMouseListener(pointer);
    canvas.addMouseMotionListener(pointer);
    final TextWindow results = OwnTable.window(tableTitle).orElse(null);
    if (results != null) {
      text = results.getTextPanel();
      text.addMouseListener(rows);
    }
    ImagePlus.addImageListener(this);
    model.listen(this);
    refresh();
    arrange(results, map.scores().getWindow());
    guard.start();
  }

  /** Puts the panel, the score image and the table where they hide neither the map nor Fiji. */
  private void arrange(final Window results, final Window scores) {
    final Window map = image.getWindow();
    final List<Rectangle> open = new ArrayList<>();
    final ImageJ fiji = IJ.getInstance();
    if (fiji != null) {
      open.add(fiji.getBounds());
    }
    final Rectangle screen = map.getGraphicsConfiguration().getBounds();
    // In the middle of the screen it would leave no room for a patch beside the panel.
    map.setLocation(Places.corner(map.getBounds(), screen, open).getLocation());
    open.add(0, map.getBounds());
    panel.open();
    if (results != null) {
      // ImageJ's own width may show places only, and its height hide the other windows.
      results.setSize(map.getWidth(), TABLE_HEIGHT);
    }
    for (final Window window : new Window[] {panel.window(), scores, results}) {
      if (window != null) {
        final Rectangle at = Places.of(window.getSize(), screen, open, window == results);
        window.setLocation(at.getLocation());
        open.add(at);
      }
    }
  }

  @Override
  public void changed(final MapModel.Change change) {
    switch (change) {
      case OPACITY -> {
        ((ImageRoi) overlay.get(0)).setOpacity(model.view().opacity());
        image.draw();
      }
      case VIEW, REVIEW -> refreshSoon();
      case SELECTION -> {
        refreshSoon();
        if (model.selected() >= 0) {
          IJ.showStatus(model.text(model.selected()));
          selectRow(model.selected());
          patch.show(model.selected(), places());
        }
      }
    }
  }

  /** The windows a patch should not hide. */
  private List<Rectangle> places() {
    final List<Rectangle> open = new ArrayList<>();
    for (final Window window :
        new Window[] {
          image.getWindow(),
          panel.window(),
          map.scores().getWindow(),
          OwnTable.window(tableTitle).orElse(null),
          IJ.getInstance()
        }) {
      if (window != null && window.isShowing()) {
        open.add(window.getBounds());
      }
    }
    return open;
  }

  /** Draws once for all changes that wait, as a slider makes many. */
  private void refreshSoon() {
    if (!refreshing) {
      refreshing = true;
      EventQueue.invokeLater(this::refresh);
    }
  }

  private void refresh() {
    refreshing = false;
    if (image.getWindow() != null) {
      overlay = FijiOverlay.overlay(model);
      FijiOverlay.describe(image, model);
      image.setOverlay(overlay);
      scoresFollow();
      patch.refresh();
    }
  }

  /** The score image shows the same class and values as the map. */
  private void scoresFollow() {
    final MapView view = model.view();
    if (view.c() == scoresOf.c()
        && view.range() == scoresOf.range()
        && model.drawing().equals(scoresDrawing)) {
      return;
    }
    scoresOf = view;
    scoresDrawing = model.drawing();
    final ImagePlus shown = map.scores();
    if (shown.getWindow() != null) {
      final ImagePlus now =
          ScoreImage.of(model.scores(), view.c(), scoresDrawing, model.map(), model.colors());
      shown.setProcessor(now.getTitle(), now.getProcessor());
      shown.setProperty("Info", now.getProperty("Info"));
      shown.setDisplayRange(now.getDisplayRangeMin(), now.getDisplayRangeMax());
      shown.setOverlay(ScoreImage.cover(model.map()));
    }
  }

  /**
   * ImageJ2 replaces an image's overlay by its own copy, which ignores pictures, when a command of
   * its own ends. Who removes or hides the overlay leaves none, or the same.
   */
  private void keepOverlay() {
    final Overlay shown = image.getOverlay();
    if (shown != null && shown != overlay && !FijiOverlay.holdsMap(shown)) {
      image.setOverlay(overlay);
    }
  }

  private void regionsToManager() {
    RoiManager manager = RoiManager.getInstance();
    if (manager == null) {
      manager = new RoiManager();
      final List<Rectangle> open = places();
      if (patch.window() != null) {
        open.add(patch.window().getBounds());
      }
      final Rectangle screen = image.getWindow().getGraphicsConfiguration().getBounds();
      manager.setLocation(Places.of(manager.getSize(), screen, open, false).getLocation());
    }
    int added = 0;
    for (final Roi roi : FijiRegions.rois(model)) {
      manager.addRoi(roi);
      added++;
    }
    IJ.showStatus(
        added + " region(s) above " + Numbers.number(model.regionThreshold()) + " to ROI Manager");
  }

  private void selectRow(final int i) {
    if (text == null || text.getResultsTable() != table) {
      return;
    }
    // Rows move when a reader sorts the table.
    for (int k = 0; k < table.size(); k++) {
      final int row = (i + k) % table.size();
      if ((int) table.getValue("patch", row) == i) {
        if (text.getSelectionStart() != row || text.getSelectionEnd() != row) {
          text.setSelection(row, row);
          text.showRow(row);
        }
        return;
      }
    }
  }

  @Override
  public void imageOpened(final ImagePlus opened) {
    // Nothing to do with this map.
  }

  @Override
  public void imageUpdated(final ImagePlus updated) {
    // Pixels are the slide's; what is drawn on them is no matter here.
  }

  @Override
  public void imageClosed(final ImagePlus closed) {
    if (closed == image) {
      EventQueue.invokeLater(this::close);
    }
  }

  private void close() {
    guard.stop();
    ImagePlus.removeImageListener(this);
    if (text != null) {
      text.removeMouseListener(rows);
    }
    panel.close();
    patch.close();
  }

  /** The mouse over the overview. */
  private final class Pointer extends MouseAdapter {

    private final ImageCanvas canvas;
    private MouseEvent press;

    Pointer(final ImageCanvas canvas) {
      this.canvas = canvas;
    }

    private int patch(final MouseEvent e) {
      return model.patchAt(canvas.offScreenXD(e.getX()), canvas.offScreenYD(e.getY()));
    }

    @Override
    public void mouseMoved(final MouseEvent e) {
      final int i = patch(e);
      if (i >= 0) {
        IJ.showStatus(model.text(i));
      }
    }

    @Override
    public void mousePressed(final MouseEvent e) {
      press = e;
    }

    @Override
    public void mouseReleased(final MouseEvent e) {
      final int held =
          InputEvent.SHIFT_DOWN_MASK | InputEvent.CTRL_DOWN_MASK | InputEvent.ALT_DOWN_MASK;
      if (press != null
          && e.getButton() == MouseEvent.BUTTON1
          && (e.getModifiersEx() & held) == 0
          && TOOLS.contains(Toolbar.getToolId())
          && press.getPoint().distance(e.getPoint()) < CLICK) {
        final int i = patch(e);
        if (i >= 0) {
          model.select(i);
        }
      }
    }
  }

  /** The mouse over the table. */
  private final class Rows extends MouseAdapter {

    @Override
    public void mouseReleased(final MouseEvent e) {
      final int row = text.getSelectionStart();
      if (text.getResultsTable() == table && row >= 0 && row < table.size()) {
        final double i = table.getValue("patch", row);
        if (i >= 0 && i < model.scores().patches()) {
          model.select((int) i);
        }
      }
    }
  }
}
