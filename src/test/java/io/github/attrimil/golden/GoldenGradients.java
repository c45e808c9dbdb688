package io.github.attrimil.golden;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Gradients by tensor name against those that the authors' own code computed. */
public final class GoldenGradients {

  private static final double RELATIVE = 1e-4;
  private static final double ABSOLUTE = 1e-6;

  private GoldenGradients() {}

  /**
   * @param ours gradients by tensor name
   * @param file of the expected ones without its ending: FILE.npz has all, FILE_sampled.npz a part
   */
  public static void compare(final Map<String, Tensor> ours, final Path file) {
    final Path whole = Path.of(file + ".npz");
    if (!Files.exists(whole)) {
      compareSamples(ours, NpzFile.read(Path.of(file + "_sampled.npz")));
      return;
    }
    final Map<String, Tensor> expected = NpzFile.read(whole);
    assertEquals(expected.keySet(), ours.keySet());
    expected.forEach(
        (name, e) -> {
          assertArrayEquals(e.shape(), ours.get(name).shape(), name);
          assertClose(name, e.floats(), ours.get(name).floats(), RELATIVE, ABSOLUTE);
        });
  }

  private static void compareSamples(
      final Map<String, Tensor> ours, final Map<String, Tensor> expected) {
    assertEquals(expected.size(), 3 * ours.size(), "tensors");
    ours.forEach(
        (name, tensor) -> {
          final int[] at = (int[]) expected.get(name + "|idx").data();
          final double[] values = (double[]) expected.get(name + "|val").data();
          // Sum, sum of magnitudes, L2 norm, least, most.
          final double[] stats = (double[]) expected.get(name + "|stats").data();
          final double largest = Math.max(Math.abs(stats[3]), Math.abs(stats[4]));
          final double tolerance = RELATIVE * largest + ABSOLUTE;
          final float[] g = tensor.floats();
          for (int k = 0; k < at.length; k++) {
            assertEquals(values[k], g[at[k]], tolerance, name + " at " + at[k]);
          }
          double squares = 0;
          for (final float v : g) {
            squares += (double) v * v;
          }
          assertEquals(
              stats[2], Math.sqrt(squares), RELATIVE * stats[2] + ABSOLUTE, name + " norm");
        });
  }
}
