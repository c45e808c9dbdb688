package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.RocCurve;
import io.github.attrimil.evaluate.Tables;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.metrics.Ranking;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RocPlotTest {

  private static final Path OUT = Path.of("target", "examples");

  private static final Map<String, EvaluationSummary> MADE = new ConcurrentHashMap<>();

  /** K folds of 24 slides each; made once, since bootstraps take time. */
  static EvaluationSummary folds(final int k, final int classes, final double skill) {
    return MADE.computeIfAbsent(
        k + " " + classes + " " + skill,
        key ->
            EvaluationSummary.of(
                IntStream.range(0, k)
                    .mapToObj(
                        i ->
                            new EvaluationSummary.Fold(
                                i,
                                Tables.random(i, "slide_" + i + "_", 24, classes, skill),
                                Optional.of(Tables.random(90 + i, "v", 12, classes, skill))))
                    .toList(),
                1));
  }

  @Test
  void twoClassesHaveACurveAFoldAndABoldOneOfAll() {
    final EvaluationSummary s = folds(5, 2, 0.9);
    final List<RocSeries> series = RocSeries.of(s, List.of("normal", "tumour"));
    assertEquals(6, series.size());
    assertTrue(series.get(5).bold());
    assertTrue(series.get(0).label().startsWith("Fold 0: AUC 0."), series.get(0).label());
    assertEquals("All folds: AUC " + s.pooledAuc().orElseThrow().text(), series.get(5).label());
    PngFile.write(OUT.resolve("roc_folds.png"), RocPlot.draw("AttriMIL, tumour", series));
  }

  @Test
  void moreClassesHaveACurveEach() {
    final List<String> names = List.of("a <b>", "β", "c".repeat(80), "d", "e", "f", "g", "h");
    final List<RocSeries> series = RocSeries.of(folds(3, 8, 1.2), names);
    assertEquals(9, series.size());
    PngFile.write(OUT.resolve("roc_classes.png"), RocPlot.draw("T".repeat(200), series));
    assertThrows(AttriMilException.class, () -> RocSeries.of(folds(2, 2, 1), List.of("only one")));
  }

  @Test
  void pixelsLieWhereTheCurveIs() {
    final RocCurve perfect =
        RocCurve.of(Ranking.of(new boolean[] {true, false}, new double[] {1, 0})).orElseThrow();
    final BufferedImage none = RocPlot.draw("t", List.of());
    final BufferedImage one = RocPlot.draw("t", List.of(new RocSeries("p", perfect, true)));
    assertEquals(RocPlot.SIZE, one.getWidth());
    assertEquals(RocPlot.SIZE, one.getHeight());
    // The perfect curve runs up the left side and along the top, in its full width.
    for (final BufferedImage image : List.of(none, one)) {
      double across = 0;
      double down = 0;
      for (int d = -4; d <= 4; d++) {
        across += ink(image.getRGB(x(0) + d, y(0.5)));
        down += ink(image.getRGB(x(0.5), y(1) + d));
      }
      assertEquals(image == one ? 3.4 : 0.1, across, 0.15);
      assertEquals(image == one ? 3.4 : 0.1, down, 0.15);
    }
    // (.5, .75) stays empty.
    assertEquals(0xffffffff, one.getRGB(x(0.5), y(0.75)));
  }

  @Test
  void aLongTitleMovesNothing() {
    final BufferedImage a = RocPlot.draw("t", List.of());
    final BufferedImage b = RocPlot.draw("T".repeat(200), List.of());
    for (int y = (int) RocPlot.SQUARE.getY(); y < RocPlot.SIZE; y++) {
      for (int x = 0; x < RocPlot.SIZE; x++) {
        assertEquals(a.getRGB(x, y), b.getRGB(x, y));
      }
    }
  }

  private static double ink(final int rgb) {
    return 1 - (rgb & 0xff) / 255.0;
  }

  private static int x(final double rate) {
    return (int) Math.round(RocPlot.SQUARE.getX() + RocPlot.SQUARE.getWidth() * share(rate));
  }

  private static int y(final double rate) {
    return (int) Math.round(RocPlot.SQUARE.getMaxY() - RocPlot.SQUARE.getHeight() * share(rate));
  }

  private static double share(final double rate) {
    return (rate + RocPlot.MARGIN) / (1 + 2 * RocPlot.MARGIN);
  }

  @Test
  void undefinedCurvesAreLeftOut() {
    final EvaluationSummary s =
        EvaluationSummary.of(
            List.of(
                new EvaluationSummary.Fold(
                    0, Tables.binary(new int[] {1, 1}, 0.2, 0.8), Optional.empty())),
            1);
    assertEquals(List.of(), RocSeries.of(s, List.of("a", "b")));
  }

  @Test
  void aLegendOfManyFoldsIsCutNotSpilled() {
    final List<RocSeries> series = RocSeries.of(folds(30, 2, 0.9), List.of("normal", "tumour"));
    assertEquals(31, series.size());
    PngFile.write(OUT.resolve("roc_30_folds.png"), RocPlot.draw("Thirty folds", series));
    final BufferedImage image = PngFile.read(OUT.resolve("roc_30_folds.png"));
    // Text in the legend's 14 rows; right of the diagonal above them there is none.
    assertTrue(dark(image, 0.02, 0.4) > 1000);
    assertEquals(0, dark(image, 0.49, 0.53));
  }

  /** Pixels as dark as text between two true positive rates, at false positive rates above .55. */
  private static int dark(final BufferedImage image, final double from, final double to) {
    int count = 0;
    for (int y = y(to); y <= y(from); y++) {
      for (int x = x(0.55); x < x(0.99); x++) {
        count += (image.getRGB(x, y) & 0xff) < 0x60 ? 1 : 0;
      }
    }
    return count;
  }
}
