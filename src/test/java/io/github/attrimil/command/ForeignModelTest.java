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

  /** Of TransMIL, whose pseudo-inverse gathers rounding errors. */
  private static final double TOLERANCE_TRANSMIL = 2e-4;

  /** What tensors do not show, as cards state it, by folder. */
  private static final Map<String, String> CARDS =
      Map.of(
          "mambamil_bi_d64_c3", "{'kind': 'bimambamil', 'options': {'activation': 'gelu'}}",
          "mambamil_plain_d64_c2", "{'options': {'activation': 'relu'}}",
          "mambamil_sr_d64_c2", "{'kind': 'srmambamil', 'options': {'activation': 'relu'}}",
          "mambamil_sr_d64_c3_rate5",
              "{'kind': 'srmambamil', 'options': {'activation': 'gelu', 'reordering': '5'}}",
          "mhim_dsmil_d64_c3", "{'options': {'mergeintest': 'true'}}",
          "rrt_d64_c3_mlp", "{'options': {'shortcut': 'true', 'headsacross': '1'}}");

  /**
   * All but DTFD-MIL, which shuffles patches into groups when it predicts, and those whose
   * references state no class values beside their logits.
   */
  static List<Path> models() {
    return Goldens.folders("models", "").stream()
        .filter(f -> !f.getFileName().toString().startsWith("dtfd_"))
        .toList();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("models")
  void predictsAsTheAuthors(final Path folder) throws Exception {
    final String name = folder.getFileName().toString();
    final Path checkpoint = temporary.resolve(name + ".pt");
    unpack(folder, checkpoint);
    if (CARDS.containsKey(name)) {
      Files.writeString(temporary.resolve(name + ".json"), CARDS.get(name).replace((char) 39, '"'));
    }
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
      assertClose(name, of(expected, "logits", "prediction_bag"), table, i, "logit_");
      assertClose(name, of(expected, "Y_prob", "bag_score"), table, i, "p_");
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

  private static float[] of(
      final Map<String, Tensor> outputs, final String name, final String orElse) {
    return outputs.containsKey(name) ? outputs.get(name).floats() : outputs.get(orElse).floats();
  }

  private static float[] second(final float value, final String column) {
    return column.equals("p_") ? new float[] {1 - value, value} : new float[] {-value, value};
  }

  private static void assertClose(
      final String model,
      final float[] values,
      final CsvTable table,
      final int row,
      final String column) {
    // A single output is that of the second of two classes.
    final float[] expected = values.length == 1 ? second(values[0], column) : values;
    final double tolerance = model.contains("transmil_") ? TOLERANCE_TRANSMIL : TOLERANCE;
    double most = 0;
    for (final float v : expected) {
      most = Math.max(most, Math.abs(v));
    }
    assertFalse(table.has(column + expected.length));
    for (int c = 0; c < expected.length; c++) {
      assertEquals(expected[c], table.number(row, column + c), tolerance * most, column + c);
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
