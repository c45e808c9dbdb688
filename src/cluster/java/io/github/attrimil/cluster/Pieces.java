package io.github.attrimil.cluster;

import io.github.attrimil.core.SlideRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What a task of Spark does: a few pieces of a stage, mostly one. */
final class Pieces extends AbstractFunction1<Iterator<Pieces.Piece>, PieceRow[]>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * One of a stage's pieces.
   *
   * @param index from 0
   * @param name a slide's id, or a fold's name
   */
  record Piece(int index, String name) implements Serializable {}

  private final Help help;

  Pieces(final Help help) {
    this.help = help;
  }

  @Override
  public PieceRow[] apply(final Iterator<Piece> pieces) {
    final TaskContext task = TaskContext.get();
    final List<PieceRow> rows = new ArrayList<>();
    while (pieces.hasNext()) {
      final Piece piece = pieces.next();
      final SlideRow row = Station.of(help, task).row(piece.name(), task::isInterrupted);
      rows.add(PieceRow.of(piece.index(), row));
    }
    return rows.toArray(PieceRow[]::new);
  }
}
