package io.github.attrimil.fiji;

import ij.IJ;
import ij.WindowManager;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.MapValues;
import io.github.attrimil.explain.MapView;
import io.github.attrimil.explain.Numbers;
import io.github.attrimil.explain.map.MapModel;
import io.github.attrimil.explain.map.PatchReviews.Review;
import io.github.attrimil.explain.map.PatchReviews.Verdict;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.Window;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSeparator;
import javax.swing.JSlider;
import javax.swing.JSpinner;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.SpinnerNumberModel;
import javax.swing.UIManager;

/** The controls of a map: a window beside the others, which blocks nothing. */
final class MapPanel implements MapModel.Listener {

  private static final int STEPS = 1000;
  private static final int FIELD = 6;

  private final MapModel model;
  private final Optional<String> truth;
  private final Runnable regions;
  private final JFrame frame;
  private final JPanel content = new JPanel(new GridBagLayout());
  private final JComboBox<String> classes;
  private final JComboBox<String> displays = new JComboBox<>();
  private final JSpinner smoothing =
      new JSpinner(new SpinnerNumberModel(0, 0, Drawing.MOST_SMOOTHING, 0.5));
  private final JLabel rangeLabel = new JLabel();
  private final JSlider opacity = slider();
  private final JLabel opacityText = new JLabel("100 %");
  private final JSlider threshold = slider();
  private final JTextField thresholdText = number();
  private final JSlider range = slider();
  private final JTextField rangeText = number();
  private final JCheckBox outlines = new JCheckBox("Patch outlines");
  private final JCheckBox legend = new JCheckBox("Legend");
  private final JTextArea verdict = area(3);
  private final JTextArea selected = area(4);
  private final JTextField note = new JTextField();
  private final JButton accept = new JButton("Accept");
  private final JButton reject = new JButton("Reject");
  private final JButton clear = new JButton("Clear");
  private int row;
  private boolean updating;
  private int noteOf = -1;

  MapPanel(final MapModel model, final Optional<String> truth, final Runnable regions) {
    this.model = model;
    this.truth = truth;
    this.regions = regions;
    frame = new JFrame("Map of " + model.scores().slideId());
    classes = new JComboBox<>(model.scores().mapNames().toArray(String[]::new));
    layOut();
    listenToControls();
    model.listen(this);
    changed(MapModel.Change.VIEW);
  }

  /** A field that stays as wide as its numbers where the window is small. */
  private static JTextField number() {
    final JTextField field = new JTextField(FIELD);
    field.setMinimumSize(field.getPreferredSize());
    return field;
  }

  private static JTextArea area(final int rows) {
    final JTextArea area = new JTextArea(rows, 24);
    area.setEditable(false);
    area.setLineWrap(true);
    area.setWrapStyleWord(true);
    area.setOpaque(false);
    area.setFont(UIManager.getFont("Label.font"));
    return area;
  }

  private static JSlider slider() {
    return new JSlider(0, STEPS);
  }

