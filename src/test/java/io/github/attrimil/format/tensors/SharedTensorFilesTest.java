package io.github.attrimil.format.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of real models, where the shared folder is there. */
class SharedTensorFilesTest {

  private static final int NPY_HEADER_LENGTH_AT = 8;
  private static final int NPY_HEADER_AT = 10;

  @TempDir private Path folder;
  private Path fixtures;

  @BeforeEach
  void needsShared() {
    fixtures = Path.of(System.getProperty("attrimil.shared", "")).resolve("fixtures");
    assumeTrue(Files.isDirectory(fixtures), "no shared folder");
  }

  private List<Path> models() throws IOException {
    try (Stream<Path> models = Files.list(fixtures.resolve("models"))) {
      return models.filter(Files::isDirectory).sorted().toList();
    }
  }

  private Path weights(final Path model) throws IOException {
    if (Files.exists(model.resolve("weights.pt"))) {
      return model.resolve("weights.pt");
    }
    final Path unpacked = folder.resolve(model.getFileName() + ".pt");
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(model.resolve("weights.pt.gz")))) {
      Files.copy(in, unpacked);
    }
    return unpacked;
  }

  @Test
  void everyModelHasItsValues() throws IOException {
    int compared = 0;
    for (final Path model : models()) {
      final Map<String, Tensor> tensors = TensorFiles.read(weights(model));
      assertFalse(tensors.isEmpty(), model.toString());
      if (!Files.exists(model.resolve("weights.npz"))) {
        continue;
      }
      try (ZipFile npz = new ZipFile(model.resolve("weights.npz").toFile())) {
        assertEquals(npz.size(), tensors.size(), model.toString());
        for (final Map.Entry<String, Tensor> entry : tensors.entrySet()) {
          try (InputStream in = npz.getInputStream(npz.getEntry(entry.getKey() + ".npy"))) {
            assertArrayEquals(
                floats(in.readAllBytes()), entry.getValue().floats(), model + entry.getKey());
            compared++;
          }
        }
      }
    }
    assertTrue(compared > 100, compared + " tensors compared");
  }

  /** A float32 .npy file's values, row-major. */
  private static float[] floats(final byte[] npy) {
    final ByteBuffer buffer = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(NPY_HEADER_AT + buffer.getShort(NPY_HEADER_LENGTH_AT));
    final float[] floats = new float[buffer.remaining() / Float.BYTES];
    buffer.asFloatBuffer().get(floats);
    return floats;
  }

  @Test
  void publishedModelHasItsSums() throws IOException {
    final Path published = fixtures.resolve("published");
    final JsonObject expected;
    try (Reader in = Files.newBufferedReader(published.resolve("c16_aggregator.json"))) {
      expected = JsonParser.parseReader(in).getAsJsonObject();
    }
    final Map<String, Tensor> tensors = TorchFile.read(published.resolve("c16_aggregator.pth"));
    final List<String> names = new ArrayList<>();
    for (final JsonElement element : expected.getAsJsonArray("state_dict")) {
      final JsonArray entry = element.getAsJsonArray();
      final String name = entry.get(0).getAsString();
      final Tensor tensor = tensors.get(name);
      names.add(name);
      final JsonArray shape = entry.get(1).getAsJsonArray();
      final long[] lengths = new long[shape.size()];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = shape.get(i).getAsLong();
      }
      assertArrayEquals(lengths, tensor.shape(), name);
      double sum = 0;
      for (final float value : tensor.floats()) {
        sum += value;
      }
      final double expectedSum = expected.getAsJsonObject("weight_sums").get(name).getAsDouble();
      assertEquals(expectedSum, sum, 1e-9 * Math.max(1, Math.abs(expectedSum)), name);
    }
    assertEquals(names, List.copyOf(tensors.keySet()));
  }
}
