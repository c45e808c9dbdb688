package io.github.attrimil.evaluate.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.evaluate.MetricTables;
import io.github.attrimil.evaluate.Predictions;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The figures of eight tables, as the official tester and scikit-learn 1.9.1 computed them. */
class FigureGoldenTest {

  private static final double TOLERANCE = 1e-12;

  @ParameterizedTest
  @MethodSource("io.github.attrimil.evaluate.MetricTables#all")
  void figures(final JsonObject t) throws URISyntaxException {
    final Predictions p = MetricTables.read(t);
    final EvaluationSummary summary =
        EvaluationSummary.of(List.of(new EvaluationSummary.Fold(0, p, Optional.empty())), 1);
    final Assessment all = summary.all();
    check(t.get("official_tester_acc"), all, "acc");
    if (t.get("official_tester_auc").getAsDouble() == -1) {
      assertEquals(OptionalDouble.empty(), all.figure("auc").value());
    } else {
      check(t.get("official_tester_auc"), all, "auc");
      // The official micro average of two classes is that of one column.
      if (p.classes() > 2) {
        check(t.get("official_tester_auc"), all, "auc_micro");
      }
    }
    check(t.get("official_trainer_mil_summary_auc_macro_nanmean"), all, "auc_macro");
    check(t.get("balanced_accuracy"), all, "balanced_acc");
    check(t.get("f1_macro_present_labels"), all, "f1_macro");
    check(t.get("f1_weighted"), all, "f1_weighted");
    check(t.get("cohen_kappa"), all, "kappa");
    check(t.get("cohen_kappa_quadratic"), all, "kappa_quadratic");
    check(t.get("mcc"), all, "mcc");
    check(t.get("log_loss"), all, "log_loss");
    if (!t.get("average_precision_class1_binary").isJsonNull()) {
      check(t.get("average_precision_class1_binary"), all, "average_precision");
    }
    for (int c = 0; c < p.classes(); c++) {
      check(t.getAsJsonArray("per_class_ovr_auc").get(c), all, "auc_" + c);
      check(
          t.getAsJsonArray("per_class_acc").get(c).getAsJsonArray().get(0),
          all,
          "sensitivity_" + c);
      final double f1 = t.getAsJsonArray("f1_per_class").get(c).getAsDouble();
      assertEquals(f1, all.figure("f1_" + c).value().orElse(0), TOLERANCE);
    }
    for (final Figure f : all.figures()) {
      f.interval()
          .ifPresent(i -> assertTrue(i.low() < i.high(), f.name() + " would be certain: " + i));
    }
  }

  private static void check(final JsonElement expected, final Assessment all, final String name) {
    final OptionalDouble actual = all.figure(name).value();
    if (expected.isJsonNull() || expected.getAsString().equals("NaN")) {
      assertEquals(OptionalDouble.empty(), actual, name);
    } else {
      assertEquals(expected.getAsDouble(), actual.orElseThrow(), TOLERANCE, name);
    }
  }
}
