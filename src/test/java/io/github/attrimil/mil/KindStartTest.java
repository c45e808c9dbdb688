package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.registry.ModelKinds;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks to train in which patches at first exchange nothing. */
class KindStartTest {

  private static final int D = 12;
  private static final int N = 70;
  private static final Bags BAG = Bags.random(N, D, 5);

  static List<ModelKind> kinds() {
    return Stream.of("ilra", "rrt", "s4mil", "mambamil", "bimambamil", "srmambamil")
        .map(ModelKinds::named)
        .toList();
  }

  static List<ModelKind> sequences() {
    return kinds().stream().filter(ModelKind::orderMatters).toList();
  }

  private static float[] logits(final ModelKind kind, final Start start, final Bags bag) {
    final Options own = TestOptions.narrow(kind.options()).with(Start.OPTION, start);
    try (MilModel model = kind.create(new ModelShape(D, 2), own, 3, Device.cpu())) {
      return bag.scoredBy(model).logits();
    }
  }

  private static Bags reversed() {
    return BAG.rows(IntStream.range(0, N).map(i -> N - 1 - i).toArray());
  }

  /** The order of the patches is then of no consequence. */
  @ParameterizedTest
  @MethodSource("sequences")
  void patchesExchangeNothingAtFirst(final ModelKind kind) {
    assertArrayEquals(
        logits(kind, Start.ZERO, BAG), logits(kind, Start.ZERO, reversed()), 1e-6f, kind.name());
    final float[] drawn = logits(kind, Start.RANDOM, BAG);
    final float[] other = logits(kind, Start.RANDOM, reversed());
    assertTrue(
        Math.abs(drawn[0] - other[0]) > 1e-5,
        "when all is drawn the order has an effect: " + drawn[0] + " and " + other[0]);
  }

  /** A bag of every patch twice is the same bag where all patches count alike. */
  @ParameterizedTest
  @MethodSource("kinds")
  void allPatchesCountAlikeAtFirst(final ModelKind kind) {
    final int[] twice = IntStream.range(0, 2 * N).map(i -> i % N).toArray();
    assertArrayEquals(
        logits(kind, Start.ZERO, BAG),
        logits(kind, Start.ZERO, BAG.rows(twice)),
        1e-6f,
        kind.name());
  }
}
