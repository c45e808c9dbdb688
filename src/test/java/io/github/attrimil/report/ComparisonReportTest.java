package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.summary.ComparedKind;
import io.github.attrimil.evaluate.summary.Comparison;
import io.github.attrimil.evaluate.summary.TrainingCost;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonReportTest {

  private static final Path OUT = Path.of("target", "examples");

  @TempDir private Path folder;

  private static ComparedKind kind(
      final String name, final double skill, final Optional<Interval> patches) {
    return new ComparedKind(
        name,
        name.toUpperCase(java.util.Locale.ROOT),
        "compare-" + name,
        Optional.of(
            new ComparedKind.Measured(
                RocPlotTest.folds(3, 2, skill),
                patches,
                12_345,
                new TrainingCost(OptionalDouble.of(0.01 + skill), OptionalDouble.empty()))),
        "");
  }

  private static ComparedKind failed(final String name) {
    return new ComparedKind(
        name, "Failed <b>", "compare-" + name, Optional.empty(), "out of <memory>");
  }

  private static Comparison comparison() {
    return Comparison.of(
        List.of(
            failed("mean"),
            kind("max", 0.2, Optional.empty()),
            kind("attrimil", 2.5, Optional.of(new Interval(0.9, 0.8, 0.95))),
            kind("abmil", 2.2, Optional.empty())));
  }

  @Test
  void theHighestAucIsFirstAndThoseThatFailedAreLast() {
    final Comparison comparison = comparison();
    assertEquals(
        List.of("attrimil", "abmil", "max", "mean"),
        comparison.rows().stream().map(r -> r.of().kind()).toList());
    assertEquals("attrimil", comparison.best().orElseThrow().kind());
    assertTrue(comparison.rows().get(0).toBest().isEmpty());
    assertTrue(comparison.rows().get(1).toBest().orElseThrow().p() > 0.05);
    assertTrue(comparison.rows().get(2).toBest().orElseThrow().p() < 0.001);
    assertTrue(comparison.rows().get(2).toBest().orElseThrow().difference() < 0);
    assertTrue(comparison.rows().get(3).toBest().isEmpty());
  }

  @Test
  void tableFigureAndPageAreWritten() throws IOException {
    final Job job = Job.silent();
    job.warn("max: look at this");
    final Project project = new Project(folder);
    final Path page =
        ComparisonReport.write(project, "compare", comparison(), Map.of("seed", "7"), job);
    final CsvTable table = CsvTable.read(project.results("compare").resolve("compare.csv"));
    assertEquals("attrimil", table.get(0, "kind"));
    assertEquals(0.9, table.number(0, "patch_auc"));
    assertFalse(table.find(0, "delong_p").isPresent());
    assertTrue(table.number(2, "delong_p") < 0.001);
    assertEquals(12_345, table.integer(1, "parameters"));
    assertFalse(table.find(1, "peak_memory_mb").isPresent());
    assertEquals("out of <memory>", table.get(3, "remark"));
    assertFalse(table.find(3, "auc").isPresent());
    final String html = Files.readString(page);
    for (final String part :
        List.of(
            "4 kinds of model",
            "3 finished",
            "look at this",
            "out of &lt;memory&gt;",
            "&lt; 0.001",
            "12,345",
            "VmHWM",
            "arXiv",
            "<svg role")) {
      assertTrue(html.contains(part), part);
    }
    assertFalse(html.contains("<memory>"));
    assertTrue(Files.exists(project.results("compare").resolve("compare.png")));
  }

  @Test
  void manyKindsAndNoneAreDrawn() {
    final List<ComparedKind> kinds = new ArrayList<>();
    for (int i = 0; i < 22; i++) {
      kinds.add(kind("attrimiltransmil" + i, 0.1 * i, Optional.of(new Interval(0.7, 0.6, 0.8))));
    }
    kinds.add(failed("mambamil"));
    final BufferedImage many = ComparisonPlot.draw("all", Comparison.of(kinds));
    assertEquals(ComparisonPlot.WIDTH, many.getWidth());
    assertEquals(ComparisonPlot.HEIGHT, many.getHeight());
    PngFile.write(OUT.resolve("compare_many.png"), many);
    PngFile.write(OUT.resolve("compare_four.png"), ComparisonPlot.draw("four", comparison()));
    ComparisonPlot.draw("none", Comparison.of(List.of(failed("mean"))));
  }

  @Test
  void standingsHaveTheirColors() {
    final BufferedImage image = ComparisonPlot.draw("four", comparison());
    assertEquals(4, count(image, 0x000000, 0x0072b2, 0xd55e00, 0xffffff));
  }

  /** How many of some colors an image has. */
  private static long count(final BufferedImage image, final int... colors) {
    return java.util.Arrays.stream(colors)
        .filter(
            color ->
                java.util.Arrays.stream(
                        image.getRGB(
                            0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                    .anyMatch(pixel -> (pixel & 0xffffff) == color))
        .count();
  }
}
