package io.github.attrimil.adapt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.encoder.resnet.ResNet;
import io.github.attrimil.encoder.resnet.ResNetKind;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.resnet.ResNetWeights.Norm;
import io.github.attrimil.encoder.resnet.ResidualNetwork;
import io.github.attrimil.encoder.resnet.StageAdapter;
import io.github.attrimil.golden.FormulaWeights;
import io.github.attrimil.tensor.Compute;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against PyTorch, by src/test/python/make_adapt_golden.py, and against sums done by hand. */
class TorchGoldenTest {

  private static final double TOLERANCE = 1e-4;

  private static JsonObject expected(final String name) throws IOException {
    try (InputStreamReader in =
        new InputStreamReader(
            TorchGoldenTest.class.getResourceAsStream("/golden/adapt/expected.json"),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(in).getAsJsonObject().getAsJsonObject(name);
    }
  }

  private static Map<String, long[]> withAdapters(final ResNetKind kind, final Norm norm) {
    final Map<String, long[]> shapes = new LinkedHashMap<>(ResNetWeights.shapes(kind, norm));
    for (int stage = 1; stage <= kind.stages(); stage++) {
      final long c = kind.channels(stage);
      shapes.put(StageAdapter.name(stage, "0.weight"), new long[] {c / 4, c});
      shapes.put(StageAdapter.name(stage, "0.bias"), new long[] {c / 4});
      shapes.put(StageAdapter.name(stage, "2.weight"), new long[] {c, c / 4});
      shapes.put(StageAdapter.name(stage, "2.bias"), new long[] {c});
    }
    return shapes;
  }

  private static void assertNear(final JsonElement expected, final float[] actual, final double t) {
    final JsonArray values = expected.getAsJsonArray();
    for (int i = 0; i < values.size(); i++) {
      assertEquals(values.get(i).getAsDouble(), actual[i], t, "at " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(ResNetKind.class)
  void adaptersAndGroupNormGivePyTorchsFeatures(final ResNetKind kind) throws IOException {
    final boolean small = kind == ResNetKind.RESNET18;
    final JsonObject golden = expected(small ? "adapted18" : "group50");
    final int size = small ? 40 : 48;
    final ResNetWeights weights =
        ResNetWeights.of(FormulaWeights.of(withAdapters(kind, small ? Norm.BATCH : Norm.GROUP)));
    assertEquals(kind, weights.kind());
    assertEquals(small ? Norm.BATCH : Norm.GROUP, weights.norm());
    try (ResNet network = new ResNet(weights, Device.cpu());
        NDManager scope = network.manager().newSubManager()) {
      final NDArray x =
          scope.create(FormulaWeights.image(2 * 3 * size * size), new Shape(2, 3, size, size));
      final NDArray f = network.features(x);
      assertEquals(kind.features(), f.getShape().get(1));
      for (int b = 0; b < 2; b++) {
        assertNear(
            golden.getAsJsonArray("first").get(b),
            f.get(b).toFloatArray(),
            TOLERANCE * golden.get("max").getAsDouble());
      }
    }
  }

  @Test
  void aTrainingStepGivesPyTorchsGradientsAndStatistics() throws IOException {
    final JsonObject golden = expected("training18");
    final ResNetWeights weights =
        ResNetWeights.of(
            FormulaWeights.noise(ResNetWeights.shapes(ResNetKind.RESNET18, Norm.BATCH)));
    try (TrainableResNet network = new TrainableResNet(weights, DataType.FLOAT32, Device.cpu());
        NDManager scope = network.manager().newSubManager()) {
      final NDArray x =
          scope.create(FormulaWeights.noiseImage(4 * 3 * 64 * 64), new Shape(4, 3, 64, 64));
      final float[] factors = new float[4 * 512];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = (float) Math.cos(0.3 * i);
      }
      final NDArray w = scope.create(factors, new Shape(4, 512));
      try (GradientCollector gradients = Compute.engine().newGradientCollector()) {
        final NDArray f = network.features(x);
        for (int b = 0; b < 4; b++) {
          assertNear(
              golden.getAsJsonArray("features").get(b),
              f.get(b).toFloatArray(),
              TOLERANCE * golden.get("max").getAsDouble());
        }
        gradients.backward(f.mul(w).sum());
      }
      assertGradient(golden, "conv1", network, "conv1.weight");
      assertGradient(golden, "layer4", network, "layer4.1.conv2.weight");
      assertGradient(golden, "bn", network, "layer3.1.bn2.weight");
      for (final String part : new String[] {"running_mean", "running_var"}) {
        assertNear(
            golden.get(part), network.stateDict().get("layer2.0.bn1." + part).floats(), 1e-4);
      }
    }
  }

  private static void assertGradient(
      final JsonObject golden,
      final String key,
      final TrainableResNet network,
      final String parameter) {
    try (NDArray gradient = network.parameters().get(parameter).getGradient()) {
      // Gradients go back through twenty layers: float32 sums in another order.
      assertNear(
          golden.get(key), gradient.toFloatArray(), 1e-3 * golden.get(key + "_max").getAsDouble());
    }
  }

  @Test
  void ntXentGivesPyTorchsLossAndGradient() throws IOException {
    final JsonObject golden = expected("ntxent");
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final NDArray z = scope.create(FormulaWeights.image(8 * 5), new Shape(8, 5));
      z.setRequiresGradient(true);
      final NtXent loss = new NtXent(4, 0.2, scope);
      try (GradientCollector gradients = Compute.engine().newGradientCollector()) {
        final NDArray value = loss.loss(loss.logChances(z));
        assertEquals(golden.get("loss").getAsDouble(), value.getFloat(), 1e-5);
        gradients.backward(value);
      }
      assertNear(golden.get("gradient"), z.getGradient().toFloatArray(), 1e-5);
    }
  }

  /**
   * Two patches, views at right angles: every view has its partner at cosine 1 and two others at 0,
   * so at temperature 1 the loss is log(e + 2) - 1. With partners at right angles instead it is
   * log(e + 2).
   */
  @Test
  void ntXentByHand() {
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final NtXent loss = new NtXent(2, 1, scope);
      final NDArray good =
          loss.logChances(scope.create(new float[] {3, 0, 0, 1, 1, 0, 0, 5}, new Shape(4, 2)));
      assertEquals(Math.log(Math.E + 2) - 1, loss.loss(good).getFloat(), 1e-6);
      assertEquals(1, NtXent.accuracy(good.toFloatArray(), 2));
      final NDArray bad =
          loss.logChances(scope.create(new float[] {3, 0, 1, 0, 0, 1, 0, 5}, new Shape(4, 2)));
      assertEquals(Math.log(Math.E + 2), loss.loss(bad).getFloat(), 1e-6);
      assertEquals(0, NtXent.accuracy(bad.toFloatArray(), 2));
    }
  }

  /** Four channels, a bottleneck of one: x + up relu(down x + b1) + b2. */
  @Test
  void anAdapterByHand() {
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final StageAdapter adapter =
          new StageAdapter(
              scope.create(new float[] {1, 0, -1, 2}, new Shape(1, 4, 1, 1)),
              scope.create(new float[] {-1}),
              scope.create(new float[] {1, 2, 0, -1}, new Shape(4, 1, 1, 1)),
              scope.create(new float[] {0, 0, 10, 0}));
      // Two pixels: 1 + 2 * 4 - 3 - 1 = 5 passes the rectifier, -1 - 1 does not.
      final NDArray x = scope.create(new float[] {1, -1, 2, 0, 3, 0, 4, 0}, new Shape(1, 4, 1, 2));
      assertArrayEquals(new float[] {6, -1, 12, 0, 13, 10, -1, 0}, adapter.apply(x).toFloatArray());
    }
  }

