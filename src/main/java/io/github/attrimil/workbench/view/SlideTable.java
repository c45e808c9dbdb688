package io.github.attrimil.workbench.view;

import io.github.attrimil.workbench.Mark;
import io.github.attrimil.workbench.SlideRow;
import io.github.attrimil.workbench.WorkStage;
import java.util.List;
import java.util.function.BiConsumer;
import javax.swing.Icon;
import javax.swing.table.AbstractTableModel;

/** The slides as rows of a table. */
final class SlideTable extends AbstractTableModel {

  private static final long serialVersionUID = 1L;

  static final int PICTURE = 0;
  static final int SLIDE = 1;
  static final int LABEL = 2;
  static final int FIRST_MARK = 3;
  static final int GUESS = 7;

  private static final List<WorkStage> MARKS =
      List.of(WorkStage.TISSUE, WorkStage.PATCHES, WorkStage.FEATURES, WorkStage.MAPS);

  private final transient Thumbnails thumbnails;
  private final transient BiConsumer<SlideRow, String> relabel;
  private transient List<SlideRow> slides = List.of();

  /**
   * @param thumbnails pictures of slides
   * @param relabel takes a label that was typed
   */
  SlideTable(final Thumbnails thumbnails, final BiConsumer<SlideRow, String> relabel) {
    this.thumbnails = thumbnails;
    this.relabel = relabel;
  }

  /** Shows other slides; the selection stays where the rows are the same. */
  void show(final List<SlideRow> changed) {
    final boolean same =
        changed.stream()
            .map(SlideRow::id)
            .toList()
            .equals(slides.stream().map(SlideRow::id).toList());
    if (changed.equals(slides)) {
      return;
    }
    slides = changed;
    if (same) {
      fireTableRowsUpdated(0, slides.size() - 1);
    } else {
      fireTableDataChanged();
    }
  }

  SlideRow slide(final int row) {
    return slides.get(row);
  }

  /** The row of a slide, -1 where it is not listed. */
  int row(final String id) {
    for (int row = 0; row < slides.size(); row++) {
      if (slides.get(row).id().equals(id)) {
        return row;
      }
    }
    return -1;
  }

  static WorkStage stage(final int column) {
    return MARKS.get(column - FIRST_MARK);
  }

  static boolean isMark(final int column) {
    return column >= FIRST_MARK && column < FIRST_MARK + MARKS.size();
  }

  @Override
  public int getRowCount() {
    return slides.size();
  }

  @Override
  public int getColumnCount() {
    return GUESS + 1;
  }

  @Override
  public String getColumnName(final int column) {
    return switch (column) {
      case PICTURE -> "";
      case SLIDE -> "Slide";
      case LABEL -> "Label";
      case GUESS -> "Predicted";
      default -> column == GUESS - 1 ? "Map" : stage(column).title();
    };
  }

  @Override
  public Class<?> getColumnClass(final int column) {
    if (column == PICTURE) {
      return Icon.class;
    }
    return isMark(column) ? Mark.class : String.class;
  }

  @Override
  public Object getValueAt(final int row, final int column) {
    final SlideRow slide = slides.get(row);
    return switch (column) {
      case PICTURE -> thumbnails.of(slide);
      case SLIDE -> slide.id();
      case LABEL -> slide.label();
      case GUESS -> slide.guess().map(SlideRow.Guess::text).orElse("");
      default -> slide.mark(stage(column));
    };
  }

  @Override
  public boolean isCellEditable(final int row, final int column) {
    return column == LABEL;
  }

  @Override
  public void setValueAt(final Object value, final int row, final int column) {
    final String label = value == null ? "" : value.toString().strip();
    if (!label.equals(slides.get(row).label())) {
      relabel.accept(slides.get(row), label);
    }
  }
}
