package io.github.attrimil.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.metrics.Confusion;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Eight tables whose figures were computed by the official tester and scikit-learn 1.9.1. */
class MetricsGoldenTest {

  private static final double TOLERANCE = 1e-12;

  private static void assertNumber(final JsonElement expected, final OptionalDouble actual) {
    if (expected.isJsonNull() || expected.getAsString().equals("NaN")) {
      assertEquals(OptionalDouble.empty(), actual);
    } else {
      assertEquals(expected.getAsDouble(), actual.getAsDouble(), TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.attrimil.evaluate.MetricTables#all")
  void areas(final JsonObject t) throws URISyntaxException {
    final Predictions p = MetricTables.read(t);
    assertEquals(t.get("n").getAsInt(), p.rows().size());
    assertEquals(t.get("official_tester_auc").getAsDouble(), Metrics.auc(p).orElse(-1), TOLERANCE);
    assertNumber(t.get("official_trainer_mil_summary_auc_macro_nanmean"), Metrics.macroAuc(p));
    for (int c = 0; c < p.classes(); c++) {
      assertNumber(t.getAsJsonArray("per_class_ovr_auc").get(c), Metrics.auc(p, c));
    }
    if (!t.get("average_precision_class1_binary").isJsonNull()) {
      assertNumber(
          t.get("average_precision_class1_binary"), Metrics.ranking(p, 1).averagePrecision());
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.attrimil.evaluate.MetricTables#all")
  void confusion(final JsonObject t) throws URISyntaxException {
    final Confusion m = MetricTables.read(t).confusion();
    assertEquals(t.get("official_tester_acc").getAsDouble(), m.accuracy(), TOLERANCE);
    assertEquals(t.get("balanced_accuracy").getAsDouble(), m.balancedAccuracy(), TOLERANCE);
    assertEquals(t.get("f1_macro_present_labels").getAsDouble(), m.f1Macro(), TOLERANCE);
    assertNumber(t.get("cohen_kappa"), m.kappa());
    for (int c = 0; c < m.counts().length; c++) {
      final JsonArray row = t.getAsJsonArray("confusion_matrix").get(c).getAsJsonArray();
      for (int j = 0; j < row.size(); j++) {
        assertEquals(row.get(j).getAsLong(), m.counts()[c][j]);
      }
      assertNumber(
          t.getAsJsonArray("per_class_acc").get(c).getAsJsonArray().get(0), m.sensitivity(c));
      assertEquals(
          t.getAsJsonArray("f1_per_class").get(c).getAsDouble(), m.f1(c).orElse(0), TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.attrimil.evaluate.MetricTables#all")
  void curves(final JsonObject t) throws URISyntaxException {
    final Predictions p = MetricTables.read(t);
    for (int c = 0; c < p.classes(); c++) {
      assertCurve(t.getAsJsonArray("roc_per_class").get(c), RocCurve.of(Metrics.ranking(p, c)));
    }
    if (p.classes() > 2) {
      assertCurve(t.get("roc_micro"), RocCurve.of(Metrics.ranking(p)));
    }
  }

  private static void assertCurve(final JsonElement expected, final Optional<RocCurve> actual) {
    if (expected.isJsonNull()) {
      assertTrue(actual.isEmpty());
      return;
    }
    final JsonObject e = expected.getAsJsonObject();
    final RocCurve c = actual.orElseThrow();
    assertArrayEquals(numbers(e.get("fpr")), c.falsePositiveRate(), TOLERANCE);
    assertArrayEquals(numbers(e.get("tpr")), c.truePositiveRate(), TOLERANCE);
    assertArrayEquals(numbers(e.get("thresholds")), c.thresholds(), TOLERANCE);
  }

  private static double[] numbers(final JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .mapToDouble(e -> Double.parseDouble(e.getAsString()))
        .toArray();
  }
}
