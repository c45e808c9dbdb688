package io.github.attrimil.report.chart;

import io.github.attrimil.report.page.Pen;
import io.github.attrimil.report.page.Svg;
import io.github.attrimil.report.page.Svg.Anchor;
import java.util.List;

/**
 * A row for each fold and a column for each slide, dark where the fold tests the slide: shows at a
 * glance whether every slide was tested, and how often.
 */
public final class SplitMatrix {

  /** What a fold does with a slide. */
  public enum Use {
    NONE("not used", "#ffffff"),
    TRAIN("training", "#dbe1e7"),
    VALIDATION("validation", "#8593a3"),
    TEST("test", "#1f2328");

    private final String words;
    private final String color;

    Use(final String words, final String color) {
      this.words = words;
      this.color = color;
    }
  }

  private static final double WIDTH = 400;
  private static final double LEFT = 52;
  private static final double TOP = 40;
  private static final double MOST_HEIGHT = 300;

  private SplitMatrix() {}

  /**
   * @param uses K rows of n columns
   * @param counts how many of the n columns are of each class, which lie in this order
   * @param alt what the picture shows, for those who do not see it
   * @return the drawing
   */
  public static Svg draw(final List<Use[]> uses, final long[] counts, final String alt) {
    final double row = Math.min(22, MOST_HEIGHT / uses.size());
    final Svg svg = new Svg(WIDTH, TOP + uses.size() * row + 22, alt);
    double at = LEFT;
    for (int i = Use.values().length - 1; i > 0; i--) {
      final Use use = Use.values()[i];
      svg.rectangle(at, 2, 12, 12, use.color);
      svg.text(at + 17, 12.5, Anchor.START, use.words);
      at += 36 + 7 * use.words.length();
    }
    classes(svg, counts, 24, 8);
    for (int k = 0; k < uses.size(); k++) {
      final double y = TOP + k * row;
      if (row >= 12 || k % 5 == 0) {
        svg.text(LEFT - 6, y + row / 2 + 4, Anchor.END, "Fold " + k);
      }
      runs(svg, uses.get(k), y, row - (row > 6 ? 2 : 0.5));
    }
    svg.line(LEFT, TOP - 3, WIDTH, TOP - 3, new Pen(Palette.GRID, 1));
    svg.text(
        LEFT + (WIDTH - LEFT) / 2,
        TOP + uses.size() * row + 15,
        Anchor.MIDDLE,
        "slides, sorted by class");
    return svg;
  }

  private static void classes(
      final Svg svg, final long[] counts, final double top, final double height) {
    long n = 0;
    for (final long count : counts) {
      n += count;
    }
    double x = LEFT;
    for (int c = 0; c < counts.length; c++) {
      final double w = counts[c] * (WIDTH - LEFT) / Math.max(1, n);
      if (w > 0) {
        svg.rectangle(x, top, w, height, Palette.fill(c));
      }
      x += w;
    }
  }

  /** Neighbors of the same use are one rectangle. */
  private static void runs(final Svg svg, final Use[] use, final double y, final double height) {
    final double column = (WIDTH - LEFT) / use.length;
    int from = 0;
    for (int i = 1; i <= use.length; i++) {
      if (i == use.length || use[i] != use[from]) {
        if (use[from] != Use.NONE) {
          svg.rectangle(LEFT + from * column, y, (i - from) * column, height, use[from].color);
        }
        from = i;
      }
    }
  }
}
