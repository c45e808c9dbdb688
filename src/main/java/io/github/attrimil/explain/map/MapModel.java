package io.github.attrimil.explain.map;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.MapValues;
import io.github.attrimil.explain.MapView;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchIndex;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.ScoreColors;
import io.github.attrimil.explain.ScoreGrid;
import io.github.attrimil.explain.ScoreMap;
import io.github.attrimil.explain.ScoreRegions;
import io.github.attrimil.explain.map.PatchReviews.Review;
import io.github.attrimil.explain.picture.MapPainter;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A slide's map while a reader works with it: how it is shown, which patch is selected, how patches
 * were reviewed. Windows listen to it and hold nothing themselves. For one thread at a time; in
 * Fiji that of the windows.
 */
public final class MapModel {

  /** What changed. */
  public enum Change {
    /** Opacity alone, which repaints but draws nothing again. */
    OPACITY,
    /** Anything else of the view. */
    VIEW,
    /** The selected patch. */
    SELECTION,
    /** A review. */
    REVIEW
  }

  /** Listens to changes. */
  @FunctionalInterface
  public interface Listener {

    /**
     * @param change what changed
     */
    void changed(Change change);
  }

  private final PatchScores scores;
  private final Overview overview;
  private final ScoreGrid grid;
  private final PatchIndex index;
  private final Map<Integer, MapValues> values = new HashMap<>();
  private final Map<Integer, ScoreMap> maps = new HashMap<>();
  private final PatchTexts texts;
  private final Map<Integer, int[]> orders = new HashMap<>();
  private final List<Listener> listeners = new ArrayList<>();
  private PatchReviews reviews;
  private Drawing drawing;
  private MapView view;
  private int selected = -1;
  private BufferedImage layer;
  private MapView layerView;
  private int margin;

  /**
   * Starts with one class, opaque, every patch colored, at the usual range.
   *
   * @param scores the patches
   * @param overview the slide
   * @param c class
   */
  public MapModel(final PatchScores scores, final Overview overview, final int c) {
    this(scores, overview, c, Drawing.plain());
  }

  /**
   * The same with other values than the model's own.
   *
   * @param scores the patches
   * @param overview the slide
   * @param c class
   * @param drawing which values, and how they are smoothed
   */
  public MapModel(
      final PatchScores scores, final Overview overview, final int c, final Drawing drawing) {
    this.drawing = drawing.on(scores);
    this.scores = scores;
    this.texts = new PatchTexts(scores);
    this.overview = overview;
    this.grid = ScoreGrid.of(scores);
    this.index = new PatchIndex(scores);
    this.view = new MapView(c, 1, MapView.ALL, usualColors(c).range(), false, true);
  }

  /**
   * @return the patches
   */
  public PatchScores scores() {
    return scores;
  }

  /**
   * @return the slide as a small picture
   */
  public Overview overview() {
    return overview;
  }

  /**
   * @return how the map is shown
   */
  public MapView view() {
    return view;
  }

  /**
   * @param listener called at every change from now on
   */
  public void listen(final Listener listener) {
    listeners.add(listener);
  }

  /**
   * @param changed how the map is to be shown
   */
  public void show(final MapView changed) {
    checkClass(changed.c());
    if (!changed.equals(view)) {
      final boolean opacityOnly = changed.equals(view.withOpacity(changed.opacity()));
      view = changed;
      notifyOf(opacityOnly ? Change.OPACITY : Change.VIEW);
    }
  }

  /**
   * Shows another class at its own usual range, every patch colored.
   *
   * @param c class
   */
  public void showClass(final int c) {
    checkClass(c);
    show(
        new MapView(
            c,
            view.opacity(),
            MapView.ALL,
            usualColors(c).range(),
            view.outlines(),
            view.legend()));
  }

  /**
   * @return which values are shown, and how they are smoothed
   */
  public Drawing drawing() {
    return drawing;
  }

  /**
   * Shows other values, or the same smoothed otherwise, at their usual range.
   *
   * @param changed which values, and how they are smoothed
   */
  public void draw(final Drawing changed) {
    if (changed.equals(drawing)) {
      return;
    }
    // A threshold and a range stay where the values are the same, smoothed or not.
    final boolean same = changed.display() == drawing.display();
    drawing = changed;
    maps.clear();
    layer = null;
    if (!same) {
      values.clear();
      orders.clear();
      view = view.withThreshold(MapView.ALL).withRange(usualColors(view.c()).range());
    }
    notifyOf(Change.VIEW);
  }

