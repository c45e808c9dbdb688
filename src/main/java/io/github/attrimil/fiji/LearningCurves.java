package io.github.attrimil.fiji;

import ij.gui.Plot;
import ij.gui.PlotWindow;
import ij.macro.Interpreter;
import java.awt.Color;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Learning curves in a plot window that grows while a model is trained: of each fold the loss of
 * training, thin, and that of validation, thick. Without a display, and in batch mode of macros,
 * there is no window; one that the user closes stays closed. Safe for use from several threads.
 */
public final class LearningCurves {

  private static final String TRAINING = "loss";
  private static final String VALIDATION = "val_loss";

  /** Colors that most people can tell apart (Okabe and Ito 2008). */
  private static final Color[] COLORS = {
    new Color(0x0072b2),
    new Color(0xd55e00),
    new Color(0x009e73),
    new Color(0xcc79a7),
    new Color(0xe69f00),
    new Color(0x56b4e9)
  };

  private String model = "";
  private final SortedMap<Integer, SortedMap<Integer, Map<String, Double>>> folds = new TreeMap<>();
  private boolean waiting;
  private PlotWindow window;
  private boolean closed;

  /**
   * Adds a point to the curves of a fold. Those of another model are removed first.
   *
   * @param name the model
   * @param fold from 0
   * @param epoch from 0
   * @param values the epoch's numbers by the names of their columns in log.csv
   */
  public synchronized void add(
      final String name, final int fold, final int epoch, final Map<String, Double> values) {
    if (!name.equals(model)) {
      model = name;
      folds.clear();
    }
    folds.computeIfAbsent(fold, f -> new TreeMap<>()).put(epoch, Map.copyOf(values));
    if (!waiting && !GraphicsEnvironment.isHeadless() && !Interpreter.isBatchMode()) {
      waiting = true;
      EventQueue.invokeLater(this::show);
    }
  }

  private synchronized void show() {
    waiting = false;
    closed |= window != null && window.isClosed();
    if (closed) {
      return;
    }
    if (window == null) {
      window = plot().show();
    } else {
      window.drawPlot(plot());
      window.setTitle(title());
    }
  }

  private String title() {
    return "Learning curves of " + model;
  }

  /**
   * @return the plot of all points so far
   */
  synchronized Plot plot() {
    final Plot plot = new Plot(title(), "Epoch", "Loss");
    final List<String> labels = new ArrayList<>();
    folds.forEach(
        (fold, epochs) -> {
          plot.setColor(COLORS[fold % COLORS.length]);
          if (curve(plot, epochs, TRAINING, 1)) {
            labels.add("fold " + fold + ", training");
          }
          if (curve(plot, epochs, VALIDATION, 2)) {
            labels.add("fold " + fold + ", validation");
          }
        });
    plot.setColor(Color.BLACK);
    plot.setLineWidth(1);
    plot.setLimitsToFit(false);
    plot.addLegend(String.join("\n", labels));
    return plot;
  }

  /** Draws a curve; whether it has points. */
  private static boolean curve(
      final Plot plot,
      final SortedMap<Integer, Map<String, Double>> epochs,
      final String column,
      final int width) {
    final float[] x = new float[epochs.size()];
    final float[] y = new float[epochs.size()];
    int n = 0;
    for (final Map.Entry<Integer, Map<String, Double>> epoch : epochs.entrySet()) {
      if (epoch.getValue().containsKey(column)) {
        x[n] = epoch.getKey();
        y[n++] = epoch.getValue().get(column).floatValue();
      }
    }
    if (n > 0) {
      plot.setLineWidth(width);
      plot.addPoints(Arrays.copyOf(x, n), Arrays.copyOf(y, n), Plot.LINE);
    }
    return n > 0;
  }
}