  private void layOut() {
    content.setBorder(BorderFactory.createEmptyBorder(6, 6, 6, 6));
    for (final Drawing.Display display : Drawing.Display.of(model.scores())) {
      displays.addItem(
          display == Drawing.Display.SCORE
              ? MapValues.plain(model.scores(), 0).name()
              : display.name().toLowerCase(Locale.ROOT));
    }
    displays.setToolTipText(
        "Values: the model's own, their ranks on this slide, shares of attention");
    wide(verdict);
    line("Class", boxes(classes, displays), null);
    line("Opacity", opacity, opacityText);
    line("Color above", threshold, thresholdText);
    line(rangeLabel, range, rangeText);
    final JButton usual = new JButton("Usual range");
    usual.addActionListener(e -> model.showClass(model.view().c()));
    final JButton manager = new JButton("Regions to ROI Manager");
    manager.setToolTipText("Adds the colored regions; if all patches are colored, those above 0");
    manager.addActionListener(e -> regions.run());
    final JPanel smooth = new JPanel(new java.awt.BorderLayout(6, 0));
    smooth.add(new JLabel("Smoothing"), java.awt.BorderLayout.WEST);
    smooth.add(smoothing, java.awt.BorderLayout.CENTER);
    smooth.setToolTipText("Standard deviation of a Gaussian, in steps from patch to patch");
    wide(boxes(outlines, legend, smooth));
    wide(boxes(usual, manager));
    wide(new JSeparator());
    wide(selected);
    final JButton higher = new JButton("Next higher");
    higher.addActionListener(e -> model.selectNext(-1));
    final JButton lower = new JButton("Next lower");
    lower.addActionListener(e -> model.selectNext(1));
    wide(boxes(higher, lower));
    wide(boxes(accept, reject, clear));
    line("Note", note, null);
    frame.setContentPane(content);
    frame.setAutoRequestFocus(false);
    frame.setDefaultCloseOperation(JFrame.DO_NOTHING_ON_CLOSE);
    frame.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosing(final WindowEvent e) {
            close();
          }
        });
  }

  private void line(final String label, final JComponent control, final JComponent value) {
    line(new JLabel(label), control, value);
  }

  private void line(final JLabel label, final JComponent control, final JComponent value) {
    add(label, 0, 1, 0);
    add(control, 1, value == null ? 2 : 1, 1);
    if (value != null) {
      add(value, 2, 1, 0);
    }
    row++;
  }

  private void wide(final JComponent control) {
    add(control, 0, 3, 1);
    row++;
  }

  private void add(
      final JComponent control, final int column, final int columns, final double weight) {
    content.add(
        control,
        new GridBagConstraints(
            column,
            row,
            columns,
            1,
            weight,
            0,
            GridBagConstraints.WEST,
            GridBagConstraints.HORIZONTAL,
            new Insets(2, 3, 2, 3),
            0,
            0));
  }

  private static JPanel boxes(final JComponent... controls) {
    final JPanel line = new JPanel(new java.awt.GridLayout(1, 0, 6, 0));
    for (final JComponent control : controls) {
      line.add(control);
    }
    return line;
  }

  private void listenToControls() {
    classes.addActionListener(e -> byUser(() -> model.showClass(classes.getSelectedIndex())));
    displays.addActionListener(e -> byUser(this::draw));
    smoothing.addChangeListener(e -> byUser(this::draw));
    opacity.addChangeListener(
        e ->
            byUser(
                () -> model.show(model.view().withOpacity(opacity.getValue() / (double) STEPS))));
    threshold.addChangeListener(
        e ->
            byUser(
                () -> model.show(model.view().withThreshold(thresholdAt(threshold.getValue())))));
    range.addChangeListener(
        e -> byUser(() -> model.show(model.view().withRange(rangeAt(range.getValue())))));
    thresholdText.addActionListener(
        e -> number(thresholdText, v -> model.show(model.view().withThreshold(v))));
    rangeText.addActionListener(e -> number(rangeText, v -> model.show(model.view().withRange(v))));
    outlines.addActionListener(e -> model.show(model.view().withOutlines(outlines.isSelected())));
    legend.addActionListener(e -> model.show(model.view().withLegend(legend.isSelected())));
    accept.addActionListener(e -> review(Verdict.ACCEPTED));
    reject.addActionListener(e -> review(Verdict.REJECTED));
    clear.addActionListener(
        e -> {
          note.setText("");
          review(Verdict.NONE);
        });
    note.addActionListener(e -> keepNote());
    note.addFocusListener(
        new java.awt.event.FocusAdapter() {
          @Override
          public void focusLost(final java.awt.event.FocusEvent e) {
            keepNote();
          }
        });
  }

  private void draw() {
    model.draw(
        new Drawing(
            Drawing.Display.values()[displays.getSelectedIndex()],
            ((Number) smoothing.getValue()).doubleValue()));
  }

  private void byUser(final Runnable change) {
    if (!updating) {
      change.run();
    }
  }

  /** Takes a typed number; what is none leaves the text as it was. */
  private void number(final JTextField field, final DoubleConsumer change) {
    try {
      final String text = field.getText().strip().replace('−', '-');
      change.accept(text.equalsIgnoreCase("all") ? MapView.ALL : Double.parseDouble(text));
    } catch (final NumberFormatException | AttriMilException e) {
      IJ.showStatus("'" + field.getText() + "' is not a number");
    }
    changed(MapModel.Change.VIEW);
  }

  private void review(final Verdict verdict) {
    write(model.selected(), new Review(verdict, note.getText()));
  }

  private void keepNote() {
    if (model.reviews() != null && noteOf >= 0) {
      write(noteOf, new Review(model.reviews().of(noteOf).verdict(), note.getText()));
    }
  }

  private void write(final int patch, final Review review) {
    try {
      model.review(patch, review);
    } catch (final AttriMilException e) {
      IJ.showStatus(e.getMessage());
      FijiSession.log(e.getMessage());
    }
  }

  private float[] extent() {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (final float v : model.values().values()) {
      least = Math.min(least, v);
      most = Math.max(most, v);
    }
    return new float[] {least, most};
  }

  private double thresholdAt(final int position) {
    final float[] of = extent();
    return position == 0 ? MapView.ALL : of[0] + (of[1] - of[0]) * (double) position / STEPS;
  }

  /** Finer towards small ranges: extremes are often far out. */
  private double rangeAt(final int position) {
    final double part = Math.max(1, position) / (double) STEPS;
    return largest() * part * part;
  }

  private double largest() {
    final float[] of = extent();
    final double largest = Math.max(Math.abs(of[0]), Math.abs(of[1]));
    return largest > 0 ? largest : 1;
  }

  @Override
  public void changed(final MapModel.Change change) {
    if (change == MapModel.Change.SELECTION) {
      keepNote(); // Typed, but without Enter.
    }
    updating = true;
    try {
      final MapView view = model.view();
      classes.setSelectedIndex(Math.min(view.c(), classes.getItemCount() - 1));
      displays.setSelectedIndex(model.drawing().display().ordinal());
      smoothing.setValue(model.drawing().smoothing());
      rangeLabel.setText(model.values().signed() ? "Full color at ±" : "Full color at");
      opacity.setValue((int) Math.round(STEPS * view.opacity()));
      opacityText.setText(Math.round(100 * view.opacity()) + " %");
      final float[] of = extent();
      threshold.setValue(
          view.threshold() == MapView.ALL
              ? 0
              : (int) Math.round(STEPS * (view.threshold() - of[0]) / (of[1] - of[0])));
      thresholdText.setText(
          view.threshold() == MapView.ALL ? "all" : Numbers.signed(view.threshold()));
      range.setValue((int) Math.round(STEPS * Math.sqrt(view.range() / largest())));
      rangeText.setText(Numbers.number(view.range()));
      outlines.setSelected(view.outlines());
      legend.setSelected(view.legend());
      verdict.setText(VerdictText.of(model, truth));
      showSelected();
    } finally {
      updating = false;
    }
  }

  private void showSelected() {
    final int i = model.selected();
    final boolean can = i >= 0 && model.reviews() != null;
    for (final JComponent control : new JComponent[] {accept, reject, clear, note}) {
      control.setEnabled(can);
    }
    final Review review = can ? model.reviews().of(i) : Review.NONE;
    final String verdict = review.verdict().text();
    selected.setText(
        i < 0
            ? "Click a patch (rectangle, oval or hand tool) or a row of the table."
            : model.text(i) + (verdict.isEmpty() ? "" : "\n" + verdict));
    if (noteOf != i) {
      note.setText(review.note());
      noteOf = i;
    }
  }

  /** Opens the window, without taking the keyboard from another. */
  void open() {
    frame.pack();
    frame.setVisible(true);
    WindowManager.addWindow(frame);
  }

  Window window() {
    return frame;
  }

  void close() {
    keepNote();
    WindowManager.removeWindow(frame);
    frame.dispose();
  }
}
