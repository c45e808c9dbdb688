package io.github.attrimil.mil.mamba;

import static io.github.attrimil.golden.Goldens.assertClose;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.tensor.Compute;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scan of a block, in one lane and in many, against a plain loop in doubles, forward and
 * backward. Decays reach from 1 to what is 0 in float32.
 */
class SelectiveScanTest {

  private static final int D = 5;
  private static final int S = 3;

  /** Of the largest magnitude in an array: float32, sums of up to 200 terms. */
  private static final double RELATIVE = 3e-6;

  /** Patches and lanes. */
  record Case(int m, int lanes) {}

  static Stream<Case> cases() {
    return IntStream.of(1, 2, 7, 64, 200)
        .boxed()
        .flatMap(m -> IntStream.of(1, 2, 3, 8, 14).mapToObj(lanes -> new Case(m, lanes)));
  }

  /** Flat arrays in doubles, rounded to float32. */
  private record Values(int m, double[] a, double[] dt, double[] u, double[] b, double[] c) {

    static Values random(final int m) {
      final Random random = new Random(m);
      return new Values(
          m,
          // From -1e-3 to -1e3: some states keep everything, some nothing.
          round(random.doubles(S * D).map(x -> -Math.pow(10, 6 * x - 3)).toArray()),
          round(random.doubles(m * D).map(x -> 0.01 + x).toArray()),
          round(normal(random, m * D)),
          round(normal(random, m * S)),
          round(normal(random, m * S)));
    }

    static double[] normal(final Random random, final int count) {
      return IntStream.range(0, count).mapToDouble(i -> random.nextGaussian()).toArray();
    }

    private static double[] round(final double[] values) {
      return java.util.Arrays.stream(values).map(x -> (float) x).toArray();
    }
  }

  /** What a scan gives: the loop's, and ours by the same names. */
  private record Result(
      double[] y,
      double[] after,
      double[] da,
      double[] ddt,
      double[] du,
      double[] db,
      double[] dc,
      double[] dBefore) {}

  private static final double[] BEFORE = Values.round(Values.normal(new Random(91), S * D));
  private static final double[] GRADIENT_AFTER = Values.round(Values.normal(new Random(92), S * D));

  private static double[] gradientOfOutput(final int m) {
    return Values.round(Values.normal(new Random(93 + m), m * D));
  }

  /** One patch after another, each channel and state by itself. */
  private static Result loop(final Values v) {
    final int m = v.m;
    final double[] dy = gradientOfOutput(m);
    final Result r =
        new Result(
            new double[m * D],
            new double[S * D],
            new double[S * D],
            new double[m * D],
            new double[m * D],
            new double[m * S],
            new double[m * S],
            new double[S * D]);
    for (int s = 0; s < S; s++) {
      for (int d = 0; d < D; d++) {
        final int at = s * D + d;
        final double[] h = new double[m + 1];
        h[0] = BEFORE[at];
        for (int t = 0; t < m; t++) {
          final int td = t * D + d;
          h[t + 1] = Math.exp(v.dt[td] * v.a[at]) * h[t] + v.dt[td] * v.u[td] * v.b[t * S + s];
          r.y[td] += v.c[t * S + s] * h[t + 1];
        }
        r.after[at] = h[m];
        double g = GRADIENT_AFTER[at];
        for (int t = m - 1; t >= 0; t--) {
          final int td = t * D + d;
          final int ts = t * S + s;
          g += v.c[ts] * dy[td];
          final double decay = Math.exp(v.dt[td] * v.a[at]);
          r.dc[ts] += h[t + 1] * dy[td];
          r.db[ts] += g * v.dt[td] * v.u[td];
          r.du[td] += g * v.dt[td] * v.b[ts];
          r.ddt[td] += g * (v.u[td] * v.b[ts] + decay * v.a[at] * h[t]);
          r.da[at] += g * decay * v.dt[td] * h[t];
          g *= decay;
        }
        r.dBefore[at] = g;
      }
    }
    return r;
  }

  private static float[] floats(final double[] values) {
    final float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static void check(final String what, final double[] expected, final NDArray found) {
    assertClose(what, floats(expected), found.toFloatArray(), RELATIVE, 1e-30);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void blocksAreTheLoop(final Case c) {
    final Values v = Values.random(c.m);
    final Result expected = loop(v);
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final Shape channels = new Shape(c.m, D);
      final Shape states = new Shape(c.m, S);
      final SelectiveScan.Input input =
          new SelectiveScan.Input(
              scope.create(floats(v.dt), channels),
              scope.create(floats(v.u), channels),
              scope.create(floats(v.b), states),
              scope.create(floats(v.c), states),
              scope.create(floats(BEFORE), new Shape(S, D)));
      final NDArray a = scope.create(floats(v.a), new Shape(S, D));
      final SelectiveScan scan = new SelectiveScan(a, input, c.lanes, scope);
      check("y", expected.y, scan.output());
      check("state after", expected.after, scan.after(scope));
      final SelectiveScan.Gradient by =
          scan.back(
              scope.create(floats(gradientOfOutput(c.m)), channels),
              scope.create(floats(GRADIENT_AFTER), new Shape(S, D)));
      check("dt", expected.ddt, by.dt());
      check("u", expected.du, by.u());
      check("B", expected.db, by.b());
      check("C", expected.dc, by.c());
      check("A", expected.da, by.a());
      check("state before", expected.dBefore, by.before());
    }
  }
}
