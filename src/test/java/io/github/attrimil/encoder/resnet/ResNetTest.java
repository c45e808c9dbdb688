package io.github.attrimil.encoder.resnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.features.Encoders;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.encoder.features.KnownWeights;
import io.github.attrimil.encoder.stain.StainNormalization;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.golden.FormulaWeights;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against torchvision's networks with weights and inputs given by formulas. */
class ResNetTest {

  private static final double TOLERANCE = 1e-4;

  private static JsonArray cases() throws IOException {
    try (InputStreamReader in =
        new InputStreamReader(
            ResNetTest.class.getResourceAsStream("/golden/resnet/expected.json"),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(in).getAsJsonObject().getAsJsonArray("cases");
    }
  }

  /** The weights of the whole network: position in the alphabet counts, so fc and layer4 too. */
  static Map<String, Tensor> formula(final ResNetKind kind) {
    final Map<String, long[]> shapes =
        new TreeMap<>(ResNetWeights.shapes(kind, ResNetWeights.Norm.BATCH));
    if (kind == ResNetKind.RESNET50) {
      addLayer4(shapes);
    }
    final int d = kind == ResNetKind.RESNET50 ? 2048 : 512;
    shapes.put("fc.weight", new long[] {1000, d});
    shapes.put("fc.bias", new long[] {1000});
    return FormulaWeights.of(shapes);
  }

  private static void addLayer4(final Map<String, long[]> shapes) {
    int in = 1024;
    for (int b = 0; b < 3; b++) {
      final String block = "layer4." + b + ".";
      final int[][] convolutions = {{512, in, 1}, {512, 512, 3}, {2048, 512, 1}};
      for (int c = 0; c < 3; c++) {
        final int[] s = convolutions[c];
        shapes.put(block + "conv" + (c + 1) + ".weight", new long[] {s[0], s[1], s[2], s[2]});
        addNorm(shapes, block + "bn" + (c + 1), s[0]);
      }
      if (b == 0) {
        shapes.put(block + "downsample.0.weight", new long[] {2048, 1024, 1, 1});
        addNorm(shapes, block + "downsample.1", 2048);
      }
      in = 2048;
    }
  }

  private static void addNorm(final Map<String, long[]> shapes, final String name, final int c) {
    for (final String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
      shapes.put(name + "." + part, new long[] {c});
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void givesTorchvisionsFeatures(final int at) throws IOException {
    final JsonObject expected = cases().get(at).getAsJsonObject();
    final ResNetKind kind =
        ResNetKind.valueOf(
            expected.get("network").getAsString().toUpperCase(java.util.Locale.ROOT));
    final JsonArray in = expected.getAsJsonArray("input");
    final Shape shape =
        new Shape(
            in.get(0).getAsLong(),
            in.get(1).getAsLong(),
            in.get(2).getAsLong(),
            in.get(3).getAsLong());
    final ResNetWeights weights = ResNetWeights.of(formula(kind));
    assertEquals(kind, weights.kind());
    try (ResNet network = new ResNet(weights, Device.cpu());
        NDManager scope = network.manager().newSubManager()) {
      final NDArray x = scope.create(FormulaWeights.image((int) shape.size()), shape);
      final NDArray features = network.features(x);
      final JsonArray rows = expected.getAsJsonArray("first16");
      final double largest = expected.get("max").getAsDouble();
      for (int b = 0; b < rows.size(); b++) {
        final float[] row = features.get(b).toFloatArray();
        assertEquals(kind.features(), row.length);
        for (int k = 0; k < 16; k++) {
          assertEquals(
              rows.get(b).getAsJsonArray().get(k).getAsDouble(), row[k], TOLERANCE * largest);
        }
      }
      checkStages(network, x, expected.getAsJsonObject("stage_mean_std_shape"));
    }
  }

  private static void checkStages(
      final ResNet network, final NDArray x, final JsonObject expected) {
    NDArray out = network.stem(x);
    for (int stage = 1; stage <= network.kind().stages(); stage++) {
      out = network.stage(stage, out);
      final JsonArray e = expected.getAsJsonArray("layer" + stage);
      final double mean = e.get(0).getAsDouble();
      assertEquals(mean, out.mean().getFloat(), TOLERANCE * Math.abs(mean) * 2);
      assertEquals(e.get(2).getAsJsonArray().get(1).getAsLong(), out.getShape().get(1));
    }
  }

  @Test
  void dsmilsNamesAreUnderstood() {
    final Map<String, Tensor> plain = formula(ResNetKind.RESNET18);
    final Map<String, Tensor> simclr = new LinkedHashMap<>();
    final String[] parts = {
      "conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4"
    };
    plain.forEach(
        (name, tensor) -> {
          for (int i = 0; i < parts.length; i++) {
            if (name.startsWith(parts[i] + ".")) {
              simclr.put("module.features." + i + name.substring(parts[i].length()), tensor);
            }
          }
        });
    simclr.put("l1.weight", Tensor.of(new float[4], 2, 2));
    final ResNetWeights weights = ResNetWeights.of(simclr);
    assertEquals(ResNetWeights.of(plain).tensors().keySet(), weights.tensors().keySet());
    assertArrayEquals(
        plain.get("layer3.1.conv2.weight").floats(),
        weights.tensors().get("layer3.1.conv2.weight").floats());
  }

  @Test
  void instanceNormHasNoTensorsOfItsOwn() {
    final Map<String, Tensor> state = formula(ResNetKind.RESNET18);
    state.keySet().removeIf(n -> n.contains("bn") || n.contains("downsample.1"));
    assertEquals(ResNetWeights.Norm.INSTANCE, ResNetWeights.of(state).norm());
  }

  @Test
  void whatIsWrongIsNamed() {
    final Map<String, Tensor> missing = formula(ResNetKind.RESNET18);
    missing.remove("layer2.1.bn2.running_var");
    assertSays("layer2.1.bn2.running_var", missing);
    final Map<String, Tensor> shape = formula(ResNetKind.RESNET18);
    shape.put("layer4.0.conv1.weight", Tensor.of(new float[9], 1, 1, 3, 3));
    assertSays("layer4.0.conv1.weight", shape);
    final Map<String, Tensor> deeper = formula(ResNetKind.RESNET18);
    deeper.put("layer1.2.conv1.weight", Tensor.of(new float[9], 1, 1, 3, 3));
    assertSays("layer1.2.conv1.weight", deeper);
    assertSays("conv1.weight", Map.of("x", Tensor.of(new float[1], 1)));
  }

  @Test
  void weightsFromAFileEncodePatches(@TempDir final Path folder) {
    final Path file = folder.resolve("mine.pth");
    TorchFile.write(file, formula(ResNetKind.RESNET18));
    try (Encoder encoder = Encoders.open(file.toString(), DeviceChoice.CPU, Job.silent())) {
      assertEquals(224, encoder.card().inputSize());
      final float[] patch = encoder.prepare(RgbImage.white(224, 224));
      final float[][] rows = encoder.encode(List.of(patch, patch));
      assertEquals(512, rows[0].length);
      assertArrayEquals(rows[0], rows[1]);
      try (Encoder half =
          Encoders.open(
              new Encoding(file.toString(), Precision.FLOAT16, StainNormalization.NONE),
              DeviceChoice.CPU,
              Job.silent())) {
        final float[] near = half.encode(List.of(patch))[0];
        float largest = 0;
        float apart = 0;
        for (int k = 0; k < near.length; k++) {
          largest = Math.max(largest, Math.abs(rows[0][k]));
          apart = Math.max(apart, Math.abs(rows[0][k] - near[k]));
        }
        assertTrue(apart > 0 && apart < 0.02 * largest, apart + " of " + largest);
      }
    }
  }

  @Test
  void missingWeightsAreSaidWithFileAndFolder(@TempDir final Path folder) throws IOException {
    final String before = System.getProperty(KnownWeights.FOLDER_PROPERTY);
    System.setProperty(KnownWeights.FOLDER_PROPERTY, folder.toString());
    try {
      Files.writeString(folder.resolve("resnet18-f37072fd.pth"), "something else");
      final AttriMilException wrong =
          assertThrows(
              AttriMilException.class,
              () -> Encoders.open("resnet18", DeviceChoice.CPU, Job.silent()));
      assertTrue(
          wrong
              .getMessage()
              .contains("is f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec"),
          wrong.getMessage());
      assertEquals(1, folder.toFile().list().length);
    } finally {
      if (before == null) {
        System.clearProperty(KnownWeights.FOLDER_PROPERTY);
      } else {
        System.setProperty(KnownWeights.FOLDER_PROPERTY, before);
      }
    }
  }

  private static void assertSays(final String what, final Map<String, Tensor> state) {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> ResNetWeights.of(state));
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }
}
