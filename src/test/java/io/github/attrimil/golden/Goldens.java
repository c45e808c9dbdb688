package io.github.attrimil.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Numbers that the authors' own code computed: a small part in the test resources, all of them in
 * the shared folder where there is one.
 */
public final class Goldens {

  private Goldens() {}

  /**
   * @return the folder of the fixtures, where the shared folder is there
   */
  public static Optional<Path> shared() {
    final Path fixtures = Path.of(System.getProperty("attrimil.shared", "none"), "fixtures");
    return Optional.of(fixtures).filter(Files::isDirectory);
  }

  /**
   * @param folder below golden/ and the shared fixtures
   * @param prefix of the names wanted
   * @return the folders in it by name, those of the resources first
   */
  public static List<Path> folders(final String folder, final String prefix) {
    final Map<String, Path> byName = new TreeMap<>();
    shared().ifPresent(root -> add(root.resolve(folder), prefix, byName));
    add(resource(folder), prefix, byName);
    return List.copyOf(byName.values());
  }

  /**
   * @param parent a folder
   * @param prefix of the names wanted
   * @return the folders in it
   */
  public static List<Path> folders(final Path parent, final String prefix) {
    final Map<String, Path> byName = new TreeMap<>();
    add(parent, prefix, byName);
    return List.copyOf(byName.values());
  }

  private static void add(final Path parent, final String prefix, final Map<String, Path> byName) {
    try (Stream<Path> children = Files.list(parent)) {
      children
          .filter(Files::isDirectory)
          .filter(p -> p.getFileName().toString().startsWith(prefix))
          .forEach(p -> byName.put(p.getFileName().toString(), p));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param path below golden/
   * @return the file or folder
   */
  public static Path resource(final String path) {
    try {
      return Path.of(Goldens.class.getResource("/golden/" + path).toURI());
    } catch (final URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param file tensors, compressed by gzip
   * @return its tensors by name
   */
  public static Map<String, Tensor> compressed(final Path file) {
    try {
      final Path plain = Files.createTempFile("tensors", ".pt");
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        Files.copy(in, plain, StandardCopyOption.REPLACE_EXISTING);
        return TensorFiles.read(plain);
      } finally {
        Files.delete(plain);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param tensor any tensor
   * @return zeros of a shape whose first axis is longer by one
   */
  public static Tensor longer(final Tensor tensor) {
    final long[] shape = tensor.shape();
    shape[0]++;
    return Tensor.of(new float[Math.toIntExact(Tensor.elements(shape))], shape);
  }

  /**
   * @param file JSON
   * @return its root
   */
  public static JsonElement json(final Path file) {
    try (Reader in = Files.newBufferedReader(file)) {
      return JsonParser.parseReader(in);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param arrays of a file
   * @param prefix of the bag's arrays h and nearest
   * @return the bag
   */
  public static Bag bag(final Map<String, Tensor> arrays, final String prefix) {
    final Tensor h = arrays.get(prefix + "h");
    final Tensor nearest = arrays.get(prefix + "nearest");
    final int[] rows = new int[(int) nearest.elements()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) ((long[]) nearest.data())[i];
    }
    return new Bag(
        prefix, h.floats(), FeatureCard.of((int) h.shape()[1]), PatchGrid.unplaced(rows));
  }

  /**
   * @param array 1 x C x N or C x N
   * @param classes C
   * @return the same numbers as N x C
   */
  public static float[] transposed(final Tensor array, final int classes) {
    final float[] cn = array.floats();
    final float[] nc = new float[cn.length];
    final int n = cn.length / classes;
    for (int i = 0; i < cn.length; i++) {
      nc[i % n * classes + i / n] = cn[i];
    }
    return nc;
  }

  /**
   * Compares relative to the largest magnitude expected.
   *
   * @param what for the message
   * @param expected from the reference
   * @param actual ours
   * @param relative tolerance as a share of the largest magnitude
   * @param absolute tolerance beside that
   */
  public static void assertClose(
      final String what,
      final float[] expected,
      final float[] actual,
      final double relative,
      final double absolute) {
    assertEquals(expected.length, actual.length, what);
    double largest = 0;
    for (final float e : expected) {
      largest = Math.max(largest, Math.abs(e));
    }
    final double tolerance = relative * largest + absolute;
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance, what + " at " + i);
    }
  }
}
