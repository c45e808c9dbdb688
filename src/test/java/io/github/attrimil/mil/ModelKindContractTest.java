package io.github.attrimil.mil;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every kind in the registry must do. A new kind is tested here by being registered; its
 * gradients and what it learns are tested in {@link ModelKindGradientTest}.
 */
class ModelKindContractTest {

  private static final int D = 12;

  /** Of the largest magnitude in an array. */
  private static final double RELATIVE = 1e-5;

  private static final double ABSOLUTE = 1e-6;

  /** Kinds that only a card or kind= tells apart. */
  private static final List<String> SAME_TENSORS = List.of("bimambamil", "srmambamil");

  @TempDir private Path folder;

  /** Every kind with two and three classes. */
  record Case(ModelKind kind, int classes) {

    MilModel create(final long seed) {
      return kind.create(new ModelShape(D, classes), random(), seed, Device.cpu());
    }

    /** Options under which evidence is not trivial, where the kind has a choice. */
    Options random() {
      return TestOptions.random(kind.options());
    }

    @Override
    public String toString() {
      return kind.name() + ", " + classes + " classes";
    }
  }

  static List<ModelKind> kinds() {
    return ModelKinds.all();
  }

  static List<Case> cases() {
    return kinds().stream()
        .flatMap(kind -> IntStream.of(2, 3).mapToObj(c -> new Case(kind, c)))
        .toList();
  }

