package io.github.attrimil.report.chart;

import io.github.attrimil.report.page.ShortText;
import io.github.attrimil.report.page.Svg;
import io.github.attrimil.report.page.Svg.Anchor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A bar for each fold, cut into its parts, and each part into classes: how many slides are where.
 * Bars of a picture have one scale.
 */
public final class SplitBars {

  private static final double WIDTH = 400;
  private static final double GAP = 8; // between parts
  private static final double BAR = 20;
  private static final double ROW = 46;
  private static final double SWATCH = 12;
  private static final double LINE = 19;
  private static final double DIGIT = 7.5; // about, of a number in a bar

  private static final int NAME_CHARACTERS = 55;

  /** Folds beyond these are counted in one row. */
  private static final int MOST = 20;

  /**
   * One bar.
   *
   * @param name above it, "Fold 0"
   * @param parts from left to right
   */
  public record Bar(String name, List<Part> parts) {

    private long total() {
      return parts.stream().mapToLong(Part::total).sum();
    }
  }

  /**
   * A part of a bar.
   *
   * @param name "train"
   * @param counts a number for each class
   */
  public record Part(String name, long[] counts) {

    private long total() {
      return Arrays.stream(counts).sum();
    }
  }

  private SplitBars() {}

  /**
   * @param bars from top to bottom, each with as many parts
   * @param classes names, in the order of counts
   * @return the drawing; its words for those who do not see it have all numbers of parts
   */
  public static Svg draw(final List<Bar> bars, final List<String> classes) {
    final int shown = Math.min(bars.size(), MOST);
    final int rest = bars.size() - shown;
    final double legend = classes.size() * LINE + 8;
    final double height = legend + shown * ROW + (rest > 0 ? LINE : 0);
    final Svg svg = new Svg(WIDTH, height, alt(bars.subList(0, shown)));
    for (int c = 0; c < classes.size(); c++) {
      svg.rectangle(0, c * LINE + 2, SWATCH, SWATCH, Palette.fill(c));
      svg.text(
          SWATCH + 7, c * LINE + 12.5, Anchor.START, ShortText.of(classes.get(c), NAME_CHARACTERS));
    }
    final long most = Math.max(1, bars.stream().mapToLong(Bar::total).max().orElse(1));
    for (int i = 0; i < shown; i++) {
      bar(svg, bars.get(i), legend + i * ROW, most);
    }
    if (rest > 0) {
      svg.text(0, height - 6, Anchor.START, "and " + rest + " more folds");
    }
    return svg;
  }

  private static void bar(final Svg svg, final Bar bar, final double top, final long most) {
    final double unit = (WIDTH - GAP * (bar.parts().size() - 1)) / most;
    svg.text(0, top + 12, Anchor.START, bar.name() + ": " + words(bar));
    double x = 0;
    for (final Part part : bar.parts()) {
      for (int c = 0; c < part.counts().length; c++) {
        final double w = part.counts()[c] * unit;
        if (w > 0) {
          svg.rectangle(x, top + 18, w, BAR, Palette.fill(c));
          final String number = Long.toString(part.counts()[c]);
          if (w > number.length() * DIGIT + 4) {
            svg.text(x + w / 2, top + 32.5, Anchor.MIDDLE, number, Palette.on(Palette.fill(c)));
          }
        }
        x += w;
      }
      x += part.total() > 0 ? GAP : 0;
    }
  }

  private static String words(final Bar bar) {
    return bar.parts().stream()
        .filter(p -> p.total() > 0)
        .map(p -> p.name() + " " + p.total())
        .collect(Collectors.joining(", "));
  }

  private static String alt(final List<Bar> bars) {
    return "Slides of each fold. "
        + bars.stream()
            .map(b -> b.name() + ": " + words(b))
            .collect(Collectors.joining("; ", "", "."));
  }
}