  @Test
  void aNewAdapterChangesNothing() {
    final ResNetWeights weights = RandomWeights.of(ResNetKind.RESNET18, Norm.BATCH, 3);
    try (ResNet network = new ResNet(weights, Device.cpu());
        NDManager scope = network.manager().newSubManager()) {
      final NDArray x =
          scope.create(FormulaWeights.image(2 * 3 * 32 * 32), new Shape(2, 3, 32, 32));
      final float[] plain = network.features(x).toFloatArray();
      for (int stage = 1; stage <= 4; stage++) {
        network.adapt(
            stage, StageAdapter.identity(network.kind().channels(stage), stage, network.manager()));
      }
      assertArrayEquals(plain, network.features(x).toFloatArray());
    }
  }

  /** The network that learns and the one that encodes are the same where statistics are fixed. */
  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"INSTANCE", "GROUP"})
  void bothNetworksAgree(final Norm norm) {
    final ResNetWeights weights =
        new ResNetWeights(
            ResNetKind.RESNET18,
            norm,
            FormulaWeights.of(ResNetWeights.shapes(ResNetKind.RESNET18, norm)));
    try (ResNet fixed = new ResNet(weights, Device.cpu());
        TrainableResNet learning = new TrainableResNet(weights, DataType.FLOAT32, Device.cpu());
        NDManager scope = fixed.manager().newSubManager()) {
      final NDArray x =
          scope.create(FormulaWeights.image(2 * 3 * 64 * 64), new Shape(2, 3, 64, 64));
      assertArrayEquals(
          fixed.features(x).toFloatArray(), learning.features(x).toFloatArray(), 1e-5f);
    }
  }

  @Test
  void halfPrecisionIsNear() {
    final ResNetWeights weights = RandomWeights.of(ResNetKind.RESNET18, Norm.BATCH, 3);
    try (TrainableResNet whole = new TrainableResNet(weights, DataType.FLOAT32, Device.cpu());
        TrainableResNet half = new TrainableResNet(weights, DataType.FLOAT16, Device.cpu());
        NDManager scope = whole.manager().newSubManager()) {
      final NDArray x =
          scope.create(FormulaWeights.image(4 * 3 * 64 * 64), new Shape(4, 3, 64, 64));
      final float[] a = whole.features(x).toFloatArray();
      final NDArray b = ResidualNetwork.pooled(last(half, x));
      assertEquals(DataType.FLOAT16, b.getDataType());
      final float[] near = b.toType(DataType.FLOAT32, true).toFloatArray();
      double difference = 0;
      double size = 0;
      for (int i = 0; i < a.length; i++) {
        difference += Math.abs(a[i] - near[i]);
        size += Math.abs(a[i]);
      }
      // Eleven bits of mantissa through twenty layers.
      assertEquals(0, difference / size, 0.05);
    }
  }

  private static NDArray last(final ResidualNetwork network, final NDArray x) {
    NDArray out = network.stem(x);
    for (int stage = 1; stage <= network.kind().stages(); stage++) {
      out = network.stage(stage, out);
    }
    return out;
  }
}
