package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.format.table.CellNumber;
import io.github.attrimil.metrics.Confusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Divides slides by the values of columns of slides.csv, and measures each part. */
final class Subgroups {

  /** A column of numbers with more values than this is divided into quarters. */
  private static final int MOST_VALUES = 10;

  private static final String EMPTY = "(empty)";

  /** Numbers and ranges by size, then others by name, the empty ones last. */
  private static final Comparator<String> ORDER =
      Comparator.<String, Boolean>comparing(v -> v.equals(EMPTY))
          .thenComparing(v -> number(v).isEmpty())
          .thenComparing(v -> number(v).orElse(0.0))
          // The first range ends where the second begins.
          .thenComparing(v -> !v.startsWith("below "))
          .thenComparing(Comparator.naturalOrder());

  private Subgroups() {}

  /**
   * @param all all slides
   * @param setup its columns give the parts
   * @return the parts, in the order of the columns and of their values
   */
  static List<Subgroup> of(final Measuring.Assessed all, final Setup setup) {
    final List<Subgroup> groups = new ArrayList<>();
    setup
        .columns()
        .forEach(
            (column, values) -> {
              final Map<String, List<Integer>> parts = new TreeMap<>(ORDER);
              final Function<String, String> named = naming(all.predictions(), values);
              for (int i = 0; i < all.predictions().rows().size(); i++) {
                final String slide = all.predictions().rows().get(i).slideId();
                parts
                    .computeIfAbsent(
                        named.apply(values.getOrDefault(slide, "")), v -> new ArrayList<>())
                    .add(i);
              }
              parts.forEach(
                  (value, rows) -> groups.add(group(column, value, part(all, rows), setup)));
            });
    return groups;
  }

  private static Subgroup group(
      final String column, final String value, final Measuring.Assessed part, final Setup setup) {
    final Predictions slides = part.predictions();
    final Patients patients = setup.patients();
    final Confusion confusion = slides.confusion();
    return new Subgroup(
        column,
        value,
        slides.rows().size(),
        patients.count(slides),
        LongStream.range(0, slides.classes()).mapToObj(c -> confusion.actual((int) c)).toList(),
        new Measuring(part, patients, setup.seed()).figures());
  }

  private static Measuring.Assessed part(final Measuring.Assessed all, final List<Integer> rows) {
    final Function<Predictions, Predictions> some =
        p -> new Predictions(rows.stream().map(p.rows()::get).toList());
    return new Measuring.Assessed(
        some.apply(all.predictions()), all.calibrated().map(some), all.decided().map(some));
  }

  /** How a value is called: itself, or the quarter of the numbers that it is in. */
  private static Function<String, String> naming(
      final Predictions slides, final Map<String, String> values) {
    final List<String> cells =
        slides.rows().stream()
            .map(r -> values.getOrDefault(r.slideId(), ""))
            .filter(v -> !v.isEmpty())
            .toList();
    if (cells.stream().distinct().count() <= MOST_VALUES
        || !cells.stream().allMatch(CellNumber::is)) {
      return v -> v.isEmpty() ? EMPTY : v;
    }
    final double[] sorted = cells.stream().mapToDouble(Double::parseDouble).sorted().toArray();
    final String[] bounds = new String[3];
    for (int q = 0; q < bounds.length; q++) {
      bounds[q] = Double.toString(sorted[sorted.length * (q + 1) / 4]).replaceFirst("\\.0$", "");
    }
    return v -> {
      if (v.isEmpty()) {
        return EMPTY;
      }
      final double x = Double.parseDouble(v);
      if (x < Double.parseDouble(bounds[0])) {
        return "below " + bounds[0];
      }
      for (int q = 1; q < bounds.length; q++) {
        if (x < Double.parseDouble(bounds[q])) {
          return bounds[q - 1] + " to below " + bounds[q];
        }
      }
      return bounds[2] + " or more";
    };
  }

  private static Optional<Double> number(final String value) {
    final String first = value.replaceFirst("^below ", "").replaceFirst(" .*", "");
    return CellNumber.is(first) ? Optional.of(Double.parseDouble(first)) : Optional.empty();
  }
}
