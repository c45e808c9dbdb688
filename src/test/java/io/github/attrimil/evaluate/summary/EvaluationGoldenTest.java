package io.github.attrimil.evaluate.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.evaluate.Bootstrap;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Temperature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Metrics, calibration, decision curves and intervals, as src/test/python computes them. */
class EvaluationGoldenTest {

  private static final double TOLERANCE = 1e-6;

  /** 2,000 samples against 20,000: four standard errors of a 2.5 % point, in widths. */
  private static final double MONTE_CARLO = 0.07;

  private static final Map<String, Assessment> ASSESSED = new ConcurrentHashMap<>();

  record Case(JsonObject json) {
    @Override
    public String toString() {
      return json.get("name").getAsString();
    }

    double[] numbers(final String name) {
      return numbers(json.get(name));
    }

    static double[] numbers(final JsonElement array) {
      return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
          .mapToDouble(JsonElement::getAsDouble)
          .toArray();
    }

    Predictions predictions() {
      final List<Predictions.Row> rows = new ArrayList<>();
      final JsonArray p = json.getAsJsonArray("p");
      for (int i = 0; i < p.size(); i++) {
        final double[] row = numbers(p.get(i));
        int best = 0;
        for (int c = 1; c < row.length; c++) {
          best = row[c] > row[best] ? c : best;
        }
        rows.add(
            new Predictions.Row("s" + i, json.getAsJsonArray("Y").get(i).getAsInt(), best, row));
      }
      return new Predictions(rows);
    }

    Patients patients() {
      final Map<String, String> of = new LinkedHashMap<>();
      final JsonArray names = json.getAsJsonArray("patients");
      for (int i = 0; i < names.size(); i++) {
        of.put("s" + i, names.get(i).getAsString());
      }
      return new Patients(of);
    }

    /** Computed once: the bootstrap takes long. */
    Assessment assessed() {
      return ASSESSED.computeIfAbsent(toString(), name -> assess());
    }

    private Assessment assess() {
      final Predictions p = predictions();
      final OperatingPoint point = OperatingPoint.choose(0, p, OptionalDouble.empty(), patients());
      return EvaluationSummary.of(
              List.of(new EvaluationSummary.Fold(0, p, Optional.of(p))),
              new Setup("", Tested.test(), patients(), List.of(point), Map.of(), List.of(), 1))
          .all();
    }
  }