  private static void assertFinite(final float[] values, final String what) {
    for (final float v : values) {
      assertTrue(Float.isFinite(v), what + " " + v);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsHaveTheirShapes(final Case c) {
    try (MilModel model = c.create(1)) {
      assertEquals(c.kind(), model.kind());
      assertEquals(new ModelShape(D, c.classes()), model.shape());
      assertEquals(c.random(), model.options());
      for (final int n : new int[] {1, 2, 37, 2600}) {
        try (NDManager scope = model.manager().newSubManager()) {
          final BagOutput out = model.score(Bags.random(n, D, n).in(scope));
          assertEquals(new Shape(c.classes()), out.logits().getShape());
          final Shape table = new Shape(n, c.classes());
          if (out.patches() instanceof PatchEvidence.Additive a) {
            assertEquals(table, a.score().getShape());
            assertEquals(table, a.attention().getShape());
            assertEquals(new Shape(c.classes()), a.bias().getShape());
          } else if (out.patches() instanceof PatchEvidence.InstanceLogits l) {
            assertEquals(table, l.logits().getShape());
            assertTrue(
                l.attention() == null || isAttention(l.attention().getShape(), n, c.classes()));
          } else if (out.patches() instanceof PatchEvidence.AttentionOnly a) {
            assertTrue(isAttention(a.attention().getShape(), n, c.classes()));
          }
        }
        final Bags.Scored scored = Bags.random(n, D, n).scoredBy(model);
        assertFinite(scored.logits(), "logit");
        final double[] p = c.kind().probabilities(scored.logits());
        assertEquals(c.classes(), p.length);
        for (final double q : p) {
          assertTrue(q >= 0 && q <= 1, "probability " + q);
        }
      }
    }
  }

  private static boolean isAttention(final Shape shape, final int n, final int classes) {
    return shape.equals(new Shape(n, 1)) || shape.equals(new Shape(n, classes));
  }

  /** Large features, too, and no array is left behind. */
  @ParameterizedTest
  @MethodSource("cases")
  void largeBagsAreFiniteAndLeaveNothing(final Case c) {
    // Kinds that mix patches are wide inside and take their time.
    final int n = c.kind().orderMatters() ? 5_000 : 50_000;
    try (MilModel model = c.create(2)) {
      final int before = model.manager().getManagedArrays().size();
      final Bags.Scored scored = Bags.random(n, D, 2).scoredBy(model);
      assertFinite(scored.logits(), "logit");
      assertEquals(n, scored.patches().patches());
      for (int k = 0; k < scored.patches().columns(); k++) {
        assertFinite(scored.patches().values(k), "value");
      }
      final float[] huge = Bags.random(50, D, 3).h();
      for (int i = 0; i < huge.length; i++) {
        huge[i] *= 1e4f;
      }
      final Bags.Scored far = new Bags(huge, IntStream.range(0, 50).toArray()).scoredBy(model);
      assertFinite(far.logits(), "logit of large features");
      assertFinite(far.patches().values(0), "value of large features");
      assertEquals(before, model.manager().getManagedArrays().size());
    }
  }

  /**
   * What is kept of a bag grows with N x (D + C) and not with what the network computes between.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void resultsOfALargeBagAreAllThatIsKept(final Case c) {
    final int n = c.kind().orderMatters() ? 5_000 : 20_000;
    try (MilModel model = c.create(2);
        NDManager scope = model.manager().newSubManager()) {
      final BagInput bag = Bags.random(n, D, 2).in(scope);
      model.score(bag);
      final long kept = scope.getManagedArrays().stream().mapToLong(a -> a.getShape().size()).sum();
      assertTrue(kept <= (long) n * (D + 8L * c.classes()) + 10_000, kept + " numbers");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void orderCountsAsPromised(final Case c) {
    final Bags bag = Bags.random(40, D, 4);
    final List<Integer> shuffled = new ArrayList<>(IntStream.range(0, bag.size()).boxed().toList());
    Collections.shuffle(shuffled, new Random(4));
    final int[] order = shuffled.stream().mapToInt(i -> i).toArray();
    try (MilModel model = c.create(3)) {
      final Bags.Scored one = bag.scoredBy(model);
      final Bags.Scored other = bag.rows(order).scoredBy(model);
      if (c.kind().orderMatters()) {
        assertFalse(Arrays.equals(one.logits(), other.logits()));
        return;
      }
      assertClose("logits", one.logits(), other.logits(), RELATIVE, ABSOLUTE);
      for (int k = 0; k < one.patches().columns(); k++) {
        final int column = k;
        assertMoved(one.patches().values(k), other.patches().values(k), order);
        one.patches()
            .attention(k)
            .ifPresentOrElse(
                a -> assertMoved(a, other.patches().attention(column).orElseThrow(), order),
                () -> assertEquals(Optional.empty(), other.patches().attention(column)));
      }
    }
  }

  private static void assertMoved(final float[] one, final float[] other, final int[] order) {
    final float[] expected = new float[one.length];
    for (int i = 0; i < order.length; i++) {
      expected[i] = one[order[i]];
    }
    assertClose("evidence", expected, other, RELATIVE, ABSOLUTE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void evidenceMeansWhatItClaims(final Case c) {
    // Some kinds cut a slide into 8 x 8 regions, within which patches see each other.
    final Bags bag = Bags.random(70, D, 5);
    try (MilModel model = c.create(4)) {
      final Bags.Scored scored = bag.scoredBy(model);
      if (scored.patches() instanceof PatchValues.Additive a) {
        for (int k = 0; k < c.classes(); k++) {
          double logit = a.bias()[k];
          for (final double contribution : a.contributions(k)) {
            logit += contribution;
          }
          assertEquals(scored.logits()[k], logit, 1e-5, "sum of class " + k);
        }
        final int last = bag.size() - 1;
        final float alone = bag.rows(last).scoredBy(model).patches().values(0)[0];
        assertEquals(
            a.meaning() == PatchMeaning.CONTEXT_SCORE,
            Math.abs(a.values(0)[last] - alone) > 1e-5,
            "a score depends on the other patches: " + a.values(0)[last] + ", alone " + alone);
      } else if (scored.patches() instanceof PatchValues.InstanceLogits l && l.contextual()) {
        // They depend on the other patches, or would not be called so; in kinds that read patches
        // in order, on those before.
        final int last = bag.size() - 1;
        final PatchValues alone = bag.rows(last).scoredBy(model).patches();
        assertTrue(Math.abs(scored.patches().values(0)[last] - alone.values(0)[0]) > 1e-6);
      } else if (scored.patches() instanceof PatchValues.InstanceLogits) {
        // A patch's own logits do not depend on what other patches there are.
        for (final int i : new int[] {0, 7, 69}) {
          final PatchValues alone = bag.rows(i).scoredBy(model).patches();
          for (int k = 0; k < c.classes(); k++) {
            assertEquals(scored.patches().values(k)[i], alone.values(k)[0], 1e-5, "patch " + i);
          }
        }
      } else {
        for (int k = 0; k < scored.patches().columns(); k++) {
          double sum = 0;
          for (final float share : scored.patches().values(k)) {
            assertTrue(share >= 0, "share " + share);
            sum += share;
          }
          assertEquals(1, sum, 1e-5);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theSameSeedGivesTheSameBytes(final Case c) {
    final Bags bag = Bags.random(30, D, 6);
    try (MilModel one = c.create(5);
        MilModel same = c.create(5);
        MilModel other = c.create(6)) {
      assertSame(one.stateDict(), same.stateDict());
      assertArrayEquals(bag.scoredBy(one).logits(), bag.scoredBy(same).logits());
      assertArrayEquals(bag.scoredBy(one).logits(), bag.scoredBy(one).logits());
      final Map<String, Tensor> state = other.stateDict();
      assertTrue(
          one.stateDict().entrySet().stream()
              .anyMatch(
                  e -> !Arrays.equals(e.getValue().floats(), state.get(e.getKey()).floats())));
    }
  }

  private static void assertSame(final Map<String, Tensor> one, final Map<String, Tensor> other) {
    assertEquals(new ArrayList<>(one.keySet()), new ArrayList<>(other.keySet()));
    one.forEach(
        (name, tensor) -> {
          assertArrayEquals(tensor.shape(), other.get(name).shape(), name);
          assertArrayEquals(tensor.floats(), other.get(name).floats(), name);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStateDictComesBackFromAFile(final Case c) {
    final Path file = folder.resolve("weights.pt");
    try (MilModel model = c.create(7)) {
      TorchFile.write(file, model.stateDict());
      final Map<String, Tensor> read = TensorFiles.read(file);
      assertEquals(
          SAME_TENSORS.contains(c.kind().name()) ? SAME_TENSORS : List.of(c.kind().name()),
          kinds().stream()
              .filter(k -> k.recognize(TensorShapes.of(read)).isPresent())
              .map(ModelKind::name)
              .toList());
      assertEquals(
          Optional.of(new ModelShape(D, c.classes())), c.kind().recognize(TensorShapes.of(read)));
      try (MilModel loaded = c.kind().load(read, c.random(), Device.cpu())) {
        assertEquals(model.shape(), loaded.shape());
        assertSame(model.stateDict(), loaded.stateDict());
        final Bags bag = Bags.random(30, D, 8);
        assertArrayEquals(bag.scoredBy(model).logits(), bag.scoredBy(loaded).logits());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tensorsThatDoNotFitAreNamed(final Case c) {
    final Map<String, Tensor> state;
    try (MilModel model = c.create(7)) {
      state = model.stateDict();
    }
    for (final String name : state.keySet()) {
      final Map<String, Tensor> less = new LinkedHashMap<>(state);
      less.remove(name);
      assertRefused(c, less, name);
      final Map<String, Tensor> deeper = new LinkedHashMap<>(state);
      final long[] shape =
          LongStream.concat(LongStream.of(1), Arrays.stream(state.get(name).shape())).toArray();
      deeper.put(name, Tensor.of(state.get(name).floats(), shape));
      assertRefused(c, deeper, name);
    }
    final Map<String, Tensor> more = new LinkedHashMap<>(state);
    more.put("nothing.weight", Tensor.of(new float[1], 1));
    assertRefused(c, more, "nothing.weight");
  }

  private static void assertRefused(
      final Case c, final Map<String, Tensor> state, final String name) {
    assertEquals(Optional.empty(), c.kind().recognize(TensorShapes.of(state)), name);
    final AttriMilException e =
        assertThrows(
            AttriMilException.class, () -> c.kind().load(state, c.random(), Device.cpu()), name);
    assertTrue(e.getMessage().contains(name), e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void emptyBagsAreRefused(final Case c) {
    try (MilModel model = c.create(1);
        NDManager scope = model.manager().newSubManager()) {
      assertThrows(
          AttriMilException.class,
          () ->
              model.score(
                  new BagInput(scope.zeros(new Shape(0, D)), PatchGrid.unplaced(new int[0]))));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void optionsAreReadAsTheyAreWritten(final ModelKind kind) {
    assertTrue(kind.name().matches("[a-z][a-z0-9]*"), kind.name());
    assertFalse(kind.title().isBlank());
    assertFalse(kind.citation().isBlank());
    for (final String preset : kind.presets()) {
      final Options recipe = kind.recipe(preset);
      assertEquals(recipe, recipe.with(recipe.asMap()), preset);
      assertEquals(kind.options().list(), kind.own(recipe).list());
      for (final Option<?> option : TrainingOptions.defaults().list()) {
        assertTrue(recipe.find(option.name()).isPresent(), option.name());
      }
      for (final Option<?> option : kind.options().list()) {
        assertTrue(recipe.find(option.name()).isPresent(), option.name());
        for (final String choice : option.choices()) {
          assertEquals(choice, recipe.with(option.name(), choice).asMap().get(option.name()));
        }
        final AttriMilException e =
            assertThrows(
                AttriMilException.class, () -> recipe.with(option.name(), "\u2205"), preset);
        assertTrue(e.getMessage().contains(option.name()), e.getMessage());
      }
    }
    assertNotEquals(0, kind.presets().size());
    assertThrows(AttriMilException.class, () -> kind.recipe("no such preset"));
  }
}
