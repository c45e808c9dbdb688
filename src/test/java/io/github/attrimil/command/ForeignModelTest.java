package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.DemoProject.Ran;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checkpoints of the references of every kind predict from the command line what they predict
 * there.
 */
class ForeignModelTest {

  /** Of the largest value, as the fixtures suggest. */
  private static final double TOLERANCE = 1e-5;

  @TempDir Path temporary;

  static List<Path> models() {
    return Stream.of("attrimil_", "abmil_d", "mil_mean_", "mil_max_")
        .flatMap(prefix -> Goldens.folders("models", prefix).stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void predictsAsTheAuthors(final Path folder) throws Exception {
    final String name = folder.getFileName().toString();
    final Path checkpoint = temporary.resolve(name + ".pt");
    unpack(folder, checkpoint);
    final Path root = temporary.resolve("project");
    final Project project = new Project(root);
    int bags = 0;
    while (Files.exists(folder.resolve("input_" + bags + ".npz"))) {
      features(folder, bags, project.features("bag_" + bags));
      bags++;
    }
    assertTrue(bags > 0, name + " has inputs");
    final Ran ran = DemoProject.run("predict", root, "model=" + checkpoint, "device=cpu");
    assertEquals(0, ran.status(), ran.err());
    final CsvTable table = CsvTable.read(project.results(name).resolve("predictions.csv"));
    assertEquals(bags, table.rows());
    for (int i = 0; i < bags; i++) {
      final Map<String, Tensor> expected = NpzFile.read(folder.resolve("output_" + i + "_f32.npz"));
      assertEquals("bag_" + i, table.get(i, "slide_id"));
      assertClose(expected.get("logits").floats(), table, i, "logit_");
      assertClose(expected.get("Y_prob").floats(), table, i, "p_");
      assertEquals(expected.get("Y_hat").floats()[0], table.number(i, "Y_hat"));
      assertEquals(table.get(i, "Y_hat"), table.get(i, "class"));
    }
    assertFalse(Files.exists(root.resolve("models")));
  }

  @Test
  void kindMayBeGiven() throws Exception {
    final Path folder = Goldens.resource("models/attrimil_d64_c3");
    final Path checkpoint = temporary.resolve("file.pt");
    unpack(folder, checkpoint);
    final Path root = temporary.resolve("project");
    features(folder, 0, new Project(root).features("bag_0"));
    for (final String command : List.of("predict", "map")) {
      final Ran ran =
          DemoProject.run(
              command, root, "model=" + checkpoint, "kind=attrimil", "device=cpu", "redo=true");
      assertEquals(0, ran.status(), ran.err());
      final Ran other =
          DemoProject.run(command, root, "model=" + checkpoint, "kind=abmil", "device=cpu");
      assertEquals(1, other.status());
      assertTrue(other.err().contains("abmil ("), other.err());
    }
  }

  private static void assertClose(
      final float[] expected, final CsvTable table, final int row, final String column) {
    double most = 0;
    for (final float v : expected) {
      most = Math.max(most, Math.abs(v));
    }
    assertFalse(table.has(column + expected.length));
    for (int c = 0; c < expected.length; c++) {
      assertEquals(expected[c], table.number(row, column + c), TOLERANCE * most, column + c);
    }
  }

  private static void unpack(final Path folder, final Path checkpoint) throws IOException {
    if (Files.exists(folder.resolve("weights.pt"))) {
      Files.copy(folder.resolve("weights.pt"), checkpoint);
      return;
    }
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(folder.resolve("weights.pt.gz")))) {
      Files.copy(in, checkpoint);
    }
  }

  /** The authors' own file where it is there, else one of the same arrays. */
  private static void features(final Path folder, final int i, final Path target)
      throws IOException {
    final Path official = folder.resolve("input_" + i + ".h5");
    if (Files.exists(official)) {
      Files.createDirectories(target.getParent());
      Files.copy(official, target);
      return;
    }
    final Map<String, Tensor> input = NpzFile.read(folder.resolve("input_" + i + ".npz"));
    final Tensor h = input.get("h");
    final PatchFile patches =
        PatchFile.of(
                PatchCoords.ofInterleaved(longs(input.get("coords"))),
                new PatchAttributes(Map.of(PatchAttributes.PATCH_SIZE, 256L)))
            .withNeighbors(
                LongStream.of(longs(input.get("nearest"))).mapToInt(Math::toIntExact).toArray());
    new FeatureFile(h.floats(), (int) h.shape()[1], Map.of(), Optional.of(patches)).write(target);
  }

  private static long[] longs(final Tensor tensor) {
    final float[] values = tensor.floats();
    final long[] longs = new long[values.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = (long) values[i];
    }
    return longs;
  }
}
