package io.github.attrimil.mil.reduction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network behind a reduction from 5 features to 4, for every kind. */
class ReducedModelTest {

  private static final int D = 5;
  private static final int WIDTH = 4;
  private static final int PATCHES = 9;

  private final Random random = new Random(3);
  private final Reduction reduction =
      new Reduction(Tensor.of(values(WIDTH * D), WIDTH, D), Tensor.of(values(WIDTH), WIDTH));

  private float[] values(final int count) {
    final float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static List<ModelKind> kinds() {
    return ModelKinds.all();
  }

  private static MilModel network(final ModelKind kind) {
    return kind.create(new ModelShape(WIDTH, 2), kind.options(), 1, Device.cpu());
  }

  /** W h + b, patch by patch. */
  private float[] byHand(final float[] h) {
    final float[] y = new float[PATCHES * WIDTH];
    for (int p = 0; p < PATCHES; p++) {
      for (int k = 0; k < WIDTH; k++) {
        double sum = reduction.bias().floats()[k];
        for (int i = 0; i < D; i++) {
          sum += reduction.weight().floats()[k * D + i] * h[p * D + i];
        }
        y[p * WIDTH + k] = (float) sum;
      }
    }
    return y;
  }

  private record Seen(float[] logits, List<float[]> values) {}

  private static Seen score(final MilModel model, final float[] h) {
    try (NDManager manager = model.manager().newSubManager()) {
      final var out =
          model.score(
              new BagInput(
                  manager.create(h, new Shape(PATCHES, model.shape().features())),
                  PatchGrid.unplaced(PATCHES)));
      final PatchValues patches = PatchValues.of(out.patches());
      final List<float[]> values = new ArrayList<>();
      for (int c = 0; c < patches.columns(); c++) {
        values.add(patches.values(c));
      }
      return new Seen(out.logits().toFloatArray(), values);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void givesWhatTheNetworkGivesForReducedFeatures(final ModelKind kind) {
    final float[] h = values(PATCHES * D);
    try (MilModel network = network(kind);
        MilModel model =
            Reduction.load(
                kind, reduction.with(network.stateDict()), kind.options(), Device.cpu())) {
      assertEquals(new ModelShape(D, 2), model.shape());
      final Seen expected = score(network, byHand(h));
      final Seen found = score(model, h);
      assertArrayEquals(expected.logits(), found.logits(), 1e-4f);
      for (int c = 0; c < expected.values().size(); c++) {
        assertArrayEquals(expected.values().get(c), found.values().get(c), 1e-4f);
      }
    }
  }

  @Test
  void aStateDictIsTheNetworksWithTwoTensorsBefore() {
    final ModelKind kind = ModelKinds.named("abmil");
    try (MilModel network = network(kind);
        MilModel model = new ReducedModel(network, reduction)) {
      final Map<String, Tensor> state = model.stateDict();
      final List<String> names = new ArrayList<>(List.of("reduction.weight", "reduction.bias"));
      names.addAll(network.stateDict().keySet());
      assertEquals(names, List.copyOf(state.keySet()));
      assertEquals(
          List.copyOf(network.stateDict().keySet()),
          List.copyOf(Reduction.network(state).keySet()));
      assertArrayEquals(
          reduction.weight().floats(), Reduction.of(state).orElseThrow().weight().floats());
    }
  }

  @Test
  void bagsAreReducedOnTheHost() {
    final float[] h = values(PATCHES * D);
    final Bag bag = new Bag("s", h, FeatureCard.of(D), PatchGrid.unplaced(PATCHES));
    final Bag reduced = reduction.of(bag, Device.cpu());
    assertEquals(WIDTH, reduced.dimension());
    assertEquals("s", reduced.slideId());
    assertArrayEquals(byHand(h), reduced.features(), 1e-4f);
  }

  @Test
  void refusesTensorsThatDoNotFit() {
    final ModelKind kind = ModelKinds.named("abmil");
    final Options options = kind.options();
    try (MilModel network = network(kind)) {
      final Map<String, Tensor> half = new HashMap<>(network.stateDict());
      half.put(Reduction.WEIGHT, reduction.weight());
      assertRefused("has only some of the tensors", kind, half, options);
      final Map<String, Tensor> flat = new HashMap<>(half);
      flat.put(Reduction.BIAS, Tensor.of(new float[3], 3));
      assertRefused("not k x D and k", kind, flat, options);
      final Map<String, Tensor> wider = new HashMap<>(network.stateDict());
      wider.put(Reduction.WEIGHT, Tensor.of(new float[6 * D], 6, D));
      wider.put(Reduction.BIAS, Tensor.of(new float[6], 6));
      assertRefused(
          "reduction gives a network 6 features, and its network expects 4", kind, wider, options);
    }
  }

  @Test
  void refusesSquaresWithoutTheirLimit() {
    final ModelKind kind = ModelKinds.named("abmil");
    try (MilModel network = network(kind)) {
      final Map<String, Tensor> alone = new HashMap<>(network.stateDict());
      alone.put(Reduction.SQUARES, Tensor.of(new float[] {3}, 1));
      assertRefused("has only some of the tensors", kind, alone, kind.options());
      for (final float[] wrong :
          List.of(
              new float[] {0},
              new float[] {-1},
              new float[] {Float.NaN},
              new float[] {Float.POSITIVE_INFINITY},
              new float[0],
              new float[] {3, 3})) {
        final Map<String, Tensor> state = new HashMap<>(reduction.with(network.stateDict()));
        state.put(Reduction.SQUARES, Tensor.of(wrong, wrong.length));
        assertRefused("not one finite number above 0", kind, state, kind.options());
      }
    }
  }

  /** Features of the network: y, then (z^2 - 1) / sqrt(2) with z = y limited to -1 to 1. */
  @Test
  void appendsSquaresOfLimitedFeatures() {
    final Reduction squared = new Reduction(reduction.weight(), reduction.bias(), 1);
    assertEquals(2 * WIDTH, squared.width());
    final float[] h = values(PATCHES * D);
    final float[] y = byHand(h);
    final float[] expected = new float[2 * y.length];
    int limited = 0;
    for (int p = 0; p < PATCHES; p++) {
      for (int k = 0; k < WIDTH; k++) {
        final float value = y[p * WIDTH + k];
        limited += Math.abs(value) > 1 ? 1 : 0;
        final double z = Math.max(-1, Math.min(1, value));
        expected[2 * p * WIDTH + k] = value;
        expected[(2 * p + 1) * WIDTH + k] = (float) ((z * z - 1) / Math.sqrt(2));
      }
    }
    assertTrue(limited > 0 && limited < y.length);
    final Bag bag = new Bag("s", h, FeatureCard.of(D), PatchGrid.unplaced(PATCHES));
    assertArrayEquals(expected, squared.of(bag, Device.cpu()).features(), 1e-4f);

    final ModelKind kind = ModelKinds.named("abmil");
    try (MilModel network =
            kind.create(new ModelShape(2 * WIDTH, 2), kind.options(), 1, Device.cpu());
        MilModel model =
            Reduction.load(kind, squared.with(network.stateDict()), kind.options(), Device.cpu())) {
      assertEquals(new ModelShape(D, 2), model.shape());
      assertArrayEquals(score(network, expected).logits(), score(model, h).logits(), 1e-4f);
      assertEquals(
          List.of("reduction.weight", "reduction.bias", "reduction.squares"),
          List.copyOf(model.stateDict().keySet()).subList(0, 3));
      assertEquals(squared.limit(), Reduction.of(model.stateDict()).orElseThrow().limit());
      assertEquals(
          List.copyOf(network.stateDict().keySet()),
          List.copyOf(Reduction.network(model.stateDict()).keySet()));
    }
  }

  private static void assertRefused(
      final String why,
      final ModelKind kind,
      final Map<String, Tensor> state,
      final Options options) {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class, () -> Reduction.load(kind, state, options, Device.cpu()));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}