  private void checkClass(final int c) {
    if (c < 0 || c >= scores.classes()) {
      throw new AttriMilException("There is no class " + c + " of " + scores.classes() + ".");
    }
  }

  /**
   * @return the class's values
   */
  public MapValues values() {
    return values(view.c());
  }

  private MapValues values(final int c) {
    return values.computeIfAbsent(c, k -> drawing.values(scores, k));
  }

  private ScoreColors usualColors(final int c) {
    return values(c).colors();
  }

  /**
   * @return the colors of the range that is set
   */
  public ScoreColors colors() {
    final ScoreColors usual = usualColors(view.c());
    return usual.range() == view.range() ? usual : new ScoreColors(view.range(), "as set");
  }

  /**
   * @return the class's map, drawn once
   */
  public ScoreMap map() {
    return maps.computeIfAbsent(view.c(), c -> drawing.map(scores, grid, values(c)));
  }

  /**
   * @return the colored map, one pixel per pixel of the overview, transparent where none is
   */
  public BufferedImage layer() {
    if (layer == null || !view.sameColors(layerView)) {
      final int width = overview.image().width();
      final int height = overview.image().height();
      final BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
      final int[] argb = new MapPainter(map(), colors(), overview, view.threshold()).layer();
      drawn.setRGB(0, 0, width, height, argb, 0, width);
      layer = drawn;
      layerView = view;
    }
    return layer;
  }

  /**
   * @return width in pixels of a blank margin at the right of the overview, for the legend
   */
  public int margin() {
    return margin;
  }

  /**
   * @param width of a blank margin at the right of the overview, where no corner of it is free
   */
  public void margin(final int width) {
    margin = width;
  }

  /**
   * @return the regions above the threshold, above 0 where none is set, the largest first
   */
  public List<ScoreRegions.Region> regions() {
    return view.threshold() == MapView.ALL && !values().signed()
        ? List.of() // Attention above 0 is no region: every patch has some.
        : ScoreRegions.of(scores, view.c(), map(), regionThreshold());
  }

  public double regionThreshold() {
    return view.threshold() == MapView.ALL ? 0 : view.threshold();
  }

  public PatchIndex index() {
    return index;
  }

  /**
   * @param x in pixels of the overview
   * @param y in pixels of the overview
   * @return the patch there, -1 for none
   */
  public int patchAt(final double x, final double y) {
    return index.at(
        overview.xLevel0() + x * overview.downsampleX(),
        overview.yLevel0() + y * overview.downsampleY());
  }

  /**
   * @return the selected patch, -1 for none
   */
  public int selected() {
    return selected;
  }

  /**
   * @param i the patch to select, -1 for none
   */
  public void select(final int i) {
    if (i < -1 || i >= scores.patches()) {
      throw new AttriMilException("There is no patch " + i + " of " + scores.patches() + ".");
    }
    if (i != selected) {
      selected = i;
      notifyOf(Change.SELECTION);
    }
  }

  /**
   * Selects the patch that comes next when they are ordered by value, the highest first; the
   * highest where none is selected.
   *
   * @param steps 1 for the next lower value, -1 for the next higher
   */
  public void selectNext(final int steps) {
    final int[] order = orders.computeIfAbsent(view.c(), this::order);
    int rank = -1;
    for (int k = 0; k < order.length && rank < 0; k++) {
      rank = order[k] == selected ? k : rank;
    }
    final int next = rank < 0 ? 0 : Math.max(0, Math.min(order.length - 1, rank + steps));
    select(order[next]);
  }

  private int[] order(final int c) {
    final float[] value = values(c).values();
    final Integer[] order = new Integer[value.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(value[b], value[a]));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  /**
   * @param i patch
   * @return a description of its values for the class shown, whatever the map is drawn of: the
   *     attribute score and its part of the logit, or the attention
   */
  public String text(final int i) {
    return texts.of(i, view.c());
  }

  /**
   * @param loaded the reviews made before
   */
  public void reviews(final PatchReviews loaded) {
    reviews = loaded;
    notifyOf(Change.REVIEW);
  }

  /**
   * @return the reviews of the patches, null while there can be none
   */
  public PatchReviews reviews() {
    return reviews;
  }

  /**
   * Reviews a patch, and keeps the review in the file.
   *
   * @param i patch
   * @param review its review
   */
  public void review(final int i, final Review review) {
    if (reviews != null && !reviews.of(i).equals(review)) {
      reviews.set(i, review);
      notifyOf(Change.REVIEW);
    }
  }

  private void notifyOf(final Change change) {
    for (final Listener listener : List.copyOf(listeners)) {
      listener.changed(change);
    }
  }
}
