package io.github.attrimil.workbench.view;

import io.github.attrimil.workbench.Mark;
import io.github.attrimil.workbench.ProjectOverview;
import io.github.attrimil.workbench.SlideFilter;
import io.github.attrimil.workbench.SlideRow;
import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.swing.AbstractAction;
import javax.swing.BorderFactory;
import javax.swing.DefaultCellEditor;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.KeyStroke;
import javax.swing.ListSelectionModel;
import javax.swing.RowFilter;
import javax.swing.SwingConstants;
import javax.swing.UIManager;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.table.DefaultTableCellRenderer;
import javax.swing.table.TableRowSorter;

/** The slides of a project: a list to filter and sort, and what is to say of the selected one. */
final class SlidesPanel extends JPanel {

  private static final long serialVersionUID = 1L;

  private static final String ALL_LABELS = "All labels";

  /** Height of the summary and three lines of a reason; longer reasons scroll. */
  private static final int FOOTER = 78;

  private static final int[] WIDTHS = {66, 140, 90, 56, 62, 68, 46, 162};

  private final transient Thumbnails thumbnails;
  private final SlideTable model;
  private final JTable table;
  private final transient TableRowSorter<SlideTable> sorter;
  private final JTextField search = new JTextField(12);
  private final JComboBox<SlideFilter.State> states = new JComboBox<>(SlideFilter.State.values());
  private final JComboBox<String> labels = new JComboBox<>(new String[] {ALL_LABELS});
  private final JComboBox<String> choices = new JComboBox<>();
  private final JLabel summary = new JLabel(" ");
  private final JTextArea detail = new JTextArea(2, 40);
  private final JButton again = new JButton("Try again");
  private final JButton open = new JButton("Open");
  private final transient Consumer<SlideRow> onOpen;
  private boolean updating;

  /**
   * @param relabel takes a label that was typed
   * @param onOpen shows a slide or its map
   * @param retry runs again what a slide failed in
   */
  SlidesPanel(
      final BiConsumer<SlideRow, String> relabel,
      final Consumer<SlideRow> onOpen,
      final Consumer<SlideRow> retry) {
    super(new BorderLayout(0, 6));
    this.onOpen = onOpen;
    thumbnails = new Thumbnails(this::repaint);
    model = new SlideTable(thumbnails, relabel);
    table = new JTable(model);
    sorter = new TableRowSorter<>(model);
    layOut();
    again.addActionListener(e -> selected().ifPresent(retry));
    open.addActionListener(e -> selected().ifPresent(onOpen));
  }

  private void layOut() {
    table.setRowHeight(Thumbnails.HEIGHT + 4);
    table.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
    table.setFillsViewportHeight(true);
    table.setAutoCreateColumnsFromModel(false);
    table.setAutoResizeMode(JTable.AUTO_RESIZE_SUBSEQUENT_COLUMNS);
    table.setShowVerticalLines(false);
    table.getTableHeader().setReorderingAllowed(false);
    table.setDefaultRenderer(Mark.class, new Marks());
    table.putClientProperty("terminateEditOnFocusLost", Boolean.TRUE);
    for (int k = 0; k < WIDTHS.length; k++) {
      table.getColumnModel().getColumn(k).setPreferredWidth(WIDTHS[k]);
    }
    table.getColumnModel().getColumn(SlideTable.PICTURE).setMaxWidth(WIDTHS[0]);
    choices.setEditable(true);
    table
        .getColumnModel()
        .getColumn(SlideTable.LABEL)
        .setCellEditor(new DefaultCellEditor(choices));
    table.getColumnModel().getColumn(SlideTable.GUESS).setCellRenderer(new Guesses());
    sorter.setSortable(SlideTable.PICTURE, false);
    table.setRowSorter(sorter);
    table.getSelectionModel().addListSelectionListener(e -> showDetail());
    Theme.tabLeaves(table);
    Theme.tabLeaves(detail);
    table.getInputMap().put(KeyStroke.getKeyStroke(KeyEvent.VK_ENTER, 0), "open");
    table
        .getActionMap()
        .put(
            "open",
            new AbstractAction() {
              private static final long serialVersionUID = 1L;

              @Override
              public void actionPerformed(final ActionEvent e) {
                selected().ifPresent(onOpen);
              }
            });
    table.addMouseListener(
        new MouseAdapter() {
          @Override
          public void mouseClicked(final MouseEvent e) {
            final int column = table.columnAtPoint(e.getPoint());
            if (e.getClickCount() == 2 && column != SlideTable.LABEL) {
              selected().ifPresent(onOpen);
            }
          }
        });
    add(filters(), BorderLayout.NORTH);
    add(new JScrollPane(table), BorderLayout.CENTER);
    add(footer(), BorderLayout.SOUTH);
  }

  private JPanel filters() {
    search.putClientProperty("JTextField.placeholderText", "Search");
    search.setToolTipText("Part of a slide's name or label");
    search
        .getDocument()
        .addDocumentListener(
            new DocumentListener() {
              @Override
              public void insertUpdate(final DocumentEvent e) {
                filter();
              }

              @Override
              public void removeUpdate(final DocumentEvent e) {
                filter();
              }

              @Override
              public void changedUpdate(final DocumentEvent e) {
                filter();
              }
            });
    states.addActionListener(e -> filter());
    labels.addActionListener(e -> filter());
    final JPanel line = new JPanel(new FlowLayout(FlowLayout.LEFT, 6, 0));
    line.add(new JLabel("Find"));
    line.add(search);
    line.add(states);
    line.add(labels);
    return line;
  }

