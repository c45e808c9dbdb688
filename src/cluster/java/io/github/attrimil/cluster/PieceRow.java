package io.github.attrimil.cluster;

import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.SlideRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A {@link SlideRow} on its way from one process to another.
 *
 * @param index of the piece, from 0
 * @param piece a slide's id, or a fold's name
 * @param status how it fared
 * @param note see {@link SlideRow}; null for none
 * @param trace the stack trace of a failure, else empty
 * @param warnings shown while it was processed, in order
 * @param fatal the error of the machine that failed it; null for none
 */
record PieceRow(
    int index,
    String piece,
    Status status,
    String note,
    String trace,
    ArrayList<String> warnings,
    Throwable fatal)
    implements Serializable {

  static PieceRow of(final int index, final SlideRow row) {
    return new PieceRow(
        index,
        row.slide(),
        row.status(),
        row.note().orElse(null),
        row.trace(),
        new ArrayList<>(row.warnings()),
        row.fatal().orElse(null));
  }

  SlideRow row() {
    return new SlideRow(
        piece, status, Optional.ofNullable(note), trace, warnings, Optional.ofNullable(fatal));
  }
}
