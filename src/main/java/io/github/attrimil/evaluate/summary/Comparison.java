package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.PairedDelong;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Kinds of model trained and tested on the same slides, the highest AUC first, those that failed
 * last.
 *
 * @param rows a row for each kind
 */
public record Comparison(List<Row> rows) {

  private static final List<String> COLUMNS =
      List.of(
          "kind",
          "title",
          "model",
          "auc",
          "auc_low",
          "auc_high",
          "auc_minus_best",
          "delong_p",
          "accuracy",
          "accuracy_low",
          "accuracy_high",
          "patch_auc",
          "patch_auc_low",
          "patch_auc_high",
          "seconds_per_epoch",
          "parameters",
          "peak_memory_mb",
          "remark");

  /**
   * A kind beside the best.
   *
   * @param of the kind
   * @param toBest its difference to the kind with the highest AUC; nothing for that kind itself,
   *     and for other numbers of classes than two
   */
  public record Row(ComparedKind of, Optional<PairedDelong> toBest) {}

  /** Keeps a copy. */
  public Comparison {
    rows = List.copyOf(rows);
  }

  /**
   * @param kinds in any order
   * @return them sorted, each tested against the best
   */
  public static Comparison of(final List<ComparedKind> kinds) {
    final List<ComparedKind> sorted = new ArrayList<>(kinds);
    sorted.sort(
        Comparator.<ComparedKind, Boolean>comparing(k -> k.measured().isEmpty())
            .thenComparing(
                k -> -k.auc().map(Interval::estimate).orElse(-1.0), Comparator.naturalOrder()));
    final List<Row> rows = new ArrayList<>();
    for (final ComparedKind kind : sorted) {
      rows.add(
          new Row(
              kind,
              rows.isEmpty() || kind.measured().isEmpty()
                  ? Optional.empty()
                  : PairedDelong.of(pooled(kind), pooled(sorted.get(0)))));
    }
    return new Comparison(rows);
  }

  private static Predictions pooled(final ComparedKind kind) {
    return kind.measured().orElseThrow().summary().pooled();
  }

  /**
   * @return the kind with the highest AUC, if one has an AUC
   */
  public Optional<ComparedKind> best() {
    return rows.stream().map(Row::of).filter(k -> k.auc().isPresent()).findFirst();
  }

  /**
   * @return whether any kind has a patch AUC
   */
  public boolean localized() {
    return rows.stream()
        .anyMatch(r -> r.of().measured().flatMap(ComparedKind.Measured::patchAuc).isPresent());
  }

  /**
   * Writes the table, with empty cells for what is not known.
   *
   * @param csv the file
   */
  public void write(final Path csv) {
    final CsvTable table = CsvTable.of(COLUMNS);
    for (final Row row : rows) {
      final ComparedKind kind = row.of();
      final Optional<ComparedKind.Measured> m = kind.measured();
      final List<Object> cells = new ArrayList<>(List.of(kind.kind(), kind.title(), kind.model()));
      add(cells, kind.auc());
      cells.add(row.toBest().<Object>map(PairedDelong::difference).orElse(""));
      cells.add(row.toBest().<Object>map(PairedDelong::p).orElse(""));
      add(cells, m.map(k -> k.summary().pooledAccuracy()));
      add(cells, m.flatMap(ComparedKind.Measured::patchAuc));
      cells.add(m.map(k -> SummaryTables.cell(k.cost().secondsPerEpoch())).orElse(""));
      cells.add(m.<Object>map(ComparedKind.Measured::parameters).orElse(""));
      cells.add(m.map(k -> SummaryTables.cell(k.cost().peakMegabytes())).orElse(""));
      cells.add(kind.remark());
      table.add(cells.toArray());
    }
    table.write(csv);
  }

  private static void add(final List<Object> cells, final Optional<Interval> interval) {
    cells.add(interval.<Object>map(Interval::estimate).orElse(""));
    cells.add(interval.<Object>map(Interval::low).orElse(""));
    cells.add(interval.<Object>map(Interval::high).orElse(""));
  }
}