  private JPanel footer() {
    detail.setEditable(false);
    detail.setLineWrap(true);
    detail.setWrapStyleWord(true);
    detail.setOpaque(false);
    detail.setFont(UIManager.getFont("Label.font"));
    final JScrollPane scroll = new JScrollPane(detail);
    scroll.setBorder(BorderFactory.createEmptyBorder());
    scroll.setOpaque(false);
    scroll.getViewport().setOpaque(false);
    final JPanel buttons = new JPanel(new FlowLayout(FlowLayout.RIGHT, 6, 0));
    buttons.add(again);
    buttons.add(open);
    final JPanel below = new JPanel(new BorderLayout(6, 2));
    below.add(summary, BorderLayout.NORTH);
    below.add(scroll, BorderLayout.CENTER);
    below.add(buttons, BorderLayout.EAST);
    below.setPreferredSize(new Dimension(10, FOOTER));
    below.setBorder(BorderFactory.createEmptyBorder(0, 4, 0, 0));
    return below;
  }

  /** Shows the project's slides as they are now. */
  void show(final ProjectOverview overview) {
    final Optional<String> selected = selected().map(SlideRow::id);
    summary.setText(overview.summary());
    if (!table.isEditing()) {
      model.show(overview.slides());
    }
    updating = true;
    final Object label = labels.getSelectedItem();
    labels.removeAllItems();
    labels.addItem(ALL_LABELS);
    choices.removeAllItems();
    for (final String name : overview.classes()) {
      labels.addItem(name);
      choices.addItem(name);
    }
    labels.setSelectedItem(overview.classes().contains(label) ? label : ALL_LABELS);
    updating = false;
    selected.ifPresent(this::select);
    showDetail();
  }

  private void select(final String id) {
    final int row = model.row(id);
    final int shown = row < 0 ? -1 : table.convertRowIndexToView(row);
    if (shown >= 0 && table.getSelectedRow() != shown) {
      table.setRowSelectionInterval(shown, shown);
    }
  }

  private void filter() {
    if (updating) {
      return;
    }
    final Object label = labels.getSelectedItem();
    final SlideFilter filter =
        new SlideFilter(
            search.getText(),
            label == null || ALL_LABELS.equals(label) ? "" : label.toString(),
            (SlideFilter.State) states.getSelectedItem());
    sorter.setRowFilter(
        new RowFilter<>() {
          @Override
          public boolean include(final Entry<? extends SlideTable, ? extends Integer> entry) {
            return filter.accepts(model.slide(entry.getIdentifier()));
          }
        });
  }

  private Optional<SlideRow> selected() {
    final int row = table.getSelectedRow();
    return row < 0 ? Optional.empty() : Optional.of(model.slide(table.convertRowIndexToModel(row)));
  }

  private void showDetail() {
    final Optional<SlideRow> slide = selected();
    final boolean failed = slide.isPresent() && slide.get().failure().isPresent();
    again.setVisible(failed);
    open.setEnabled(slide.isPresent());
    open.setText(slide.isPresent() && slide.get().guess().isPresent() ? "Show map" : "Show slide");
    detail.setForeground(
        failed ? MarkIcon.color(Mark.FAILED) : UIManager.getColor("Label.foreground"));
    final String text =
        slide
            .map(SlidesPanel::describe)
            .orElse("Double-click a slide to see its map. Double-click a label to change it.");
    if (!text.equals(detail.getText())) {
      detail.setText(text);
      detail.setCaretPosition(0);
      detail.setToolTipText(text);
    }
  }

  private static String describe(final SlideRow slide) {
    if (slide.failure().isPresent()) {
      return slide.id()
          + " failed in "
          + slide.failure().get().command()
          + ": "
          + slide.failure().get().reason();
    }
    if (slide.excluded()) {
      return slide.id() + " is excluded: its column process in process_list.csv is 0.";
    }
    if (slide.fileMissing()) {
      return slide.id() + ": the file " + slide.source().get().path() + " is missing.";
    }
    final String guess =
        slide
            .guess()
            .map(
                g ->
                    "predicted "
                        + g.text()
                        + (g.heldOut() ? ", held out from training" : "")
                        + (slide.isWrong() ? "; its label is " + slide.label() : ""))
            .orElse("not predicted yet");
    return slide.id() + ": " + guess + ".";
  }

  void close() {
    thumbnails.close();
  }

  /** Marks as pictures. */
  private static final class Marks extends DefaultTableCellRenderer {
    private static final long serialVersionUID = 1L;

    @Override
    public Component getTableCellRendererComponent(
        final JTable of,
        final Object value,
        final boolean chosen,
        final boolean focus,
        final int row,
        final int column) {
      super.getTableCellRendererComponent(of, "", chosen, false, row, column);
      setHorizontalAlignment(SwingConstants.CENTER);
      setIcon(new MarkIcon((Mark) value));
      setToolTipText(((Mark) value).text());
      return this;
    }
  }

  /** Wrong predictions stand out. */
  private final class Guesses extends DefaultTableCellRenderer {
    private static final long serialVersionUID = 1L;

    @Override
    public Component getTableCellRendererComponent(
        final JTable of,
        final Object value,
        final boolean chosen,
        final boolean focus,
        final int row,
        final int column) {
      super.getTableCellRendererComponent(of, value, chosen, false, row, column);
      final SlideRow slide = model.slide(of.convertRowIndexToModel(row));
      if (!chosen) {
        setForeground(slide.isWrong() ? MarkIcon.color(Mark.FAILED) : of.getForeground());
      }
      setText(slide.isWrong() ? value + " ≠ label" : String.valueOf(value));
      setToolTipText(getText());
      return this;
    }
  }

  /** The list, for pictures of it. */
  List<SlideRow> listed() {
    return java.util.stream.IntStream.range(0, table.getRowCount())
        .mapToObj(row -> model.slide(table.convertRowIndexToModel(row)))
        .toList();
  }
}
