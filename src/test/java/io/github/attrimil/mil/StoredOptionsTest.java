package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tensors show a network's options, except for those that its kind names: with these, the same
 * tensors give other outputs.
 */
class StoredOptionsTest {

  private static final int D = 12;
  private static final List<String> NUMBERS = List.of("1", "8");

  static List<ModelKind> kinds() {
    return ModelKinds.all();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void optionsThatChangeTheOutputsOfTheSameTensorsAreNamed(final ModelKind kind) {
    final Options usual = narrow(kind);
    final Map<String, Tensor> state;
    try (MilModel model = kind.create(new ModelShape(D, 2), usual, 5, Device.cpu())) {
      state = model.stateDict();
    }
    final TreeSet<String> found = new TreeSet<>();
    // Some options count only beside a certain value of another, such as a number beside a choice.
    for (final Options base : around(kind, usual)) {
      final Optional<float[]> logits = logits(kind, state, base);
      for (final Option<?> option : kind.options().list()) {
        if (logits.isPresent() && !found.contains(option.name())) {
          values(option, base).stream()
              .flatMap(other -> logits(kind, state, other).stream())
              .filter(other -> !Arrays.equals(logits.orElseThrow(), other))
              .findFirst()
              .ifPresent(other -> found.add(option.name()));
        }
      }
    }
    assertEquals(new TreeSet<>(kind.notStored().stream().map(Option::name).toList()), found);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void networksWithOtherOptionsAreRecognized(final ModelKind kind) {
    final ModelShape shape = new ModelShape(D, 2);
    for (final Option<?> option : kind.options().list()) {
      for (final Options options : values(option, narrow(kind))) {
        final Map<String, Tensor> state;
        try (MilModel model = kind.create(shape, options, 5, Device.cpu())) {
          state = model.stateDict();
        } catch (final AttriMilException e) {
          continue; // There is no such network.
        }
        final String text = option.name() + "=" + options.asMap().get(option.name());
        assertTrue(kind.recognize(TensorShapes.of(state)).isPresent(), text);
        final float[] expected = logits(kind, state, options).orElseThrow();
        Options stated = kind.options();
        for (final Option<?> missing : kind.notStored()) {
          stated = stated.with(missing.name(), options.asMap().get(missing.name()));
        }
        assertArrayEquals(expected, logits(kind, state, stated).orElseThrow(), text);
      }
    }
  }

  private static Options narrow(final ModelKind kind) {
    final Options random = TestOptions.random(kind.options());
    return random.find("hidden").isPresent() ? random.with("hidden", "16") : random;
  }

  /** The usual options, and those with one of the named choices made otherwise. */
  private static List<Options> around(final ModelKind kind, final Options usual) {
    final List<Options> all = new ArrayList<>(List.of(usual));
    for (final Option<?> option : kind.notStored()) {
      option.choices().forEach(choice -> all.add(usual.with(option.name(), choice)));
    }
    return all;
  }

  private static List<Options> values(final Option<?> option, final Options base) {
    final List<Options> all = new ArrayList<>();
    for (final String text : option.choices().isEmpty() ? NUMBERS : option.choices()) {
      try {
        all.add(base.with(option.name(), text));
      } catch (final AttriMilException e) {
        continue; // Out of its range.
      }
    }
    return all;
  }

  /** Nothing where the tensors do not fit the options. */
  private static Optional<float[]> logits(
      final ModelKind kind, final Map<String, Tensor> state, final Options options) {
    try (MilModel model = kind.load(state, options, Device.cpu())) {
      return Optional.of(Bags.random(70, D, 9).scoredBy(model).logits());
    } catch (final AttriMilException e) {
      return Optional.empty();
    }
  }
}
