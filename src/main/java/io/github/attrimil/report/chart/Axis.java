package io.github.attrimil.report.chart;

import io.github.attrimil.core.AttriMilException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One axis of a chart.
 *
 * @param label what it shows, with its unit
 * @param least value at its start
 * @param most value at its end, greater
 * @param ticks values that have a label, rising
 */
public record Axis(String label, double least, double most, List<Double> ticks) {

  private static final int ABOUT = 5; // ticks

  /** Checks the bounds. */
  public Axis {
    if (!(least < most) || Double.isInfinite(most - least)) {
      throw new AttriMilException("An axis from " + least + " to " + most + " is not an axis");
    }
    ticks = List.copyOf(ticks);
  }

  /**
   * @param label what it shows
   * @return from 0 to 1, by fifths
   */
  public static Axis share(final String label) {
    return new Axis(label, 0, 1, List.of(0.0, 0.2, 0.4, 0.6, 0.8, 1.0));
  }

  /**
   * An axis on which values fit, from one round number to another.
   *
   * @param label what it shows
   * @param values numbers; those that are not finite do not count
   * @return the axis
   */
  public static Axis around(final String label, final double... values) {
    final double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    double least = Arrays.stream(finite).min().orElse(0);
    double most = Arrays.stream(finite).max().orElse(1);
    if (!(most - least > 1e-12 * Math.max(1, Math.abs(most)))) {
      final double room = most == 0 ? 1 : Math.abs(most) / 2;
      least -= room;
      most += room;
    }
    final double step = step((most - least) / ABOUT);
    final long from = (long) Math.floor(least / step + 1e-9);
    final long to = (long) Math.ceil(most / step - 1e-9);
    final List<Double> ticks = new ArrayList<>();
    for (long i = from; i <= to; i++) {
      ticks.add(i * step);
    }
    return new Axis(label, from * step, to * step, ticks);
  }

  /**
   * An axis of whole numbers from the first to the last.
   *
   * @param label what it shows
   * @param first number
   * @param last number
   * @return the axis; its ends have no label unless they are round
   */
  public static Axis whole(final String label, final int first, final int last) {
    final int end = Math.max(last, first + 1);
    final double step = Math.max(1, step((end - first) / (double) ABOUT));
    final List<Double> ticks = new ArrayList<>();
    for (double t = Math.ceil(first / step) * step; t <= end; t += step) {
      ticks.add(t);
    }
    return new Axis(label, first, end, ticks);
  }

  /** 1, 2 or 5 times a power of ten, at least as large. */
  private static double step(final double wanted) {
    final double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    for (final double times : new double[] {1, 2, 5}) {
      if (times * power >= wanted * (1 - 1e-9)) {
        return times * power;
      }
    }
    return 10 * power;
  }

  /**
   * @param value a value
   * @return where it lies, 0 at the start and 1 at the end
   */
  double place(final double value) {
    return (value - least) / (most - least);
  }

  /**
   * @param tick one of the ticks
   * @return its label
   */
  static String text(final double tick) {
    if (tick == 0) {
      return "0";
    }
    final BigDecimal rounded =
        new BigDecimal(tick)
            .setScale(
                Math.max(0, 3 - (int) Math.floor(Math.log10(Math.abs(tick)))), RoundingMode.HALF_UP)
            .stripTrailingZeros();
    final double size = Math.abs(tick);
    final String text = size >= 1e6 || size < 1e-4 ? rounded.toString() : rounded.toPlainString();
    return text.replace('-', '−').replace("E+", "e").replace("E", "e");
  }
}
