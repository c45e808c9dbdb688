package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The aggregator that DSMIL's authors published for Camelyon16, by its file. */
class PublishedDsmilTest {

  @TempDir private Path folder;

  @Test
  void predictReportsItsScore() throws IOException {
    assumeTrue(Goldens.shared().isPresent(), "no shared folder");
    final Path published = Goldens.shared().orElseThrow().resolve("published");
    final Map<String, Tensor> io = NpzFile.read(published.resolve("c16_aggregator_io.npz"));
    final Project project = new Project(folder);
    Files.createDirectories(project.features("s").getParent());
    new FeatureFile(io.get("x").floats(), (int) io.get("x").shape()[1], Map.of(), Optional.empty())
        .write(project.features("s"));
    final DemoProject.Ran ran =
        DemoProject.run(
            "predict", folder, "model=" + published.resolve("c16_aggregator.pth"), "device=cpu");
    assertEquals(0, ran.status(), ran.err());
    final CsvTable table =
        CsvTable.read(project.results("c16_aggregator").resolve("predictions.csv"));
    final double score = io.get("sigmoid_bag").floats()[0];
    assertEquals(score, table.number(0, "p_1"), 1e-5 * score);
    assertEquals(1 - score, table.number(0, "p_0"), 1e-5);
    assertEquals(
        io.get("prediction_bag").floats()[0],
        table.number(0, "logit_1"),
        1e-5 * Math.abs(io.get("prediction_bag").floats()[0]));
  }
}
