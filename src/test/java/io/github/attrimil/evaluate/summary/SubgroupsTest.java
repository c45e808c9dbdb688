package io.github.attrimil.evaluate.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Tables;
import io.github.attrimil.metrics.Ranking;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Slides by the values of a column. */
class SubgroupsTest {

  private static final int SLIDES = 40;
  private static final Predictions ALL = Tables.random(1, "s", SLIDES, 2, 1);

  private static List<Subgroup> by(final IntFunction<String> value) {
    final Map<String, String> column = new LinkedHashMap<>();
    for (int i = 0; i < SLIDES; i++) {
      column.put("s" + i, value.apply(i));
    }
    return EvaluationSummary.of(
            List.of(new EvaluationSummary.Fold(0, ALL, Optional.empty())),
            new Setup(
                "",
                Tested.test(),
                Patients.unknown(),
                List.of(OperatingPoint.none(0)),
                Map.of("column", column),
                List.of(),
                1))
        .subgroups();
  }

  private static List<String> values(final List<Subgroup> groups) {
    return groups.stream().map(Subgroup::value).toList();
  }

  @Test
  void everySlideIsInOneGroup() {
    final List<Subgroup> groups = by(i -> i < 3 ? "" : i % 3 == 0 ? "b" : "a");
    assertEquals(List.of("a", "b", "(empty)"), values(groups));
    assertEquals(SLIDES, groups.stream().mapToInt(Subgroup::slides).sum());
    final Predictions a =
        new Predictions(
            ALL.rows().stream()
                .filter(r -> Integer.parseInt(r.slideId().substring(1)) >= 3)
                .filter(r -> Integer.parseInt(r.slideId().substring(1)) % 3 != 0)
                .toList());
    assertEquals(
        Ranking.of(a.isTruly(1), a.probability(1)).auc(),
        groups.get(0).figure(Metric.AUC).orElseThrow().value());
    assertEquals(
        List.of(a.confusion().actual(0), a.confusion().actual(1)), groups.get(0).classes());
  }

  @Test
  void manyNumbersAreDividedIntoQuarters() {
    final List<Subgroup> groups = by(i -> i == 7 ? "" : Integer.toString(40 + i));
    assertEquals(
        List.of("below 50", "50 to below 60", "60 to below 70", "70 or more", "(empty)"),
        values(groups));
    assertEquals(List.of(9, 10, 10, 10, 1), groups.stream().map(Subgroup::slides).toList());
    // Few numbers are values of their own, by size.
    assertEquals(List.of("2", "10", "100"), values(by(i -> List.of("10", "2", "100").get(i % 3))));
  }

  @Test
  void aColumnOfOneValueIsOneGroup() {
    final List<Subgroup> groups = by(i -> "A");
    assertEquals(List.of("A"), values(groups));
    assertTrue(groups.get(0).figure(Metric.AUC).orElseThrow().value().isPresent());
  }
}
