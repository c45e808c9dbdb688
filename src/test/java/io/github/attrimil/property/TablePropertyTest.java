package io.github.attrimil.property;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.format.table.CandidateFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

/** Tables come back from their files as they were written, whatever their cells hold. */
class TablePropertyTest {

  private record Cells(List<String> columns, List<List<String>> rows) {}

  @Provide
  Arbitrary<Cells> tables() {
    return Texts.any()
        .map(String::strip)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(names -> List.copyOf(new LinkedHashSet<>(names)))
        // A lone sep=; is Excel's note on separators, and a mark of the byte order begins a file.
        .filter(names -> !names.get(0).matches("(?s)|(sep=|\uFEFF).*"))
        .flatMap(
            columns ->
                Texts.any()
                    .list()
                    .ofSize(columns.size())
                    // What spreadsheets leave below a table.
                    .filter(row -> !row.stream().allMatch(String::isBlank))
                    .list()
                    .ofMaxSize(4)
                    .map(rows -> new Cells(columns, rows)));
  }

  @Property(seed = "1")
  void everyCellComesBack(@ForAll("tables") final Cells cells) {
    try (Scratch scratch = new Scratch()) {
      final Path file = scratch.file("table.csv");
      final CsvTable table = CsvTable.of(cells.columns());
      cells.rows().forEach(row -> table.add(row.toArray()));
      table.write(file);
      final CsvTable back = CsvTable.read(file);
      assertEquals(cells.columns(), back.columns());
      assertEquals(cells.rows(), IntStream.range(0, back.rows()).mapToObj(back::row).toList());
    }
  }

  @Property(seed = "1")
  void everyNumberComesBack(@ForAll final double real, @ForAll final long whole) {
    try (Scratch scratch = new Scratch()) {
      final Path file = scratch.file("table.csv");
      CsvTable.of("real", "whole").add(real, whole).write(file);
      final CsvTable back = CsvTable.read(file);
      assertEquals(real, back.number(0, "real"));
      assertEquals(whole, back.integer(0, "whole"));
    }
  }

  @Provide
  Arbitrary<List<String>> ids() {
    return Texts.ids()
        .list()
        .uniqueElements(id -> id.toLowerCase(java.util.Locale.ROOT))
        .ofMinSize(1)
        .ofMaxSize(9);
  }

  @Property(seed = "1")
  void splitsComeBack(@ForAll("ids") final List<String> ids, @ForAll final long seed) {
    final List<List<String>> parts =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    parts.get(0).add(ids.get(0)); // A split needs one to train on.
    for (int i = 1; i < ids.size(); i++) {
      parts.get((int) Math.floorMod(seed >> 2 * i, 3L)).add(ids.get(i));
    }
    final Split split = new Split(parts.get(0), parts.get(1), parts.get(2));
    try (Scratch scratch = new Scratch()) {
      split.write(scratch.file("splits_0.csv"));
      assertEquals(split, Split.read(scratch.file("splits_0.csv")));
    }
  }

  @Property(seed = "1")
  void theProcessListComesBack(
      @ForAll("ids") final List<String> ids, @ForAll("reasons") final String reason) {
    try (Scratch scratch = new Scratch()) {
      final Project project = new Project(scratch.folder());
      final ProcessList list = new ProcessList(project);
      for (final String id : ids) {
        list.noteSource(id, scratch.file(id + ".svs").toString(), 2);
        list.noteParameters(id, Map.of("mpp", "0.5"));
        list.noteFailure(id, "", "patch", reason);
      }
      final ProcessList back = new ProcessList(project);
      assertEquals(
          ids.stream()
              .collect(
                  Collectors.toMap(
                      id -> id,
                      id -> new ProcessList.Source(project.root().resolve(id + ".svs"), 2))),
          back.sources());
      for (final String id : ids) {
        assertEquals(Optional.of(new ProcessList.Failure("patch", reason)), back.failure(id));
        assertEquals(Map.of("mpp", "0.25"), back.parameters(id, Map.of("mpp", "0.25")));
      }
    }
  }

  @Provide
  Arbitrary<String> reasons() {
    return Texts.any();
  }

  @Provide
  Arbitrary<Predictions> predictions() {
    return Arbitraries.integers()
        .between(2, 4)
        .flatMap(
            classes ->
                Texts.ids()
                    .list()
                    .uniqueElements()
                    .ofMinSize(1)
                    .ofMaxSize(5)
                    .flatMap(ids -> rows(ids, classes)))
        .map(Predictions::new);
  }

  private static Arbitrary<List<Predictions.Row>> rows(final List<String> ids, final int classes) {
    return Combinators.combine(
            ids.stream()
                .map(
                    id ->
                        Combinators.combine(
                                Arbitraries.integers().between(0, classes - 1),
                                Arbitraries.integers().between(0, classes - 1),
                                Arbitraries.doubles()
                                    .between(0, 1)
                                    .ofScale(17)
                                    .array(double[].class)
                                    .ofSize(classes))
                            .as((y, hat, p) -> new Predictions.Row(id, y, hat, p)))
                .toList())
        .as(rows -> rows);
  }

  @Property(seed = "1")
  void predictionsComeBackWithAllDigits(@ForAll("predictions") final Predictions predictions) {
    try (Scratch scratch = new Scratch()) {
      predictions.write(scratch.file("fold_0.csv"));
      final Predictions back = Predictions.read(scratch.file("fold_0.csv"));
      assertEquals(predictions.rows().size(), back.rows().size());
      for (int i = 0; i < back.rows().size(); i++) {
        final Predictions.Row expected = predictions.rows().get(i);
        final Predictions.Row row = back.rows().get(i);
        assertEquals(expected.slideId(), row.slideId());
        assertEquals(expected.truth(), row.truth());
        assertEquals(expected.predicted(), row.predicted());
        assertArrayEquals(expected.probabilities(), row.probabilities());
      }
    }
  }

  @Property(seed = "1")
  void candidatesComeBackByWholePixels(
      @ForAll @Size(max = 5) final List<@DoubleRange(min = 0, max = 1e6) Double> numbers) {
    final List<double[]> all =
        numbers.stream().map(n -> new double[] {n / 1e6, Math.rint(n), Math.rint(n / 2)}).toList();
    try (Scratch scratch = new Scratch()) {
      CandidateFile.write(scratch.file("a.csv"), all);
      assertArrayEquals(
          all.toArray(double[][]::new),
          CandidateFile.read(scratch.file("a.csv")).toArray(double[][]::new));
    }
  }
}
