package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.EvaluationSummary;
import io.github.attrimil.evaluate.Ranking;
import io.github.attrimil.evaluate.RocCurve;
import io.github.attrimil.evaluate.Tables;
import io.github.attrimil.format.image.PngFile;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RocPlotTest {

  private static final Path OUT = Path.of("target", "examples");

  static EvaluationSummary folds(final int k, final int classes, final double skill) {
    return EvaluationSummary.of(
        IntStream.range(0, k)
            .mapToObj(
                i ->
                    new EvaluationSummary.Fold(
                        i,
                        Tables.random(i, "slide_" + i + "_", 24, classes, skill),
                        Optional.of(Tables.random(90 + i, "v", 12, classes, skill))))
            .toList(),
        1);
  }

  @Test
  void twoClassesHaveACurveAFoldAndABoldOneOfAll() {
    final EvaluationSummary s = folds(5, 2, 0.9);
    final List<RocPlot.Series> series = RocPlot.series(s, List.of("normal", "tumour"));
    assertEquals(6, series.size());
    assertTrue(series.get(5).bold());
    assertTrue(series.get(0).name().startsWith("Fold 0: AUC 0."), series.get(0).name());
    assertEquals("All folds: AUC " + s.pooledAuc().orElseThrow().text(), series.get(5).name());
    PngFile.write(OUT.resolve("roc_folds.png"), RocPlot.draw("AttriMIL, tumour", series));
  }

  @Test
  void moreClassesHaveACurveEach() {
    final List<String> names = List.of("a <b>", "β", "c".repeat(80), "d", "e", "f", "g", "h");
    final List<RocPlot.Series> series = RocPlot.series(folds(3, 8, 1.2), names);
    assertEquals(9, series.size());
    PngFile.write(OUT.resolve("roc_classes.png"), RocPlot.draw("T".repeat(200), series));
    assertThrows(
        AttriMilException.class, () -> RocPlot.series(folds(2, 2, 1), List.of("only one")));
  }

  @Test
  void pixelsLieWhereTheCurveIs() {
    final RocCurve perfect =
        RocCurve.of(Ranking.of(new boolean[] {true, false}, new double[] {1, 0})).orElseThrow();
    final BufferedImage none = RocPlot.draw("t", List.of());
    final BufferedImage one = RocPlot.draw("t", List.of(new RocPlot.Series("p", perfect, true)));
    assertEquals(RocPlot.SIZE, one.getWidth());
    assertEquals(RocPlot.SIZE, one.getHeight());
    // The perfect curve runs up the left axis and along the top; (.5, .75) stays empty.
    assertEquals(0xff000000, one.getRGB(90, 60 + 325));
    assertEquals(0xff000000, one.getRGB(90 + 325, 60));
    assertNotEquals(0xff000000, none.getRGB(90 + 325, 60));
    assertEquals(0xffffffff, one.getRGB(90 + 320, 60 + 160));
  }

  @Test
  void undefinedCurvesAreLeftOut() {
    final EvaluationSummary s =
        EvaluationSummary.of(
            List.of(
                new EvaluationSummary.Fold(
                    0, Tables.binary(new int[] {1, 1}, 0.2, 0.8), Optional.empty())),
            1);
    assertEquals(List.of(), RocPlot.series(s, List.of("a", "b")));
  }

  @Test
  void aLegendOfManyFoldsIsCutNotSpilled() {
    final List<RocPlot.Series> series =
        RocPlot.series(folds(30, 2, 0.9), List.of("normal", "tumour"));
    assertEquals(31, series.size());
    PngFile.write(OUT.resolve("roc_30_folds.png"), RocPlot.draw("Thirty folds", series));
    final BufferedImage image = PngFile.read(OUT.resolve("roc_30_folds.png"));
    // Above the legend's 14 rows, below the diagonal, nothing is written.
    assertEquals(0xffffffff, image.getRGB(90 + 610, 60 + 650 - 14 - 23 * 14 - 20) | 0xff191919);
  }
}