  static Stream<Case> cases() throws IOException {
    final String text =
        new String(
            EvaluationGoldenTest.class
                .getResourceAsStream("/golden/evaluation/evaluation.json")
                .readAllBytes(),
            StandardCharsets.UTF_8);
    return StreamSupport.stream(
            JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("cases").spliterator(),
            false)
        .map(e -> new Case(e.getAsJsonObject()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithPython(final Case of) {
    final Assessment all = of.assessed();
    final JsonObject metrics = of.json().getAsJsonObject("metrics");
    metrics
        .entrySet()
        .forEach(
            e ->
                assertEquals(
                    e.getValue().getAsDouble(),
                    all.figure(e.getKey()).value().orElseThrow(),
                    TOLERANCE,
                    e.getKey()));
    for (final String name : List.of("log_loss", "brier_calibrated", "ece_calibrated")) {
      assertEquals(
          of.json().get(name).getAsDouble(),
          all.figure(name).value().orElseThrow(),
          TOLERANCE,
          name);
    }
    final boolean independent = of.patients().distinct(of.predictions());
    if (independent) {
      for (int c = 0; c < of.predictions().classes(); c++) {
        final Figure area = all.figure("auc_" + c);
        assertEquals(Method.DELONG, area.method());
        same(Case.numbers(of.json().getAsJsonArray("delong").get(c)), area.interval());
      }
      assertEquals(Method.WILSON, all.figure("acc").method());
      same(of.numbers("wilson"), all.figure("acc").interval());
    } else {
      assertEquals(Method.BOOTSTRAP, all.figure("auc_1").method());
      assertEquals(Method.BOOTSTRAP, all.figure("acc").method());
    }
    assertEquals(
        of.json().get("temperature").getAsDouble(),
        Temperature.fit(of.predictions()).orElseThrow().value(),
        TOLERANCE);
  }

  private static void same(final double[] expected, final Optional<Interval> actual) {
    final Interval i = actual.orElseThrow();
    assertEquals(expected[0], i.estimate(), TOLERANCE);
    assertEquals(expected[1], i.low(), TOLERANCE);
    assertEquals(expected[2], i.high(), TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bootstrapsLikePython(final Case of) {
    final Predictions p = of.predictions();
    final Assessment all = of.assessed();
    of.json()
        .getAsJsonObject("bootstrap")
        .entrySet()
        .forEach(
            e -> {
              final Figure figure = all.figure(e.getKey());
              // AUC and accuracy have another interval where slides are independent.
              if (figure.method() != Method.BOOTSTRAP) {
                return;
              }
              final double[] bounds = Case.numbers(e.getValue());
              final double near = MONTE_CARLO * (bounds[1] - bounds[0]) + step(e.getKey(), p);
              assertEquals(bounds[0], figure.interval().orElseThrow().low(), near, e.getKey());
              assertEquals(bounds[1], figure.interval().orElseThrow().high(), near, e.getKey());
            });
  }

  /** By how much one slide more changes a metric that counts: its percentiles lie on such steps. */
  private static double step(final String metric, final Predictions p) {
    final double slide = 1.0 / p.rows().size();
    return switch (metric) {
      case "acc" -> slide;
      // Of classes of one size, chance is 1 in C.
      case "kappa" -> slide * p.classes() / (p.classes() - 1);
      default -> 0;
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void drawsLikePython(final Case of) {
    final Assessment all = of.assessed();
    final Curve bins = all.curves(Curve.Kind.RELIABILITY).get(0);
    final JsonArray expected = of.json().getAsJsonArray("reliability");
    assertEquals(expected.size(), bins.x().length);
    for (int i = 0; i < bins.x().length; i++) {
      final double[] row = Case.numbers(expected.get(i));
      assertEquals(row[0], bins.x()[i], TOLERANCE);
      assertEquals(row[1], bins.y()[i], TOLERANCE);
      assertEquals(row[2], bins.low()[i], TOLERANCE);
      assertEquals(row[3], bins.high()[i], TOLERANCE);
      assertEquals((long) row[4], bins.slides()[i]);
    }
    for (final Curve curve : all.curves(Curve.Kind.NET_BENEFIT)) {
      same(Case.numbers(of.json().getAsJsonArray("net_benefit").get(curve.c())), curve.y());
    }
    for (final Curve curve : all.curves(Curve.Kind.NET_BENEFIT_ALL)) {
      same(Case.numbers(of.json().getAsJsonArray("net_benefit_all").get(curve.c())), curve.y());
    }
    for (final Curve roc : all.curves(Curve.Kind.ROC)) {
      for (int i = 0; roc.banded() && i < roc.x().length; i++) {
        assertTrue(roc.low()[i] <= roc.high()[i]);
        // The highest point at a rate is in its band, which is of the curve at that rate.
        if (i + 1 == roc.x().length || roc.x()[i + 1] > roc.x()[i]) {
          assertTrue(roc.low()[i] <= roc.y()[i] + 1e-12, "at " + roc.x()[i]);
        }
      }
    }
  }

  private static void same(final double[] expected, final double[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], TOLERANCE);
    }
  }

  /**
   * All slides of a patient are in a sample, or none is; classes keep their numbers of patients.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void drawsWholePatients(final Case of) {
    final Predictions p = of.predictions();
    final Patients patients = of.patients();
    Bootstrap.ofPatients(p, patients, 5)
        .samples(
            weights -> {
              final Map<String, Integer> seen = new LinkedHashMap<>();
              final int[] drawn = new int[p.classes()];
              for (int i = 0; i < weights.length; i++) {
                final Integer before =
                    seen.putIfAbsent(patients.of(p.rows().get(i).slideId()), weights[i]);
                assertTrue(before == null || before == weights[i]);
                drawn[p.rows().get(i).truth()] += before == null ? weights[i] : 0;
              }
              for (final int count : drawn) {
                assertEquals(patients.count(p) / p.classes(), count);
              }
            });
  }
}
